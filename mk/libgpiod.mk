# libgpiod - the library behind the pins of a Linux machine, linked statically
#
#   LIBGPIOD_DIR   its source, version 2; set it to use a checkout of your own
#   LIBGPIOD       the archive that is made from it
#
# Only lib/*.c is compiled, with this build's compiler, so a cross build has it
# as well; its autotools are not needed.
#
# SPDX-License-Identifier: MIT

BUILD ?= build

LIBGPIOD_VERSION := 2.2.1
libgpiod_default := build/deps/libgpiod-$(LIBGPIOD_VERSION)
LIBGPIOD_DIR ?= $(libgpiod_default)
LIBGPIOD := $(BUILD)/libgpiod/libgpiod.a

# A folder of the user's own is not fetched.
ifeq ($(abspath $(LIBGPIOD_DIR)),$(abspath $(libgpiod_default)))
LIBGPIOD_STAMP := $(LIBGPIOD_DIR)/.complete
endif

libgpiod_setup := $(firstword $(DEPS_STAMP))

$(libgpiod_default)/.complete: tools/fetch-libgpiod.sh tools/apt-archive.sh \
		| $(libgpiod_setup)
	@tools/fetch-libgpiod.sh $(@D)
	@touch $@

# Its own warnings are upstream's business.
$(LIBGPIOD): mk/libgpiod.mk $(LIBGPIOD_STAMP) | $(DEPS_STAMP)
	@mkdir -p $(@D)
	@rm -f $(@D)/*.o $@
	@set -e; for source in $(LIBGPIOD_DIR)/lib/*.c; do \
		$(CC) -std=gnu11 -O2 -g -w -D_GNU_SOURCE \
			-DGPIOD_VERSION_STR='"$(LIBGPIOD_VERSION)"' \
			-I$(LIBGPIOD_DIR)/include -I$(LIBGPIOD_DIR)/lib -ffunction-sections \
			-c $$source -o $(@D)/$$(basename $$source .c).o; \
	done
	@$(AR) rcs $@ $(@D)/*.o

DEPS_STAMP += $(LIBGPIOD)
