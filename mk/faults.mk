# faults - the whole binary with a call that fails
#
#   make faults FAULTS_ONLY=virtual:alloc    one kind of call
#
# The binary is the product's objects linked once more, with tests/faults/
# inject.c in front of the calls below.
#
# SPDX-License-Identifier: MIT

FAULTS_ONLY ?=
FAULTS_WRAP := malloc calloc realloc mmap64 gc_alloc gc_realloc \
	pthread_create clock_gettime syscall eventfd socket accept connect send \
	recv

$(BUILD)/faults/inject.o: tests/faults/inject.c
	@mkdir -p $(@D)
	@$(CC) -std=c11 -D_GNU_SOURCE -O2 -g -Wall -Wextra -Wshadow -c $< -o $@

$(BUILD)/mpy/tocsin-faults: $(BUILD)/tocsin $(BUILD)/faults/inject.o
	+@$(TOCSIN_BUILD) BUILD=$(BUILD)/mpy PROG=tocsin-faults \
		LDFLAGS_EXTRA='$(FAULTS_WRAP:%=-Wl,--wrap=%) $(BUILD)/faults/inject.o'

.PHONY: faults
## faults: the n-th allocation, thread, wait ... fails, and nothing crashes
faults: $(BUILD)/mpy/tocsin-faults
	@TOCSIN_FAULTS=$< tests/faults/run.py $(FAULTS_ONLY)
