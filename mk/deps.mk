# deps - the sources that Tocsin builds upon, fetched when they are needed
#
#   MICROPYTHON_DIR   MicroPython 1.25.0; set it to use a checkout of your own
#   MPY_TOP           the tree to build from, with lib/mbedtls filled: it is
#                     MICROPYTHON_DIR, or a tree of links where that has none
#   DEPS_STAMP        put it behind | of what reads these sources
#
# A makefile may include $(MPY_TOP)/py/mkenv.mk and the like: the rule at the
# end makes them, and make starts over.
#
# SPDX-License-Identifier: MIT

MICROPYTHON_VERSION := 1.25.0
DEPS_DIR := build/deps
deps_default := $(DEPS_DIR)/micropython-$(MICROPYTHON_VERSION)
MICROPYTHON_DIR ?= $(deps_default)

ifeq ($(abspath $(MICROPYTHON_DIR)),$(abspath $(deps_default)))
MPY_TOP := $(deps_default)
DEPS_STAMP := $(DEPS_DIR)/.stamp
else
# One stamp a checkout, so that a change of the variable is noticed.
deps_key := $(subst /,_,$(abspath $(MICROPYTHON_DIR)))
ifneq ($(wildcard $(MICROPYTHON_DIR)/lib/mbedtls/include/.),)
MPY_TOP := $(MICROPYTHON_DIR)
DEPS_STAMP := $(DEPS_DIR)/.stamp$(deps_key)
else
MPY_TOP := $(DEPS_DIR)/with-mbedtls$(deps_key)
DEPS_STAMP := $(DEPS_DIR)/.stamp-mbedtls$(deps_key)
endif
endif

# The sources know no commit of their own; without this the version header
# would describe the repository they happen to be unpacked in.
export MICROPY_GIT_TAG := v$(MICROPYTHON_VERSION)
# Their scripts leave no byte code beside them.
export PYTHONDONTWRITEBYTECODE := 1

$(DEPS_STAMP): tools/setup.sh tools/fetch-deps.sh
	@tools/setup.sh build
	@DEPS_DIR=$(DEPS_DIR) DEPS_STAMP=$@ MPY_TOP=$(MPY_TOP) \
		MICROPYTHON_DIR=$(MICROPYTHON_DIR) tools/fetch-deps.sh

$(addprefix $(MPY_TOP)/,py/mkenv.mk py/mkrules.mk py/py.mk \
	extmod/extmod.mk): | $(DEPS_STAMP) ;

.PHONY: deps
## deps: fetch MicroPython and mbedTLS (a build does it by itself)
deps: $(DEPS_STAMP)
