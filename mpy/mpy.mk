# mpy - the tocsin binary, with MicroPython's own build rules
#
# Run from the top folder by the top Makefile, which gives:
#   MPY_TOP      the MicroPython tree
#   BUILD        where everything goes
#   BOARDS_C     the generated board tables
#   LIBGPIOD     the archive of libgpiod, and LIBGPIOD_DIR its source
#   MICROPY_MPYCROSS
#   SANITIZE     address, undefined or thread; empty for none
#
# Objects keep their source's path below BUILD: mpy/gil.c becomes
# $(BUILD)/mpy/gil.o, ports/unix/modsocket.c of the MicroPython tree becomes
# $(BUILD)/ports/unix/modsocket.o.
#
# SPDX-License-Identifier: MIT

PROG := tocsin
FROZEN_MANIFEST := mpy/manifest.py

include $(MPY_TOP)/py/mkenv.mk

# Symbols stay: a backtrace from the field is worth their size on disk.
STRIP :=

# It only has to hold a README.md; nothing is taken from micropython-lib.
MPY_LIB_DIR := $(MPY_TOP)

# Where the longest of all texts is formatted, the uncompressed one is written a
# byte beyond its buffer (py/objexcept.c); and there is room enough.
MICROPY_ROM_TEXT_COMPRESSION := 0
MICROPY_PY_SSL := 1
MICROPY_SSL_MBEDTLS := 1
MBEDTLS_CONFIG_FILE := \"mpy/mbedtls_config.h\"
MICROPY_VFS_FAT := 1
MICROPY_VFS_LFS1 := 1
MICROPY_VFS_LFS2 := 1
QSTR_GLOBAL_DEPENDENCIES += mpy/mpconfigvariant.h core/version.h

# py.mk names mpconfigport.h without a path.
vpath %.h mpy

include $(TOP)/py/py.mk
include $(TOP)/extmod/extmod.mk

# The project's own headers are found before the port's of the same name.
INC += -I. -Impy -Iport/posix -I$(TOP) -I$(BUILD) -I$(TOP)/ports/unix
INC += -iquote core -iquote hal -iquote port -iquote backend/sim -iquote cli
INC += -iquote backend/linux -iquote trace -iquote net

CWARN := -Wall -Wextra -Wno-unused-parameter -Wpointer-arith
CWARN += -Wdouble-promotion -Wfloat-conversion
COPT ?= -O2 -DNDEBUG
CFLAGS += $(INC) $(CWARN) -std=gnu11 -DUNIX $(COPT) -g
CFLAGS += -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -U_FORTIFY_SOURCE
CFLAGS += -fdata-sections -ffunction-sections -pthread
CFLAGS += -DMICROPY_PY_THREAD=1 -DMICROPY_PY_THREAD_GIL=1
CFLAGS += -DMICROPY_PY_SOCKET=1 -DMICROPY_PY_TERMIOS=1 -DMICROPY_PY_FFI=1
CFLAGS += -DMICROPY_USE_READLINE=1 -DMPZ_DIG_SIZE=16
CFLAGS += -isystem $(LIBGPIOD_DIR)/include
CFLAGS += $(shell pkg-config --cflags libffi jansson 2>/dev/null) $(CFLAGS_EXTRA)
LDFLAGS += -pthread -Wl,--gc-sections -lm -ldl
LDFLAGS += $(LIBGPIOD)
LIBRARIES := $(shell pkg-config --libs libffi jansson)
# Small libraries are linked in, and code stands where it was linked to, which
# spares a start 39 page faults and a board 0.1 MB of its own. toml++ is C++, whose
# library alone would take half as long to load as the rest.
ifeq ($(SANITIZE),)
CFLAGS += -fno-pie
CXXFLAGS += -fno-pie
LDFLAGS += -no-pie -static-libgcc
LDFLAGS += -Wl,-Bstatic $(LIBRARIES) -lstdc++ -Wl,-Bdynamic
else
LDFLAGS += $(LIBRARIES) -lstdc++
endif
# mpy/iternext.c
LDFLAGS += -Wl,--wrap=mp_iternext
LDFLAGS += $(LDFLAGS_EXTRA)

ifneq ($(SANITIZE),)
CFLAGS += -fsanitize=$(SANITIZE) -fno-omit-frame-pointer -fno-sanitize-recover
LDFLAGS += -fsanitize=$(SANITIZE)
endif

CXXFLAGS += -std=c++17 -O2 -g -fno-rtti -ffunction-sections -fdata-sections
CXXFLAGS += -Wall -Wextra -Wpedantic -Wshadow -Wconversion -iquote cli -iquote core
CXXFLAGS += $(shell pkg-config --cflags jansson 2>/dev/null) $(CFLAGS_EXTRA)
ifneq ($(SANITIZE),)
CXXFLAGS += -fsanitize=$(SANITIZE) -fno-omit-frame-pointer -fno-sanitize-recover
endif

SRC_TOCSIN := $(wildcard core/*.c port/posix/*.c hal/*.c backend/sim/*.c \
	backend/sim/devices/*.c backend/linux/*.c)
SRC_TOCSIN += $(wildcard trace/*.c net/*.c cli/*.c bind/*.c)
# mpy/modtime.c is included by extmod/modtime.c.
SRC_TOCSIN += $(filter-out mpy/modtime.c,$(wildcard mpy/*.c))

# Of the unix port: what does not know which threads there are.
SRC_UNIX := $(addprefix ports/unix/,fatfs_port.c input.c modffi.c modsocket.c \
	modtermios.c)

SRC_SHARED := $(addprefix shared/,readline/readline.c \
	runtime/gchelper_generic.c runtime/pyexec.c timeutils/timeutils.c)

SRC_C += $(SRC_TOCSIN) $(SRC_UNIX) $(SRC_SHARED)
SRC_QSTR += $(SRC_TOCSIN) $(SRC_UNIX) $(SRC_SHARED)
SRC_CXX := $(wildcard cli/*.cpp)
OBJ = $(PY_O) $(addprefix $(BUILD)/,$(SRC_C:.c=.o) $(SRC_CXX:.cpp=.o)) \
	$(BUILD)/gen/boards_data.o

include $(TOP)/py/mkrules.mk

# Generated outside of BUILD, but compiled for each variant.
$(BUILD)/gen/boards_data.o: $(BOARDS_C)
	$(call compile_c)

# Structures of mbedTLS depend on what is switched on.
$(addprefix $(BUILD)/,$(patsubst %.c,%.o,$(filter lib/mbedtls/%,\
	$(SRC_THIRDPARTY_C)) extmod/modtls_mbedtls.c extmod/modcryptolib.c \
	extmod/modhashlib.c extmod/mbedtls/mbedtls_alt.c)): mpy/mbedtls_config.h

# MicroPython's rule makes the frozen code anew when a frozen file changed; it
# also has to when a name that only the frozen code had is now C's as well.
$(BUILD)/frozen_content.c: $(BUILD)/frozen_names
$(BUILD)/frozen_names: $(BUILD)/genhdr/qstrdefs.generated.h
	@rm -f $(BUILD)/frozen_content.c
	@touch $@

# Their system calls may wait for the outside world (mpy/mphalport.h).
$(BUILD)/ports/unix/modsocket.o: CFLAGS += -DMPY_SYSCALLS_WAIT=1
# Imports find Pycom's rules over MicroPython's modules (bind/dialect.h).
$(BUILD)/py/builtinimport.o: CFLAGS += \
	-Dmp_module_get_builtin=bind_dialect_get_builtin
# The banner is printed by mpy/banner.c.
$(BUILD)/shared/runtime/pyexec.o: CFLAGS += -DMPY_BANNER_WITHOUT_HELP=1 \
	-Dmp_hal_stdout_tx_str=mpy_banner_tx_str
# What goes to standard output goes to os.dupterm() too (mpy/console.c).
$(BUILD)/extmod/vfs_posix_file.o: CFLAGS += -Dwrite=mpy_console_file_write
# Timeouts of select and of sockets follow the clock (mpy/hal.h).
$(BUILD)/extmod/modselect.o $(BUILD)/bind/socket.o: CFLAGS += -Dpoll=mpy_poll

# Tocsin's own code knows no unused parameters and no sign mix-ups.
CWARN_TOCSIN := -Wunused-parameter -Wshadow -Wundef -Wstrict-prototypes \
	-Wmissing-prototypes -Wvla
OWN_STRICT := $(filter core/% port/% hal/% backend/% trace/% net/% cli/%,\
	$(SRC_TOCSIN))
$(addprefix $(BUILD)/,$(OWN_STRICT:.c=.o)): CFLAGS += $(CWARN_TOCSIN) \
	-Wpedantic -Wconversion

# makemanifest.py looks at the frozen files only, but what it wrote names words
# that the runtime did not have then; one that it has now must not come twice.
.PHONY: frozen-fresh
frozen-fresh: $(BUILD)/genhdr/qstrdefs.generated.h
	@[ $(BUILD)/frozen_content.c -nt $< ] || rm -f $(BUILD)/frozen_content.c
$(BUILD)/frozen_content.c: | frozen-fresh
