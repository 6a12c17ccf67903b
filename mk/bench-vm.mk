# bench-vm - Tocsin's real pins beside what people would use, in one guest
#
# The guest is that of `make test-vm` (mk/vm.mk), with one processor, as with two
# the kernel's simulator merges edges before anybody can see them. Its times are
# those of an emulated machine, so only what stands beside each other in one run
# says something.
#
# SPDX-License-Identifier: MIT

$(BUILD)/bench/edges: bench/vm/edges.c $(LIBGPIOD)
	@mkdir -p $(@D)
	@$(CC) $(BENCH_CFLAGS) -isystem $(LIBGPIOD_DIR)/include \
		$(CFLAGS_EXTRA) $< $(LIBGPIOD) -o $@

.PHONY: bench-vm
## bench-vm: latency and rate of real pins in QEMU, beside C and CPython
bench-vm: $(BUILD)/tocsin $(BUILD)/bench/edges
	@tools/setup.sh bench-vm
	@TOCSIN_SLOW=4 tools/vm-test.sh bench
