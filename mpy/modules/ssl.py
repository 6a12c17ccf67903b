# ssl - CPython's names over MicroPython's tls module
#
# SPDX-License-Identifier: MIT

import tls
from tls import *


class SSLContext:
    def __init__(self, protocol):
        self._context = tls.SSLContext(protocol)
        self.check_hostname = False

    @property
    def verify_mode(self):
        return self._context.verify_mode

    @verify_mode.setter
    def verify_mode(self, mode):
        self._context.verify_mode = mode

    def load_cert_chain(self, certfile, keyfile):
        self._context.load_cert_chain(_contents(certfile), _contents(keyfile))

    def load_verify_locations(self, cafile=None, cadata=None):
        if cafile is not None:
            cadata = _contents(cafile)
        if cadata is None:
            raise TypeError("cafile or cadata is needed")
        self._context.load_verify_locations(cadata)

    def wrap_socket(
        self, sock, *, server_side=False, do_handshake_on_connect=True, server_hostname=None
    ):
        return self._context.wrap_socket(
            sock,
            server_side=server_side,
            do_handshake_on_connect=do_handshake_on_connect,
            server_hostname=server_hostname,
        )

    def __getattr__(self, name):
        # get_ciphers, set_ciphers and whatever tls gains.
        return getattr(self._context, name)


def _contents(file_or_data):
    # A path, as CPython takes it, or the certificate or key itself.
    if isinstance(file_or_data, str):
        with open(file_or_data, "rb") as f:
            return f.read()
    return file_or_data


def wrap_socket(
    sock,
    keyfile=None,
    certfile=None,
    server_side=False,
    cert_reqs=CERT_NONE,
    ca_certs=None,
    *,
    key=None,
    cert=None,
    cadata=None,
    server_hostname=None,
    do_handshake=True
):
    context = SSLContext(PROTOCOL_TLS_SERVER if server_side else PROTOCOL_TLS_CLIENT)
    context.verify_mode = cert_reqs
    key = key if key is not None else keyfile
    cert = cert if cert is not None else certfile
    if key is not None:
        context.load_cert_chain(cert, key)
    if ca_certs is not None or cadata is not None:
        context.load_verify_locations(ca_certs, cadata)
    return context.wrap_socket(
        sock,
        server_side=server_side,
        do_handshake_on_connect=do_handshake,
        server_hostname=server_hostname,
    )
