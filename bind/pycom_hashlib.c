/*
 * pycom_hashlib - Pycom's hashlib: six functions, and what follows a digest
 *
 * digest() may be asked for again and gives the same; an update() after it is
 * ignored. Any number of hashes may be under way, where the board's hardware
 * had one.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bind/dialect.h"
#include "mbedtls/md.h"
#include "py/runtime.h"

static mp_obj_module_t module;

typedef struct {
    mp_obj_base_t base;
    bool final;
    unsigned char digest[MBEDTLS_MD_MAX_SIZE];
    mbedtls_md_context_t context;
} hash_t;

static const mp_obj_type_t md5_type;
static const mp_obj_type_t sha1_type;
static const mp_obj_type_t sha224_type;
static const mp_obj_type_t sha256_type;
static const mp_obj_type_t sha384_type;
static const mp_obj_type_t sha512_type;

static const struct {
    const mp_obj_type_t *type;
    mbedtls_md_type_t md;
} kinds[] = {
    { &md5_type, MBEDTLS_MD_MD5 },
    { &sha1_type, MBEDTLS_MD_SHA1 },
    { &sha224_type, MBEDTLS_MD_SHA224 },
    { &sha256_type, MBEDTLS_MD_SHA256 },
    { &sha384_type, MBEDTLS_MD_SHA384 },
    { &sha512_type, MBEDTLS_MD_SHA512 },
};

static const mbedtls_md_info_t *info_of(const mp_obj_type_t *type) {
    for (size_t i = 0; i < MP_ARRAY_SIZE(kinds); i++) {
        if (kinds[i].type == type) {
            return mbedtls_md_info_from_type(kinds[i].md);
        }
    }
    return NULL;
}

static mp_obj_t hash_update(mp_obj_t self_in, mp_obj_t data) {
    hash_t *self = MP_OBJ_TO_PTR(self_in);
    mp_buffer_info_t buf;
    mp_get_buffer_raise(data, &buf, MP_BUFFER_READ);
    if (!self->final) {
        mbedtls_md_update(&self->context, buf.buf, buf.len);
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(hash_update_obj, hash_update);

static mp_obj_t hash_digest(mp_obj_t self_in) {
    hash_t *self = MP_OBJ_TO_PTR(self_in);
    if (!self->final) {
        mbedtls_md_finish(&self->context, self->digest);
        self->final = true;
    }
    return mp_obj_new_bytes(self->digest, mbedtls_md_get_size(info_of(self->base.type)));
}
static MP_DEFINE_CONST_FUN_OBJ_1(hash_digest_obj, hash_digest);

static mp_obj_t hash_del(mp_obj_t self_in) {
    hash_t *self = MP_OBJ_TO_PTR(self_in);
    mbedtls_md_free(&self->context);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(hash_del_obj, hash_del);

static mp_obj_t hash_make_new(
    const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    mp_arg_check_num(n_args, n_kw, 0, 1, false);
    hash_t *self = mp_obj_malloc_with_finaliser(hash_t, type);
    self->final = false;
    mbedtls_md_init(&self->context);
    if (mbedtls_md_setup(&self->context, info_of(type), 0) != 0) {
        mp_raise_type(&mp_type_MemoryError);
    }
    mbedtls_md_starts(&self->context);
    if (n_args == 1) {
        hash_update(MP_OBJ_FROM_PTR(self), args[0]);
    }
    return MP_OBJ_FROM_PTR(self);
}

static const mp_rom_map_elem_t locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___del__), MP_ROM_PTR(&hash_del_obj) },
    { MP_ROM_QSTR(MP_QSTR_update), MP_ROM_PTR(&hash_update_obj) },
    { MP_ROM_QSTR(MP_QSTR_digest), MP_ROM_PTR(&hash_digest_obj) },
};
static MP_DEFINE_CONST_DICT(locals, locals_table);

static MP_DEFINE_CONST_OBJ_TYPE(md5_type, MP_QSTR_md5, MP_TYPE_FLAG_NONE, make_new, hash_make_new,
                                locals_dict, &locals);
static MP_DEFINE_CONST_OBJ_TYPE(sha1_type, MP_QSTR_sha1, MP_TYPE_FLAG_NONE, make_new,
                                hash_make_new, locals_dict, &locals);
static MP_DEFINE_CONST_OBJ_TYPE(sha224_type, MP_QSTR_sha224, MP_TYPE_FLAG_NONE, make_new,
                                hash_make_new, locals_dict, &locals);
static MP_DEFINE_CONST_OBJ_TYPE(sha256_type, MP_QSTR_sha256, MP_TYPE_FLAG_NONE, make_new,
                                hash_make_new, locals_dict, &locals);
static MP_DEFINE_CONST_OBJ_TYPE(sha384_type, MP_QSTR_sha384, MP_TYPE_FLAG_NONE, make_new,
                                hash_make_new, locals_dict, &locals);
static MP_DEFINE_CONST_OBJ_TYPE(sha512_type, MP_QSTR_sha512, MP_TYPE_FLAG_NONE, make_new,
                                hash_make_new, locals_dict, &locals);

static const mp_rom_map_elem_t entries[] = {
    { MP_ROM_QSTR(MP_QSTR_md5), MP_ROM_PTR(&md5_type) },
    { MP_ROM_QSTR(MP_QSTR_sha1), MP_ROM_PTR(&sha1_type) },
    { MP_ROM_QSTR(MP_QSTR_sha224), MP_ROM_PTR(&sha224_type) },
    { MP_ROM_QSTR(MP_QSTR_sha256), MP_ROM_PTR(&sha256_type) },
    { MP_ROM_QSTR(MP_QSTR_sha384), MP_ROM_PTR(&sha384_type) },
    { MP_ROM_QSTR(MP_QSTR_sha512), MP_ROM_PTR(&sha512_type) },
};

const bind_overlay_t bind_hashlib_overlay = {
    &mp_module_hashlib,
    &module,
    entries,
    MP_ARRAY_SIZE(entries),
};
