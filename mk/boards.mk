# boards - the pin tables of the built-in boards, as a C file
#
# SPDX-License-Identifier: MIT

BUILD ?= build

BOARDS_CSV := $(sort $(wildcard boards/*/pins.csv))
BOARDS_C := $(BUILD)/gen/boards_data.c

# The folder itself is named so that a removed board is noticed. Setup comes
# first: a fresh machine has no Python.
$(BOARDS_C): tools/embed-boards.py $(BOARDS_CSV) boards mk/boards.mk \
		| $(DEPS_STAMP)
	python3 tools/embed-boards.py boards $@
