/*
 * crypto_aes - crypto.AES
 *
 * AES is only a way to make an AESCipher and the place of its constants. A
 * cipher keeps its vector, counter and key stream from call to call, so data
 * in pieces gives what it gives at once.
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "bind/crypto.h"
#include "bind/raise.h"
#include "mbedtls/aes.h"
#include "py/runtime.h"

#define BLOCK_BYTES 16

enum { MODE_ECB = 1, MODE_CBC = 2, MODE_CFB = 3, MODE_CTR = 6 };
enum { SEGMENT_8 = 8, SEGMENT_128 = 128 };

typedef struct {
    mp_obj_base_t base;
    mbedtls_aes_context encrypt;
    mbedtls_aes_context decrypt; // in ECB and CBC mode only
    uint8_t vector[BLOCK_BYTES]; // in CTR mode the counter
    uint8_t stream[BLOCK_BYTES];
    size_t offset; // in the key stream
    uint8_t mode;
    uint8_t segment;
} cipher_obj_t;

static void need_block(const mp_buffer_info_t *buffer, mp_rom_error_text_t message) {
    if (buffer->len != BLOCK_BYTES) {
        mp_raise_ValueError(message);
    }
}

static void set_vector(cipher_obj_t *self, mp_obj_t vector_in) {
    if (vector_in == mp_const_none || (self->mode != MODE_CBC && self->mode != MODE_CFB)) {
        return;
    }
    mp_buffer_info_t vector;
    mp_get_buffer_raise(vector_in, &vector, MP_BUFFER_READ);
    need_block(&vector, MP_ERROR_TEXT("IV must be 16 bytes long"));
    memcpy(self->vector, vector.buf, BLOCK_BYTES);
}

static void set_counter(cipher_obj_t *self, mp_obj_t counter_in) {
    if (self->mode != MODE_CTR) {
        if (counter_in != mp_const_none) {
            mp_raise_ValueError(MP_ERROR_TEXT("'counter' parameter only useful with CTR mode"));
        }
        return;
    }
    if (counter_in == mp_const_none) {
        mp_raise_TypeError(MP_ERROR_TEXT("'counter' keyword parameter is required with CTR mode"));
    }
    mp_buffer_info_t counter;
    mp_get_buffer_raise(counter_in, &counter, MP_BUFFER_READ);
    need_block(&counter, MP_ERROR_TEXT("Initial counter value must be 16 bytes long"));
    memcpy(self->vector, counter.buf, BLOCK_BYTES);
}

static void set_key(cipher_obj_t *self, const mp_buffer_info_t *key) {
    unsigned bits = (unsigned)key->len * 8;
    mbedtls_aes_init(&self->encrypt);
    mbedtls_aes_setkey_enc(&self->encrypt, key->buf, bits);
    mbedtls_aes_init(&self->decrypt);
    if (self->mode == MODE_ECB || self->mode == MODE_CBC) {
        mbedtls_aes_setkey_dec(&self->decrypt, key->buf, bits);
    }
}

static mp_obj_t run(cipher_obj_t *self, mp_obj_t data_in, bool encrypt);

static mp_obj_t cipher_encrypt(mp_obj_t self_in, mp_obj_t data) {
    return run(MP_OBJ_TO_PTR(self_in), data, true);
}
static MP_DEFINE_CONST_FUN_OBJ_2(cipher_encrypt_obj, cipher_encrypt);

static mp_obj_t cipher_decrypt(mp_obj_t self_in, mp_obj_t data) {
    return run(MP_OBJ_TO_PTR(self_in), data, false);
}
static MP_DEFINE_CONST_FUN_OBJ_2(cipher_decrypt_obj, cipher_decrypt);

static const mp_rom_map_elem_t cipher_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_encrypt), MP_ROM_PTR(&cipher_encrypt_obj) },
    { MP_ROM_QSTR(MP_QSTR_decrypt), MP_ROM_PTR(&cipher_decrypt_obj) },
};
static MP_DEFINE_CONST_DICT(cipher_locals, cipher_locals_table);

static MP_DEFINE_CONST_OBJ_TYPE(
    cipher_type,
    MP_QSTR_AESCipher,
    MP_TYPE_FLAG_NONE,
    locals_dict, &cipher_locals
    );

static void ecb(cipher_obj_t *self, const uint8_t *from, uint8_t *to, size_t size, bool encrypt) {
    mbedtls_aes_context *key = encrypt ? &self->encrypt : &self->decrypt;
    int direction = encrypt ? MBEDTLS_AES_ENCRYPT : MBEDTLS_AES_DECRYPT;
    for (size_t at = 0; at < size; at += BLOCK_BYTES) {
        mbedtls_aes_crypt_ecb(key, direction, from + at, to + at);
    }
}

// Nothing of this fails: keys and lengths are what mbedTLS takes.
static void process(
    cipher_obj_t *self, const uint8_t *from, uint8_t *to, size_t size, bool encrypt) {
    int direction = encrypt ? MBEDTLS_AES_ENCRYPT : MBEDTLS_AES_DECRYPT;
    switch (self->mode) {
    case MODE_ECB:
        ecb(self, from, to, size, encrypt);
        break;
    case MODE_CBC:
        mbedtls_aes_crypt_cbc(
            encrypt ? &self->encrypt : &self->decrypt, direction, size, self->vector, from, to);
        break;
    case MODE_CFB:
        if (self->segment == SEGMENT_8) {
            mbedtls_aes_crypt_cfb8(&self->encrypt, direction, size, self->vector, from, to);
        } else {
            mbedtls_aes_crypt_cfb128(
                &self->encrypt, direction, size, &self->offset, self->vector, from, to);
        }
        break;
    default:
        mbedtls_aes_crypt_ctr(
            &self->encrypt, size, &self->offset, self->vector, self->stream, from, to);
        break;
    }
}

static mp_obj_t run(cipher_obj_t *self, mp_obj_t data_in, bool encrypt) {
    mp_buffer_info_t data;
    mp_get_buffer_raise(data_in, &data, MP_BUFFER_READ);
    if ((self->mode == MODE_ECB || self->mode == MODE_CBC) && data.len % BLOCK_BYTES != 0) {
        mp_raise_ValueError(MP_ERROR_TEXT("Input strings must be a multiple of 16 in length"));
    }
    vstr_t vstr;
    vstr_init_len(&vstr, data.len);
    process(self, data.buf, (uint8_t *)vstr.buf, data.len, encrypt);
    return mp_obj_new_bytes_from_vstr(&vstr);
}

static mp_obj_t aes_make_new(
    const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    enum { ARG_key, ARG_mode, ARG_IV, ARG_counter, ARG_segment_size };
    static const mp_arg_t allowed[] = {
        { MP_QSTR_key, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_mode, MP_ARG_INT, { .u_int = MODE_ECB } },
        { MP_QSTR_IV, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_counter, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_segment_size, MP_ARG_INT, { .u_int = SEGMENT_8 } },
    };
    (void)type;
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all_kw_array(n_args, n_kw, args, MP_ARRAY_SIZE(allowed), allowed, vals);

    mp_buffer_info_t key;
    mp_get_buffer_raise(vals[ARG_key].u_obj, &key, MP_BUFFER_READ);
    if (key.len != 16 && key.len != 24 && key.len != 32) {
        mp_raise_ValueError(MP_ERROR_TEXT("AES key must be either 16, 24, or 32 bytes long"));
    }
    mp_int_t mode = vals[ARG_mode].u_int;
    if (mode != MODE_ECB && mode != MODE_CBC && mode != MODE_CFB && mode != MODE_CTR) {
        mp_raise_msg_varg(
            &mp_type_ValueError, MP_ERROR_TEXT("Unknown cipher feedback mode %d"), (int)mode);
    }
    mp_int_t segment = vals[ARG_segment_size].u_int;
    if (mode == MODE_CFB && segment != SEGMENT_8 && segment != SEGMENT_128) {
        mp_raise_ValueError(MP_ERROR_TEXT("segment_size must be 8 or 128"));
    }

    cipher_obj_t *self = mp_obj_malloc(cipher_obj_t, &cipher_type);
    self->mode = (uint8_t)mode;
    self->segment = (uint8_t)segment;
    self->offset = 0;
    memset(self->vector, 0, sizeof(self->vector));
    set_vector(self, vals[ARG_IV].u_obj);
    set_counter(self, vals[ARG_counter].u_obj);
    set_key(self, &key);
    return MP_OBJ_FROM_PTR(self);
}

static const mp_rom_map_elem_t aes_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_MODE_ECB), MP_ROM_INT(MODE_ECB) },
    { MP_ROM_QSTR(MP_QSTR_MODE_CBC), MP_ROM_INT(MODE_CBC) },
    { MP_ROM_QSTR(MP_QSTR_MODE_CFB), MP_ROM_INT(MODE_CFB) },
    { MP_ROM_QSTR(MP_QSTR_MODE_CTR), MP_ROM_INT(MODE_CTR) },
    { MP_ROM_QSTR(MP_QSTR_SEGMENT_8), MP_ROM_INT(SEGMENT_8) },
    { MP_ROM_QSTR(MP_QSTR_SEGMENT_128), MP_ROM_INT(SEGMENT_128) },
};
static MP_DEFINE_CONST_DICT(aes_locals, aes_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    bind_crypto_aes_type,
    MP_QSTR_AES,
    MP_TYPE_FLAG_NONE,
    make_new, aes_make_new,
    locals_dict, &aes_locals
    );
