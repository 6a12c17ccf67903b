/*
 * crypto_rsa - signatures and messages with RSA keys, PKCS #1 v1.5
 *
 * Keys are PEM text. The work is done without the interpreter lock; what it
 * needs of random comes from a generator that was seeded before, with it.
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "bind/crypto.h"
#include "bind/raise.h"
#include "bind/unlock.h"
#include "mbedtls/ctr_drbg.h"
#include "mbedtls/pk.h"
#include "mbedtls/sha256.h"
#include "py/mphal.h"
#include "py/objstr.h"
#include "py/runtime.h"

#define SEED_BYTES   48
#define SHA256_BYTES 32

typedef struct {
    mbedtls_pk_context key;
    mbedtls_ctr_drbg_context random;
    uint8_t seed[SEED_BYTES];
    uint8_t out[MBEDTLS_PK_SIGNATURE_MAX_SIZE];
    size_t out_size;
} work_t;

// What went wrong and where, so that it can be raised with the lock.
typedef enum { STEP_KEY, STEP_DIGEST, STEP_RUN } step_t;

static int give_seed(void *ctx, unsigned char *to, size_t size) {
    memcpy(to, ctx, size < SEED_BYTES ? size : SEED_BYTES);
    return 0;
}

static void begin(work_t *work) {
    mbedtls_pk_init(&work->key);
    mbedtls_ctr_drbg_init(&work->random);
    work->out_size = 0;
    mp_hal_get_random(sizeof(work->seed), work->seed);
}

static int seed(work_t *work, const void *personal, size_t personal_size) {
    return mbedtls_ctr_drbg_seed(&work->random, give_seed, work->seed, personal, personal_size);
}

static void end(work_t *work) {
    mbedtls_pk_free(&work->key);
    mbedtls_ctr_drbg_free(&work->random);
}

// The length of a PEM text counts its NUL.
static int read_key(work_t *work, const char *pem, bool private) {
    const unsigned char *text = (const unsigned char *)pem;
    size_t size = strlen(pem) + 1;
    int err = private ? mbedtls_pk_parse_key(
                            &work->key, text, size, NULL, 0, mbedtls_ctr_drbg_random, &work->random)
                      : mbedtls_pk_parse_public_key(&work->key, text, size);
    if (err == 0 && !mbedtls_pk_can_do(&work->key, MBEDTLS_PK_RSA)) {
        err = MBEDTLS_ERR_PK_TYPE_MISMATCH;
    }
    return err;
}

static int sign(work_t *work, const char *pem, const char *message, size_t size, step_t *step) {
    uint8_t digest[SHA256_BYTES];
    *step = STEP_KEY;
    int err = read_key(work, pem, true);
    if (err == 0) {
        *step = STEP_DIGEST;
        err = mbedtls_sha256((const unsigned char *)message, size, digest, 0);
    }
    if (err == 0) {
        *step = STEP_RUN;
        err = mbedtls_pk_sign(&work->key, MBEDTLS_MD_SHA256, digest, sizeof(digest), work->out,
            sizeof(work->out), &work->out_size, mbedtls_ctr_drbg_random, &work->random);
    }
    return err;
}

static mp_obj_t crypto_generate_rsa_signature(
    size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    enum { ARG_message, ARG_private_key, ARG_pers };
    static const mp_arg_t allowed[] = {
        { MP_QSTR_message, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_private_key, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_pers, MP_ARG_KW_ONLY | MP_ARG_OBJ,
            { .u_rom_obj = MP_ROM_QSTR(MP_QSTR_esp32_hyphen_tls) } },
    };
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args, args, kw_args, MP_ARRAY_SIZE(allowed), allowed, vals);
    size_t message_size;
    size_t personal_size;
    const char *message = mp_obj_str_get_data(vals[ARG_message].u_obj, &message_size);
    const char *pem = mp_obj_str_get_str(vals[ARG_private_key].u_obj);
    const char *personal = mp_obj_str_get_data(vals[ARG_pers].u_obj, &personal_size);

    work_t work;
    step_t step = STEP_RUN;
    begin(&work);
    bind_unlock();
    int err = seed(&work, personal, personal_size);
    if (err == 0) {
        err = sign(&work, pem, message, message_size, &step);
    }
    end(&work);
    bind_relock();
    if (err == 0) {
        return mp_obj_new_bytes(work.out, work.out_size);
    }
    switch (step) {
    case STEP_KEY:
        mp_raise_msg_varg(
            &mp_type_ValueError, MP_ERROR_TEXT("Invalid Private Key, error code: %d"), err);
    case STEP_DIGEST:
        mp_raise_msg_varg(&mp_type_RuntimeError,
            MP_ERROR_TEXT("Message Digest operation failed, error code: %d"), err);
    default:
        mp_raise_msg_varg(
            &mp_type_RuntimeError, MP_ERROR_TEXT("Signing failed, error code: %d!"), err);
    }
}
MP_DEFINE_CONST_FUN_OBJ_KW(
    bind_crypto_generate_rsa_signature_obj, 0, crypto_generate_rsa_signature);

// Encrypt with a public key, or decrypt with a private one.
static mp_obj_t convert(mp_obj_t message_in, mp_obj_t key_in, bool decrypt) {
    mp_buffer_info_t message;
    mp_get_buffer_raise(message_in, &message, MP_BUFFER_READ);
    const char *pem = mp_obj_str_get_str(key_in);

    work_t work;
    step_t step = STEP_RUN;
    begin(&work);
    bind_unlock();
    int err = seed(&work, NULL, 0);
    if (err == 0) {
        step = STEP_KEY;
        err = read_key(&work, pem, decrypt);
    }
    if (err == 0) {
        step = STEP_RUN;
        err =
            (decrypt ? mbedtls_pk_decrypt : mbedtls_pk_encrypt)(&work.key, message.buf, message.len,
                work.out, &work.out_size, sizeof(work.out), mbedtls_ctr_drbg_random, &work.random);
    }
    end(&work);
    bind_relock();
    if (err == 0) {
        return mp_obj_new_bytes(work.out, work.out_size);
    }
    // mbedTLS' codes are negative, and told without the sign.
    if (step == STEP_KEY) {
        mp_raise_msg_varg(&mp_type_ValueError,
            decrypt ? MP_ERROR_TEXT("Invalid private key, mbedtls error code: 0x%x")
                    : MP_ERROR_TEXT("Invalid public key, mbedtls error code: 0x%x"),
            -err);
    }
    mp_raise_msg_varg(&mp_type_RuntimeError,
        decrypt ? MP_ERROR_TEXT("Decrypt failed, mbedtls error code: 0x%x!")
                : MP_ERROR_TEXT("Encrypt failed, mbedtls error code: 0x%x!"),
        -err);
}

static mp_obj_t crypto_rsa_encrypt(mp_obj_t message, mp_obj_t key) {
    return convert(message, key, false);
}
MP_DEFINE_CONST_FUN_OBJ_2(bind_crypto_rsa_encrypt_obj, crypto_rsa_encrypt);

static mp_obj_t crypto_rsa_decrypt(mp_obj_t message, mp_obj_t key) {
    return convert(message, key, true);
}
MP_DEFINE_CONST_FUN_OBJ_2(bind_crypto_rsa_decrypt_obj, crypto_rsa_decrypt);
