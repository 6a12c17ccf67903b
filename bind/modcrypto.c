/*
 * modcrypto - the crypto module
 *
 * SPDX-License-Identifier: MIT
 */
#include "bind/crypto.h"
#include "bind/raise.h"
#include "py/mphal.h"
#include "py/runtime.h"

#define WORD_BITS 32

// Whole words, as the generator of the original made them.
static mp_obj_t crypto_getrandbits(mp_obj_t bits_in) {
    mp_int_t bits = mp_obj_get_int(bits_in);
    if (bits < 0) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    size_t words = (size_t)bits / WORD_BITS + (bits % WORD_BITS != 0);
    vstr_t vstr;
    vstr_init_len(&vstr, words * sizeof(uint32_t));
    mp_hal_get_random(vstr.len, vstr.buf);
    return mp_obj_new_bytes_from_vstr(&vstr);
}
static MP_DEFINE_CONST_FUN_OBJ_1(crypto_getrandbits_obj, crypto_getrandbits);

static const mp_rom_map_elem_t crypto_globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_ucrypto) },
    { MP_ROM_QSTR(MP_QSTR_AES), MP_ROM_PTR(&bind_crypto_aes_type) },
    { MP_ROM_QSTR(MP_QSTR_getrandbits), MP_ROM_PTR(&crypto_getrandbits_obj) },
    { MP_ROM_QSTR(MP_QSTR_generate_rsa_signature),
        MP_ROM_PTR(&bind_crypto_generate_rsa_signature_obj) },
    { MP_ROM_QSTR(MP_QSTR_rsa_encrypt), MP_ROM_PTR(&bind_crypto_rsa_encrypt_obj) },
    { MP_ROM_QSTR(MP_QSTR_rsa_decrypt), MP_ROM_PTR(&bind_crypto_rsa_decrypt_obj) },
};
static MP_DEFINE_CONST_DICT(crypto_globals, crypto_globals_table);

const mp_obj_module_t bind_crypto_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&crypto_globals,
};

MP_REGISTER_EXTENSIBLE_MODULE(MP_QSTR_crypto, bind_crypto_module);
