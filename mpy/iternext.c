/*
 * iternext - let others have the interpreter lock while C code iterates
 *
 * sum(), max(), list(), bytes.join() and their like are one long call into C
 * code, during which the VM sees no branch and the lock would stay where it
 * is: sum(range(1000000)) takes 20 ms. All of them fetch the next item with
 * mp_iternext(), and the iterator may be a generator, which is Python code. So
 * whoever calls it is prepared for any other code to run there, and a look at
 * whether somebody waits for the lock is safe.
 *
 * The linker puts the wrapper in the place of the original (--wrap, in
 * mpy/mpy.mk). It does not see the calls within py/runtime.c itself, which
 * unpack short sequences.
 *
 * SPDX-License-Identifier: MIT
 */
#include "py/runtime.h"

// The linker gives these names their meaning.
// NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
mp_obj_t __real_mp_iternext(mp_obj_t iterator);
mp_obj_t __wrap_mp_iternext(mp_obj_t iterator);

mp_obj_t __wrap_mp_iternext(mp_obj_t iterator) {
    MPY_GIL_POLL
    return __real_mp_iternext(iterator);
}
// NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
