/*
 * crypto - the crypto module, for its own files
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BIND_CRYPTO_H
#define TOC_BIND_CRYPTO_H

#include "py/obj.h"

extern const mp_obj_type_t bind_crypto_aes_type;

extern const mp_obj_fun_builtin_var_t bind_crypto_generate_rsa_signature_obj;
extern const mp_obj_fun_builtin_fixed_t bind_crypto_rsa_encrypt_obj;
extern const mp_obj_fun_builtin_fixed_t bind_crypto_rsa_decrypt_obj;

#endif
