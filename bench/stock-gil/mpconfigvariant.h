/*
 * stock-gil - the unix port as it comes, but with its interpreter lock on
 *
 * The peer of the latency benchmark: the lock is the port's plain mutex, taken
 * in turn by whoever is lucky. The port's makefile passes the lock as 0, and
 * its thread file needs the recursive mutex, which goes with no lock.
 *
 * SPDX-License-Identifier: MIT
 */

#define MICROPY_CONFIG_ROM_LEVEL (MICROPY_CONFIG_ROM_LEVEL_EXTRA_FEATURES)

#include "variants/mpconfigvariant_common.h"

#undef MICROPY_PY_THREAD_GIL
#define MICROPY_PY_THREAD_GIL             (1)
#define MICROPY_PY_THREAD_RECURSIVE_MUTEX (1)

// Ctrl-C raised straight from the signal handler needs a build without a lock.
#undef MICROPY_ASYNC_KBD_INTR
#define MICROPY_ASYNC_KBD_INTR (0)
