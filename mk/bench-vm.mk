# bench-vm - Tocsin's real pins beside what people would use, in one guest
#
#   make bench-vm                       ten minutes
#   make bench-vm BENCH_VM_ROUNDS=2     for a look
#   make bench-vm-docs                  put the last results into docs/
#
# The guest is that of `make test-vm` (mk/vm.mk), with one processor, as with two
# the kernel's simulator merges edges before anybody can see them. First its time
# is made of instructions, 1 ns each, then it is the host's. Either way it is an
# emulated machine, so only what stands beside each other says something.
#
# SPDX-License-Identifier: MIT

BENCH_VM_ROUNDS ?= 6

$(BUILD)/bench/edges: bench/vm/edges.c $(LIBGPIOD)
	@mkdir -p $(@D)
	@$(CC) $(BENCH_CFLAGS) -isystem $(LIBGPIOD_DIR)/include \
		$(CFLAGS_EXTRA) $< $(LIBGPIOD) -o $@

.PHONY: bench-vm bench-vm-docs
## bench-vm: latency and rate of real pins in QEMU, beside C and CPython
bench-vm: $(BUILD)/tocsin $(BUILD)/bench/edges
	@tools/setup.sh bench-vm
	@tools/bench-peers.sh $(BUILD)/bench/peers
	@for clock in instructions host; do \
		count=; [ $$clock = host ] || count=0; \
		VM_ICOUNT=$$count TOCSIN_SLOW=4 \
			tools/vm-test.sh bench $(BENCH_VM_ROUNDS) $$clock && \
		if [ -f $(BUILD)/vm/share/$$clock.md ]; then \
			cp $(BUILD)/vm/share/$$clock.md $(BUILD)/bench; fi || exit; \
	done

bench-vm-docs:
	@{ cat $(BUILD)/bench/instructions.md; echo; \
		cat $(BUILD)/bench/host.md; } >$(BUILD)/bench/real-pins.md
	@sed -i -e '/^<!-- bench-vm begins -->/r $(BUILD)/bench/real-pins.md' \
		-e '/^<!-- bench-vm begins -->/,/^<!-- bench-vm ends -->/{/^<!--/!d}' \
		docs/BENCHMARKS.md
