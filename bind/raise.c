/*
 * raise - error codes as Python exceptions
 *
 * SPDX-License-Identifier: MIT
 */
#include "bind/raise.h"

#include "core/err.h"
#include "hal/file_group.h"

NORETURN void bind_raise(int err) {
    switch (err) {
    case TOC_EINVAL:
        mp_raise_ValueError(BIND_MSG_VALUE);
    case TOC_ENOMEM:
        mp_raise_type(&mp_type_MemoryError);
    case TOC_ENODEV:
        mp_raise_msg(&mp_type_OSError, BIND_MSG_RESOURCE);
    default:
        // The codes are errno's, negative.
        mp_raise_OSError(-err);
    }
}

NORETURN void bind_raise_file(int err, const char *file) {
    if (file == NULL || err == TOC_EINVAL || err == TOC_ENOMEM) {
        bind_raise(err);
    }
    char denied[TOC_FILE_DENIED_SIZE];
    const char *why = toc_err_text(err);
    if (err == TOC_EACCES) {
        toc_file_denied(file, denied);
        why = denied;
    }
    mp_raise_msg_varg(&mp_type_OSError, MP_ERROR_TEXT("resource not available: %s: %s"), file, why);
}
