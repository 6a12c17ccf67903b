# unit - the C tests, one program for each tests/unit/test_*.c, and the check
# that core needs no operating system
#
#   make unit                       build and run all of them
#   make unit UNIT_ONLY=alarm       those whose name contains "alarm"
#   make cross                      compile core for a Cortex-M0+
#
# test_posix_*.c run on port/posix, all others on the stepped port/fake. Those
# of core's own modules run a second time on atomics without compare-and-swap.
#
# SPDX-License-Identifier: MIT

BUILD ?= build
SAN ?=
UNIT_ONLY ?= test_
UNIT_RUN ?=
UNIT_DIRS ?= core hal backend/sim backend/sim/devices backend/linux \
	backend/template trace net cli
CHECK_CFLAGS ?= $(shell pkg-config --cflags check 2>/dev/null)
CHECK_LIBS ?= $(shell pkg-config --libs check 2>/dev/null)
JANSSON_CFLAGS ?= $(shell pkg-config --cflags jansson 2>/dev/null)
JANSSON_LIBS ?= $(shell pkg-config --libs jansson 2>/dev/null)

# V=1 shows the commands.
V ?=
UNIT_SAY = $(if $(V),,@echo '  $(1)' $(2) &&)

UNIT_OUT := $(BUILD)/$(if $(SAN),$(SAN)/)unit
UNIT_GEN := $(UNIT_OUT)/gen

ifeq ($(LIBGPIOD),)
include mk/libgpiod.mk
endif
ifeq ($(BOARDS_C),)
include mk/boards.mk
endif

UNIT_WARN := -Wall -Wextra -Wpedantic -Wshadow -Wundef -Wstrict-prototypes \
	-Wmissing-prototypes -Wvla -Wdouble-promotion -Wconversion
UNIT_INC := $(addprefix -I,$(UNIT_DIRS)) -Iport \
	-isystem $(LIBGPIOD_DIR)/include
UNIT_CFLAGS := -std=c11 -D_GNU_SOURCE -O2 -g -MMD -MP -pthread
# Without type information, which the sanitizer of a C link could not look at.
UNIT_CXXFLAGS := -std=c++17 -O2 -g -MMD -MP -fno-rtti -Wall -Wextra -Wpedantic \
	-Wshadow -Wconversion

UNIT_SRC := $(filter-out cli/main.c,$(wildcard $(addsuffix /*.c,$(UNIT_DIRS))))
UNIT_CXX_SRC := $(wildcard $(addsuffix /*.cpp,$(UNIT_DIRS)))
UNIT_TESTS := $(sort $(foreach t,$(wildcard tests/unit/test_*.c),\
	$(if $(findstring $(UNIT_ONLY),$(t)),$(t))))
UNIT_POSIX_TESTS := $(filter tests/unit/test_posix_%,$(UNIT_TESTS))
UNIT_FAKE_TESTS := $(filter-out $(UNIT_POSIX_TESTS),$(UNIT_TESTS))
UNIT_CORE_TESTS := $(filter $(foreach m,irqq source hist dispatch alarm clock \
	trace,\
	tests/unit/test_$(m).c tests/unit/test_$(m)_%),$(UNIT_FAKE_TESTS))

# $(1) variant, $(2) folder of the port, $(3) its flags, $(4) its tests
define unit_variant
UNIT_OBJ_$(1) := $$(patsubst %.c,$(UNIT_OUT)/$(1)/%.o,$(UNIT_SRC) \
	$(wildcard port/$(2)/*.c)) \
	$$(patsubst %.cpp,$(UNIT_OUT)/$(1)/%.o,$(UNIT_CXX_SRC)) \
	$(if $(filter hal,$(UNIT_DIRS)),$(UNIT_OUT)/$(1)/boards_data.o)
UNIT_BIN_$(1) := $$(patsubst tests/unit/%.c,$(UNIT_OUT)/$(1)/%,$(4))
UNIT_PROGRAMS += $$(UNIT_BIN_$(1))

$(UNIT_OUT)/$(1)/libtocsin.a: $$(UNIT_OBJ_$(1))
	@rm -f $$@
	$$(call UNIT_SAY,AR,$$@) $(AR) rcs $$@ $$^

$(UNIT_OUT)/$(1)/%.o: %.c | $(LIBGPIOD)
	@mkdir -p $$(@D)
	$$(call UNIT_SAY,CC,$$@) $(CC) $(UNIT_CFLAGS) $(UNIT_WARN) \
		$(UNIT_INC) -Iport/$(2) $(3) $(CFLAGS_EXTRA) -c $$< -o $$@

$(UNIT_OUT)/$(1)/%.o: %.cpp
	@mkdir -p $$(@D)
	$$(call UNIT_SAY,CXX,$$@) $(CXX) $(UNIT_CXXFLAGS) \
		$(UNIT_INC) $(JANSSON_CFLAGS) $(CFLAGS_EXTRA) -c $$< -o $$@

$(UNIT_OUT)/$(1)/boards_data.o: $(BOARDS_C)
	@mkdir -p $$(@D)
	$$(call UNIT_SAY,CC,$$@) $(CC) $(UNIT_CFLAGS) $(UNIT_INC) \
		-Iport/$(2) $(3) $(CFLAGS_EXTRA) -c $$< -o $$@

$$(UNIT_BIN_$(1)): $(UNIT_OUT)/$(1)/%: tests/unit/%.c \
		$(UNIT_OUT)/$(1)/libtocsin.a | $(LIBGPIOD)
	$$(call UNIT_SAY,LD,$$@) $(CC) $(UNIT_CFLAGS) -Wall -Wextra -Wshadow \
		$(UNIT_INC) -Itests/unit -I$(UNIT_GEN) -Iport/$(2) $(3) $(CFLAGS_EXTRA) \
		$(CHECK_CFLAGS) $(JANSSON_CFLAGS) $$< -o $$@ \
		$(UNIT_OUT)/$(1)/libtocsin.a $(LIBGPIOD) $(CHECK_LIBS) \
		$(JANSSON_LIBS) -lstdc++ -lm $(LDFLAGS_EXTRA)

-include $$(UNIT_OBJ_$(1):.o=.d) $$(addsuffix .d,$$(UNIT_BIN_$(1)))
endef

# The device that docs/devices.md shows, for the test of it.
$(UNIT_GEN)/docs_device.h: docs/devices.md
	@mkdir -p $(@D)
	$(call UNIT_SAY,GEN,$@) sed -n '/^```c$$/,/^```$$/{/^```/!p}' $< > $@

$(UNIT_OUT)/fake/test_sim_docs_device: $(UNIT_GEN)/docs_device.h

UNIT_PROGRAMS :=
$(eval $(call unit_variant,posix,posix,,$(UNIT_POSIX_TESTS)))
$(eval $(call unit_variant,fake,fake,,$(UNIT_FAKE_TESTS)))
$(eval $(call unit_variant,nocas,fake,-DTOC_PORT_HAS_CAS=0,$(UNIT_CORE_TESTS)))

.PHONY: unit unit-programs cross bench-core

unit-programs: $(UNIT_PROGRAMS)

## C tests, on the stepped and the POSIX port
unit: $(UNIT_PROGRAMS)
	@UNIT_RUN='$(UNIT_RUN)' sh tests/unit/run.sh $^

# What core and a bare-metal port may leave to the board and the compiler.
CROSS_ALLOWED := toc_|__aeabi_(llsl|llsr|lasr|lmul|[ul]+divmod|[iu]div(mod)?)$$
CROSS_CC ?= clang --target=thumbv6m-none-eabi -mcpu=cortex-m0plus
CROSS_NM ?= llvm-nm
CROSS_SIZE ?= llvm-size
CROSS_OUT := $(BUILD)/cross
CROSS_OBJ := $(patsubst %.c,$(CROSS_OUT)/%.o,$(wildcard core/*.c) \
	$(wildcard port/baremetal/*.c))

$(CROSS_OUT)/%.o: %.c
	@mkdir -p $(@D)
	$(call UNIT_SAY,CC,$@) $(CROSS_CC) -std=c11 -ffreestanding -Os -MMD -MP -Werror $(UNIT_WARN) \
		-Icore -Iport -Iport/baremetal -c $< -o $@

## core for a Cortex-M0+: compiles, and needs nothing from an OS
cross: $(CROSS_OBJ)
	@if $(CROSS_NM) -u $^ | sed -n 's/^ *U //p' | sort -u | \
		grep -vE '^($(CROSS_ALLOWED))'; then \
		echo 'cross: core must not need the symbols above' >&2; exit 1; \
	fi
	@$(CROSS_SIZE) $^ | awk 'NR == 1 { print "  text    bss  object"; next } \
		{ text += $$1; bss += $$3; printf "%6d %6d  %s\n", $$1, $$3, $$6 } \
		END { printf "%6d %6d  in total\n", text, bss }'

-include $(CROSS_OBJ:.o=.d)

$(UNIT_OUT)/bench_core: bench/bench_core.c $(UNIT_OUT)/posix/libtocsin.a
	$(call UNIT_SAY,LD,$@) $(CC) $(UNIT_CFLAGS) $(UNIT_WARN) $(UNIT_INC) \
		-Iport/posix $(CFLAGS_EXTRA) $< -o $@ $(UNIT_OUT)/posix/libtocsin.a \
		$(LIBGPIOD) $(LDFLAGS_EXTRA)

## cost of a post and of an expiry, as CSV
bench-core: $(UNIT_OUT)/bench_core
	@$<
