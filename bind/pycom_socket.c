/*
 * pycom_socket - Pycom's socket module around its sockets
 *
 * SPDX-License-Identifier: MIT
 */
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "bind/dialect.h"
#include "bind/raise.h"
#include "bind/socket.h"
#include "py/builtin.h"
#include "py/mpthread.h"

#define DNS_SERVERS 2

static mp_obj_module_t module;

// getaddrinfo(host, port[, ...]): the first IPv4 address there is. What
// follows is taken and ignored, as there.
static mp_obj_t socket_getaddrinfo(size_t n_args, const mp_obj_t *args) {
    (void)n_args;
    const char *host = mp_obj_str_get_str(args[0]);
    mp_int_t port = mp_obj_get_int(args[1]);
    struct addrinfo hints = { .ai_family = AF_INET, .ai_socktype = SOCK_STREAM };
    struct addrinfo *found = NULL;
    MP_THREAD_GIL_EXIT();
    int err = getaddrinfo(host, NULL, &hints, &found);
    MP_THREAD_GIL_ENTER();
    if (err != 0) {
        mp_raise_OSError(err);
    }
    struct sockaddr_in address;
    memcpy(&address, found->ai_addr, sizeof(address));
    freeaddrinfo(found);
    address.sin_port = htons((uint16_t)port);
    mp_obj_t items[5] = {
        MP_OBJ_NEW_SMALL_INT(AF_INET),
        MP_OBJ_NEW_SMALL_INT(SOCK_STREAM),
        MP_OBJ_NEW_SMALL_INT(0),
        MP_OBJ_NEW_QSTR(MP_QSTR_),
        bind_socket_address_tuple(&address),
    };
    mp_obj_t tuple = mp_obj_new_tuple(MP_ARRAY_SIZE(items), items);
    return mp_obj_new_list(1, &tuple);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(socket_getaddrinfo_obj, 2, 6, socket_getaddrinfo);

// What a program sees and sets; names are resolved as the host does it.
static char dns_servers[DNS_SERVERS][INET_ADDRSTRLEN] = { "0.0.0.0", "0.0.0.0" };

// dnsserver(): both; (i): one; (i, ip): set it
static mp_obj_t socket_dnsserver(size_t n_args, const mp_obj_t *args) {
    if (n_args == 0) {
        mp_obj_t both[DNS_SERVERS] = {
            mp_obj_new_str_from_cstr(dns_servers[0]),
            mp_obj_new_str_from_cstr(dns_servers[1]),
        };
        return mp_obj_new_tuple(DNS_SERVERS, both);
    }
    mp_int_t which = mp_obj_get_int(args[0]);
    if (which < 0 || which >= DNS_SERVERS) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    if (n_args == 1) {
        mp_obj_t one[2] = { args[0], mp_obj_new_str_from_cstr(dns_servers[which]) };
        return mp_obj_new_tuple(2, one);
    }
    struct in_addr address;
    if (inet_pton(AF_INET, mp_obj_str_get_str(args[1]), &address) != 1) {
        mp_raise_ValueError(MP_ERROR_TEXT("invalid arguments"));
    }
    inet_ntop(AF_INET, &address, dns_servers[which], INET_ADDRSTRLEN);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(socket_dnsserver_obj, 0, 2, socket_dnsserver);

// The numbers of addresses, options and protocols are the host's.
static const mp_rom_map_elem_t entries[] = {
    { MP_ROM_QSTR(MP_QSTR_socket), MP_ROM_PTR(&bind_socket_type) },
    { MP_ROM_QSTR(MP_QSTR_getaddrinfo), MP_ROM_PTR(&socket_getaddrinfo_obj) },
    { MP_ROM_QSTR(MP_QSTR_dnsserver), MP_ROM_PTR(&socket_dnsserver_obj) },
    { MP_ROM_QSTR(MP_QSTR_error), MP_ROM_PTR(&mp_type_OSError) },
    { MP_ROM_QSTR(MP_QSTR_timeout), MP_ROM_PTR(&bind_type_timeout_error) },
    { MP_ROM_QSTR(MP_QSTR_AF_INET), MP_ROM_INT(AF_INET) },
    { MP_ROM_QSTR(MP_QSTR_AF_LORA), MP_ROM_INT(BIND_AF_LORA) },
    { MP_ROM_QSTR(MP_QSTR_AF_SIGFOX), MP_ROM_INT(BIND_AF_SIGFOX) },
    { MP_ROM_QSTR(MP_QSTR_SOCK_STREAM), MP_ROM_INT(SOCK_STREAM) },
    { MP_ROM_QSTR(MP_QSTR_SOCK_DGRAM), MP_ROM_INT(SOCK_DGRAM) },
    { MP_ROM_QSTR(MP_QSTR_SOCK_RAW), MP_ROM_INT(SOCK_RAW) },
    { MP_ROM_QSTR(MP_QSTR_IPPROTO_IP), MP_ROM_INT(IPPROTO_IP) },
    { MP_ROM_QSTR(MP_QSTR_IPPROTO_ICMP), MP_ROM_INT(IPPROTO_ICMP) },
    { MP_ROM_QSTR(MP_QSTR_IPPROTO_TCP), MP_ROM_INT(IPPROTO_TCP) },
    { MP_ROM_QSTR(MP_QSTR_IPPROTO_UDP), MP_ROM_INT(IPPROTO_UDP) },
    { MP_ROM_QSTR(MP_QSTR_IPPROTO_IPV6), MP_ROM_INT(IPPROTO_IPV6) },
    { MP_ROM_QSTR(MP_QSTR_IPPROTO_RAW), MP_ROM_INT(IPPROTO_RAW) },
    { MP_ROM_QSTR(MP_QSTR_IP_ADD_MEMBERSHIP), MP_ROM_INT(IP_ADD_MEMBERSHIP) },
    { MP_ROM_QSTR(MP_QSTR_SOL_SOCKET), MP_ROM_INT(SOL_SOCKET) },
    { MP_ROM_QSTR(MP_QSTR_SO_REUSEADDR), MP_ROM_INT(SO_REUSEADDR) },
};

const bind_overlay_t bind_socket_overlay = {
    &mp_module_socket,
    &module,
    entries,
    MP_ARRAY_SIZE(entries),
};
