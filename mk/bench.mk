# bench - Tocsin beside what people would use instead
#
#   make bench                          everything, half an hour
#   make bench BENCH_ARGS='--parts perf,start'
#   make bench-quick                    the latencies with targets, a minute
#   make bench-docs                     put the last results into docs/
#
# SPDX-License-Identifier: MIT

BENCH_ARGS ?=
BENCH_OUT := $(BUILD)/bench
BENCH_CFLAGS := -std=c11 -D_GNU_SOURCE -O2 -g -pthread -Wall -Wextra \
	-Wpedantic -Wshadow -Wundef -Wstrict-prototypes -Wmissing-prototypes \
	-Wvla -Wdouble-promotion -Wconversion
BENCH_TOOLS := $(addprefix $(BENCH_OUT)/,raw source start posts control \
	liboutside.so)
BENCH_CORE := $(BUILD)/unit/bench_core

$(BENCH_OUT)/raw $(BENCH_OUT)/source: bench/outside.c bench/outside.h

$(addprefix $(BENCH_OUT)/,raw source start posts control): $(BENCH_OUT)/%: bench/%.c
	@mkdir -p $(@D)
	@$(CC) $(BENCH_CFLAGS) $(CFLAGS_EXTRA) $(filter %.c,$^) -o $@

$(BENCH_OUT)/liboutside.so: bench/outside.c bench/outside.h
	@mkdir -p $(@D)
	@$(CC) $(BENCH_CFLAGS) $(CFLAGS_EXTRA) -fPIC -shared $< -o $@

BENCH := MPY_TOP='$(abspath $(MPY_TOP))' BENCH_CORE='$(abspath $(BENCH_CORE))' \
	PYTHONDONTWRITEBYTECODE=1 python3 bench/bench.py --build $(BUILD)

.PHONY: bench bench-quick bench-docs bench-setup

bench-setup:
	@tools/setup.sh bench

## bench: speed and losses beside what people would use instead
bench: $(BUILD)/tocsin $(STOCK) $(STOCK_GIL) $(BENCH_TOOLS) $(BENCH_CORE) \
		| bench-setup
	@$(BENCH) $(BENCH_ARGS)

## bench-quick: latency only, beside the two nearest, in a minute
bench-quick: $(BUILD)/tocsin $(STOCK_GIL) $(BENCH_TOOLS)
	@$(BENCH) --quick $(BENCH_ARGS)

bench-docs:
	@cp $(BENCH_OUT)/latency.svg docs/latency.svg
	@sed -i '/^## Results/q' docs/BENCHMARKS.md
	@{ echo; cat $(BENCH_OUT)/tables.md; } >>docs/BENCHMARKS.md
