# upstream - the unix port as it comes, and MicroPython's own test suite
#
#   build/mpy-cross/mpy-cross         the cross compiler, for frozen modules
#   build/stock/micropython           the unix port, standard variant
#   build/stock-gil/micropython       the same with the interpreter lock on
#
# They are built in place from the fetched source, outside of it. What the
# tarball lacks stays off: btree (lib/berkeley-db), micropython-lib.
#
# SPDX-License-Identifier: MIT

MPY_CROSS := build/mpy-cross/mpy-cross
STOCK := build/stock/micropython
STOCK_GIL := build/stock-gil/micropython
TOCSIN ?= build/tocsin

# More for tools/upstream-tests.py, as in UPSTREAM_ARGS='--only thread/'.
UPSTREAM_ARGS ?=

# Flags and variables given to this make are meant for Tocsin, so only the job
# server is handed on.
stock_make = env -u CC -u CFLAGS -u CPPFLAGS -u LDFLAGS -u COPT -u DEBUG \
	-u PROG -u V MAKEFLAGS='$(filter -j% --jobserver%,$(MAKEFLAGS))' \
	$(MAKE) --no-print-directory \
	$(if $(filter --jobserver%,$(MAKEFLAGS)),,-j$(shell nproc)) \
	BUILD=$(abspath $(@D)) $(1) >$(@D)/build.log 2>&1 || \
	{ tail -n 20 $(@D)/build.log; echo "see $(@D)/build.log"; exit 1; }

# MPY_LIB_DIR has to hold a README.md; nothing else is read from it.
stock_unix = $(call stock_make,-C $(MPY_TOP)/ports/unix MICROPY_PY_BTREE=0 \
	FROZEN_MANIFEST=$(abspath tools/stock-manifest.py) \
	MPY_LIB_DIR=$(abspath $(MPY_TOP)) \
	MICROPY_MPYCROSS=$(abspath $(MPY_CROSS)) $(1))

$(MPY_CROSS): | $(DEPS_STAMP)
	@echo "building $@"
	@mkdir -p $(@D)
	+@$(call stock_make,-C $(MPY_TOP)/mpy-cross)

$(STOCK): tools/stock-manifest.py | $(MPY_CROSS) $(DEPS_STAMP)
	@echo "building $@"
	@mkdir -p $(@D)
	+@$(call stock_unix)

$(STOCK_GIL): tools/stock-manifest.py $(wildcard bench/stock-gil/*) \
		| $(MPY_CROSS) $(DEPS_STAMP)
	@echo "building $@"
	@mkdir -p $(@D)
	+@$(call stock_unix,VARIANT_DIR=$(abspath bench/stock-gil))

.PHONY: stock test-upstream
## stock: the unmodified unix port, without and with the interpreter lock
stock: $(STOCK) $(STOCK_GIL)

## test-upstream: MicroPython's own tests, compared with the unix port
test-upstream: $(STOCK) $(MPY_CROSS) $(TOCSIN)
	@python3 tools/upstream-tests.py --tree $(MPY_TOP) --stock $(STOCK) \
		--mpy-cross $(MPY_CROSS) $(UPSTREAM_ARGS) $(TOCSIN)
