/*
 * mbedtls_config - what of mbedTLS is switched on
 *
 * The unix port's configuration, taken in place, and what the crypto module
 * needs besides: keys as PEM text, and cipher feedback mode.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_MPY_MBEDTLS_CONFIG_H
#define TOC_MPY_MBEDTLS_CONFIG_H

#include "ports/unix/mbedtls/mbedtls_config_port.h"

#define MBEDTLS_BASE64_C
#define MBEDTLS_PEM_PARSE_C
#define MBEDTLS_CIPHER_MODE_CFB

#endif
