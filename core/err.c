/*
 * err - the texts of the error codes
 *
 * SPDX-License-Identifier: MIT
 */
#include "err.h"

const char *toc_err_text(int err) {
    switch (err) {
#define ERR_TEXT(name, value, text) \
    case TOC_##name: \
        return text;
        TOC_ERR_MAP(ERR_TEXT)
#undef ERR_TEXT
    default:
        return "unknown error";
    }
}
