/*
 * pycom_os - what the parts of Pycom's os module share
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BIND_PYCOM_OS_H
#define TOC_BIND_PYCOM_OS_H

#include "py/obj.h"

// The release that os.uname() and the prompt's banner name: the one whose
// behaviour programs find here.
#define BIND_PYCOM_RELEASE "1.20.2.r4"

// os.dupterm()
extern const mp_obj_fun_builtin_var_t bind_os_dupterm_obj;

#endif
