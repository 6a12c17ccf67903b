/*
 * network - the network module
 *
 * SPDX-License-Identifier: MIT
 */
#include "bind/dialect.h"
#include "bind/wlan.h"
#include "py/objexcept.h"
#include "py/objtuple.h"
#include "py/runtime.h"

// What the original has and this board has not yet, its module objects too.
static const uint16_t absent[] = {
    MP_QSTR_Bluetooth,
    MP_QSTR_Coap,
    MP_QSTR_ESPNOW,
    MP_QSTR_ETH,
    MP_QSTR_HTTP_Client,
    MP_QSTR_HTTP_Server,
    MP_QSTR_LoRa,
    MP_QSTR_LTE,
    MP_QSTR_MDNS,
    MP_QSTR_Server,
    MP_QSTR_Sigfox,
};

static const mp_rom_obj_tuple_t both_errors = {
    { &mp_type_tuple },
    2,
    { MP_ROM_PTR(&mp_type_ImportError), MP_ROM_PTR(&mp_type_AttributeError) },
};

// network.LoRa and `from network import LoRa` ask in the same way and expect
// another exception each: it is both.
static MP_DEFINE_CONST_OBJ_TYPE(
    absent_error_type,
    MP_QSTR_ImportError,
    MP_TYPE_FLAG_NONE,
    make_new, mp_obj_exception_make_new,
    print, mp_obj_exception_print,
    attr, mp_obj_exception_attr,
    parent, &both_errors
    );

static mp_obj_t network_getattr(mp_obj_t name_in) {
    qstr name = mp_obj_str_get_qstr(name_in);
    for (size_t i = 0; i < MP_ARRAY_SIZE(absent); i++) {
        if (name == absent[i]) {
            mp_raise_msg_varg(&absent_error_type,
                MP_ERROR_TEXT("network.%q is not there yet: of network, this board has WLAN"),
                name);
        }
    }
    return MP_OBJ_NULL;
}
static MP_DEFINE_CONST_FUN_OBJ_1(network_getattr_obj, network_getattr);

static const mp_rom_map_elem_t network_globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_network) },
    { MP_ROM_QSTR(MP_QSTR___getattr__), MP_ROM_PTR(&network_getattr_obj) },
    { MP_ROM_QSTR(MP_QSTR_WLAN), MP_ROM_PTR(&bind_wlan_type) },
};
static MP_DEFINE_CONST_DICT(network_globals, network_globals_table);

const mp_obj_module_t bind_network_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&network_globals,
};

MP_REGISTER_MODULE(MP_QSTR_network, bind_network_module);
