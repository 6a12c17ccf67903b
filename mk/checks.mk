# checks - what a change must pass besides its tests
#
#   make check                  all of it and the tests
#   make tidy TIDY_ONLY=alarm   only files whose path contains "alarm"
#   make fuzz FUZZ_SECONDS=600  each fuzz target so long
#   make fuzz FUZZ_RUNS=1000000 each so many inputs instead
#
# clang-format and clang-tidy are those of Debian 12; another version would
# want other things.
#
# SPDX-License-Identifier: MIT

CLANG ?= clang-14
CLANGXX ?= clang++-14
CLANG_FORMAT ?= clang-format-14
CLANG_TIDY ?= clang-tidy-14
TIDY_ONLY ?=
FUZZ_SECONDS ?= 60
FUZZ_RUNS ?=

check_plain = $(wildcard $(addsuffix /*.c,core hal cli net \
	backend/sim backend/sim/devices backend/linux backend/template trace \
	port/posix port/fake))
# mpy/modtime.c is a part of MicroPython's extmod/modtime.c and no file alone.
check_mpy = $(filter-out mpy/modtime.c,$(wildcard bind/*.c mpy/*.c))
check_all = $(sort $(shell find core hal cli net backend port bind mpy trace bench \
	tests -name '*.[ch]' -o -name '*.cpp' 2>/dev/null))

check_plain_flags = $(UNIT_CFLAGS) $(UNIT_WARN) $(UNIT_INC) \
	-Iport/$(if $(filter port/fake/%,$(1)),fake,posix)
# The flags that MicroPython's rules arrive at, and of the stricter warnings
# those that its macros do not set off. Its headers count as the system's.
check_mpy_flags = $(subst -I$(MPY_TOP),-isystem $(MPY_TOP),$(shell \
	$(TOCSIN_BUILD) V=1 BUILD=$(BUILD)/mpy \
	--eval 'check-flags: ; @: $$(info $$(CFLAGS))' check-flags 2>/dev/null)) \
	-Wundef -Wstrict-prototypes -Wmissing-prototypes

check_each := xargs -r -P $(shell nproc) -I{}

.PHONY: lint-tools
lint-tools:
	@tools/setup.sh lint

# mk/unit.mk's check of core needs clang.
$(patsubst %.c,$(BUILD)/cross/%.o,$(wildcard core/*.c port/baremetal/*.c)): \
	| lint-tools

.PHONY: format format-check
## format: bring all C files into the project's style
# Twice: what one pass moves the next one may align.
format: lint-tools
	@$(CLANG_FORMAT) -i $(check_all)
	@$(CLANG_FORMAT) -i $(check_all)

## format-check: show where a C file is not in that style
format-check: lint-tools
	@$(CLANG_FORMAT) --dry-run -Werror $(check_all)

.PHONY: layers
## layers: who may include whom
layers:
	@tools/check-layers.py --self-test
	@tools/check-layers.py

# $(1) sources, $(2) their flags
define tidy_run
@printf '%s\n' $(1) | grep -F -e '$(TIDY_ONLY)' | $(check_each) \
	$(CLANG_TIDY) --quiet {} -- $(2) 2>$(BUILD)/tidy.log || \
	{ grep -v 'warnings\? generated' $(BUILD)/tidy.log; exit 1; }
endef

.PHONY: tidy
## tidy: clang-tidy over the project's own folders
tidy: lint-tools $(BUILD)/tocsin
	$(call tidy_run,$(filter-out port/fake/%,$(check_plain)),$(check_plain_flags))
	$(call tidy_run,$(filter port/fake/%,$(check_plain)),$(call \
		check_plain_flags,port/fake/))
	$(call tidy_run,$(check_mpy),$(check_mpy_flags))

# $(1) compiler, $(2) that for C++
define warnings_run
+@$(MAKE) --no-print-directory -f mk/unit.mk unit-programs CC=$(1) CXX=$(2) \
	BUILD=$(BUILD)/warnings/$(1) CFLAGS_EXTRA=-Werror
@printf '%s\n' $(check_mpy) | $(check_each) $(1) $(check_mpy_flags) \
	-Werror -c -o /dev/null {}
endef

.PHONY: warnings
## warnings: all C files with warnings as errors, by gcc and by clang
warnings: lint-tools $(BUILD)/tocsin
	@tools/setup.sh test
	$(call warnings_run,gcc,g++)
	$(call warnings_run,$(CLANG),$(CLANGXX))

.PHONY: commits
## commits: what `git log` says about each change
commits:
	@tools/check-commits.sh --self-test
	@tools/check-commits.sh

fuzz_targets := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
fuzz_corpus = tests/fuzz/corpus/$(patsubst fuzz_%,%,$(1))
fuzz_sources = $(filter core/% hal/% net/% cli/% backend/sim/%,$(check_plain)) \
	port/fake/port_fake.c
fuzz_flags = $(call check_plain_flags,port/fake/) -O1 \
	-fno-sanitize-recover=all -fsanitize=address,undefined
fuzz_libs = $(JANSSON_LIBS) -lstdc++ -lm
fuzz_cxx_flags = $(UNIT_CXXFLAGS) $(UNIT_INC) $(JANSSON_CFLAGS) -O1 \
	-fno-sanitize-recover=all -fsanitize=address,undefined
fuzz_needs = tests/fuzz/%.c $(fuzz_sources) $(wildcard core/*.h hal/*.h net/*.h cli/*.h \
	backend/sim/nvs_text.h)

$(BUILD)/fuzz/replay_toml.o: cli/toml.cpp cli/toml.h
	@mkdir -p $(@D)
	@$(CXX) $(fuzz_cxx_flags) -c $< -o $@

$(BUILD)/fuzz/toml.o: cli/toml.cpp cli/toml.h
	@mkdir -p $(@D)
	@$(CLANGXX) $(fuzz_cxx_flags) -fsanitize=fuzzer-no-link \
		-fno-sanitize=function -c $< -o $@

$(BUILD)/fuzz/replay_fuzz_%: $(subst %,fuzz_%,$(fuzz_needs)) tests/fuzz/replay.c \
		$(BUILD)/fuzz/replay_toml.o $(BOARDS_C)
	@mkdir -p $(@D)
	@$(CC) $(fuzz_flags) $(filter %.c %.o,$^) -MF $@.d -o $@ $(fuzz_libs)

$(BUILD)/fuzz/fuzz_%: $(subst %,fuzz_%,$(fuzz_needs)) $(BUILD)/fuzz/toml.o $(BOARDS_C)
	@mkdir -p $(@D)
	@$(CLANG) $(fuzz_flags) -fsanitize=fuzzer $(filter %.c %.o,$^) -MF $@.d -o $@ \
		$(fuzz_libs)

.PHONY: fuzz-replay fuzz
## fuzz-replay: each input of the corpus once through its fuzz target
fuzz-replay: $(addprefix $(BUILD)/fuzz/replay_,$(fuzz_targets))
	@set -e; $(foreach target,$(fuzz_targets),\
		$(BUILD)/fuzz/replay_$(target) $(call fuzz_corpus,$(target))/*;)

fuzz_limit = $(if $(FUZZ_RUNS),-runs=$(FUZZ_RUNS),-max_total_time=$(FUZZ_SECONDS))

## fuzz: look for new inputs that break a target, FUZZ_SECONDS or FUZZ_RUNS each
fuzz: lint-tools $(addprefix $(BUILD)/fuzz/,$(fuzz_targets))
	@set -e; $(foreach target,$(fuzz_targets),\
		mkdir -p $(BUILD)/fuzz/found_$(target);\
		$(BUILD)/fuzz/$(target) $(fuzz_limit) -timeout=10 \
			-artifact_prefix=$(BUILD)/fuzz/ -print_final_stats=1 \
			$(BUILD)/fuzz/found_$(target) $(call fuzz_corpus,$(target));)

.PHONY: check
## check: everything that a change must pass
check:
	@.ci/run

.PHONY: help
## help: this list
help:
	@sed -n 's/^## \([a-z-]*\): /\1\t/p' $(MAKEFILE_LIST) | sort | \
		awk -F '\t' '{ printf "%-14s %s\n", $$1, $$2 }'
