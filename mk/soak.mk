# soak - run the board for long under load and watch counters and memory
#
#   make soak SOAK_SECONDS=60       shorter than 10 minutes
#
# TOCSIN= tests another binary.
#
# SPDX-License-Identifier: MIT

SOAK_SECONDS ?= 600

.PHONY: soak
## soak: ten minutes of storms, alarms and soft resets; build/soak/memory.svg
soak: $(BUILD)/tocsin
	@TOCSIN='$(TOCSIN)' tests/soak/run.py --seconds $(SOAK_SECONDS) \
		--out $(BUILD)/soak
