# bench - Tocsin beside what people would use instead
#
#   make bench          everything, some 15 minutes
#   make bench-quick    latency of the three that share an idea, a minute
#
# SPDX-License-Identifier: MIT

BENCH_OUT := $(BUILD)/bench
BENCH_CFLAGS := -std=c11 -D_GNU_SOURCE -O2 -g -pthread -Wall -Wextra \
	-Wpedantic -Wshadow -Wundef -Wstrict-prototypes -Wmissing-prototypes \
	-Wvla -Wdouble-promotion -Wconversion
BENCH_ARGS ?=

$(BENCH_OUT)/liboutside.so: bench/outside.c bench/outside.h mk/bench.mk
	@mkdir -p $(@D)
	@$(CC) $(BENCH_CFLAGS) $(CFLAGS_EXTRA) -fPIC -shared $< -o $@

$(BENCH_OUT)/raw $(BENCH_OUT)/source: $(BENCH_OUT)/%: bench/%.c bench/outside.c \
		bench/outside.h mk/bench.mk
	@mkdir -p $(@D)
	@$(CC) $(BENCH_CFLAGS) $(CFLAGS_EXTRA) $< bench/outside.c -o $@

BENCH_TOOLS := $(addprefix $(BENCH_OUT)/,liboutside.so raw source)

BENCH_PROGRAMS := $(addprefix $(BENCH_OUT)/,raw source start posts)
BENCH_TOOLS := $(BENCH_PROGRAMS) $(BENCH_OUT)/liboutside.so
