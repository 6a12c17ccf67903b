# Tocsin - see README.md; `make help` lists the targets
#
# SPDX-License-Identifier: MIT

BUILD := build

.DEFAULT_GOAL := all

include mk/deps.mk
include mk/boards.mk
include mk/upstream.mk

TOCSIN_BUILD = $(MAKE) --no-print-directory -f mpy/mpy.mk MPY_TOP=$(MPY_TOP) \
	BOARDS_C=$(BOARDS_C) MICROPY_MPYCROSS=$(abspath $(MPY_CROSS))

.PHONY: all
## all: build build/tocsin
all: $(BUILD)/tocsin

$(BUILD)/tocsin: $(BOARDS_C) | $(MPY_CROSS) $(DEPS_STAMP)
	+@$(TOCSIN_BUILD) BUILD=$(BUILD)/mpy
	@cp $(BUILD)/mpy/tocsin $@
