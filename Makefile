# Tocsin - see README.md; `make help` lists the targets
#
# SPDX-License-Identifier: MIT

BUILD := build

.DEFAULT_GOAL := all

include mk/deps.mk
include mk/cross.mk
include mk/libgpiod.mk
include mk/boards.mk
include mk/upstream.mk
include $(filter-out mk/deps.mk mk/cross.mk mk/libgpiod.mk mk/boards.mk \
	mk/upstream.mk,$(sort $(wildcard mk/*.mk)))

TOCSIN_BUILD = $(MAKE) --no-print-directory \
	$(if $(filter --jobserver%,$(MAKEFLAGS)),,-j$(shell nproc)) -f mpy/mpy.mk MPY_TOP=$(MPY_TOP) \
	$(if $(CROSS),CROSS_COMPILE=$(CROSS)- CFLAGS_EXTRA='$(CFLAGS_EXTRA)' \
	LDFLAGS_EXTRA='$(LDFLAGS_EXTRA)') \
	LIBGPIOD_DIR=$(LIBGPIOD_DIR) LIBGPIOD=$(LIBGPIOD) \
	BOARDS_C=$(BOARDS_C) MICROPY_MPYCROSS=$(abspath $(MPY_CROSS))

.PHONY: all
## all: build build/tocsin
all: $(BUILD)/tocsin

# Everything of ours that the binary is made from. The fetched MicroPython tree
# never changes; a tree of the user's own may, so then its rules are asked.
SOURCES := $(foreach dir,core port port/posix hal backend/sim \
	backend/sim/devices backend/linux trace net cli bind mpy \
	mpy/modules,$(wildcard $(addprefix $(dir)/,*.c *.cpp *.h *.py *.mk)))
ifneq ($(MPY_TOP),$(deps_default))
ASK := FORCE
endif

$(BUILD)/tocsin: $(SOURCES) $(BOARDS_C) $(ASK) | $(MPY_CROSS) $(DEPS_STAMP)
	+@$(TOCSIN_BUILD) BUILD=$(BUILD)/mpy
	@cp $(BUILD)/mpy/tocsin $@

# The demo's first line says how to run it.
DEMO := $(shell sed -n '1s/^# run: tocsin //p' examples/demo.py)

.PHONY: run test clean FORCE
## run: the demo, a board whose button and alarms interrupt a program
run: $(BUILD)/tocsin
	@$(BUILD)/tocsin $(DEMO)

## test: all tests
test: $(BUILD)/tocsin
	@tools/setup.sh test
	+@$(MAKE) -k --no-print-directory unit cross docs-check test-py \
		test-upstream

## clean: remove everything that was built, but not what was fetched
clean:
	find $(BUILD) -mindepth 1 -maxdepth 1 ! -name deps -exec rm -rf {} +

FORCE:
