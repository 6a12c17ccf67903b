# cross - build and test for another architecture
#
#   make CROSS=aarch64-linux-gnu              build/aarch64-linux-gnu/tocsin
#   make CROSS=arm-linux-gnueabihf
#   make CROSS=aarch64-linux-gnu unit test-py the tests, under qemu-user
#   make test-cross                           both architectures, both tests
#
# Compiler and emulator are Debian packages; the libraries are unpacked under
# build/deps (tools/fetch-sysroot.sh) and not installed.
#
# SPDX-License-Identifier: MIT

CROSS_TRIPLETS := aarch64-linux-gnu arm-linux-gnueabihf

ifneq ($(CROSS),)
BUILD := build/$(CROSS)
SYSROOT := $(abspath build/deps/sysroot-$(CROSS))
SYSROOT_STAMP := $(SYSROOT)/.complete
CC := $(CROSS)-gcc
CXX := $(CROSS)-g++
AR := $(CROSS)-ar
CFLAGS_EXTRA += -isystem $(SYSROOT)/usr/include/$(CROSS)
LDFLAGS_EXTRA += -L$(SYSROOT)/usr/lib/$(CROSS)
export PKG_CONFIG_LIBDIR := $(SYSROOT)/usr/lib/$(CROSS)/pkgconfig
export PKG_CONFIG_SYSROOT_DIR := $(SYSROOT)

QEMU := $(patsubst %,qemu-%,$(firstword $(subst -, ,$(CROSS)))) \
	-L /usr/$(CROSS) -E LD_LIBRARY_PATH=$(SYSROOT)/usr/lib/$(CROSS)
TOCSIN := $(QEMU) $(BUILD)/tocsin
UNIT_RUN := $(QEMU)
# An emulated processor is slow, and the emulator keeps what it translated.
export TOCSIN_SLOW := 10
export TOCSIN_KEEPS_FREED := 1

$(SYSROOT_STAMP): tools/fetch-sysroot.sh tools/apt-archive.sh
	@tools/setup.sh build test cross
	@tools/fetch-sysroot.sh $(CROSS)
	@touch $@

DEPS_STAMP += $(SYSROOT_STAMP)
endif

.PHONY: test-cross
## test-cross: unit tests and scripts on arm64 and armhf, under qemu-user
test-cross:
	+@set -e; $(foreach triplet,$(CROSS_TRIPLETS),\
		$(MAKE) --no-print-directory CROSS=$(triplet) all unit test-py;)
