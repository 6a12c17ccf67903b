# ssl - CPython's names over MicroPython's tls module
#
# SPDX-License-Identifier: MIT

import binascii
import io
import select
import socket

import tls
from tls import *

# What Pycom's programs know beside.
SSLError = OSError
SSL_TIMEOUT = -0x6800

_POLL = 3  # requests of a stream
_CLOSE = 4


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


# Certificates or a key in PEM, as a list of what is between its lines, decoded.
def _from_pem(data):
    parts = []
    for part in data.split(b"-----BEGIN ")[1:]:
        body = part.split(b"-----", 2)[1]
        parts.append(binascii.a2b_base64(body))
    return parts or [data]


def _read_file(name, text):
    try:
        with open(name, "rb") as f:
            return _from_pem(f.read())
    except OSError:
        raise OSError(text)


def _is_pycom(sock):
    # Pycom's sockets are what the module has where it has Pycom's names.
    return hasattr(socket, "dnsserver") and isinstance(sock, socket.socket)


def _value_error():
    raise ValueError("invalid argument(s) value")


class SSLSession:
    # Sessions are not resumed: each handshake is a full one.
    pass


def save_session(sock):
    if not isinstance(sock, _SSLSocket):
        _value_error()
    return SSLSession()


class _SSLSocket(io.IOBase):
    def __init__(self, sock, context, server_side, server_hostname, timeout):
        self._sock = sock
        self._context = context
        self._server_side = server_side
        self._server_hostname = server_hostname
        self._tls = None
        self._timeout = timeout
        self._set_timeout(timeout)
        if sock._is_connected():
            self.do_handshake()

    def __repr__(self):
        return "<ssl_socket>"

    def _set_timeout(self, timeout):
        self._timeout = timeout
        self._sock.settimeout(timeout)

    def settimeout(self, timeout):
        self._set_timeout(timeout)

    def setblocking(self, flag):
        self._set_timeout(None if flag else 0)

    def do_handshake(self):
        if self._tls is not None:
            return
        timeout = self._timeout
        if timeout == 0:
            # A handshake waits, also on a socket that does not.
            self._sock.settimeout(None)
        try:
            self._tls = self._context.wrap_socket(
                self._sock, server_side=self._server_side, server_hostname=self._server_hostname
            )
        finally:
            if timeout == 0:
                self._sock.settimeout(0)

    def connect(self, address):
        self._sock.connect(address)
        self.do_handshake()

    def _connected(self):
        if self._tls is None:
            raise OSError(107)  # ENOTCONN
        return self._tls

    def recv(self, size):
        return self._connected().recv(size) or b""

    def read(self, *size):
        return self._connected().read(*size)

    def readinto(self, *args):
        return self._connected().readinto(*args)

    def readline(self, *size):
        return self._connected().readline(*size)

    def write(self, data):
        return self._connected().write(data)

    send = write
    sendall = write

    def makefile(self, mode="rb"):
        return self._sock.makefile(mode) and self

    def ioctl(self, request, argument):
        if request == _POLL:
            poll = select.poll()
            poll.register(self._tls or self._sock, argument)
            ready = poll.poll(0)
            return ready[0][1] if ready else 0
        if request == _CLOSE:
            self.close()
            return 0
        return -1

    def close(self):
        if self._tls is not None:
            self._tls.close()
        self._sock.close()

    def __getattr__(self, name):
        # bind, setsockopt, fileno and so on are the socket's.
        return getattr(self._sock, name)


def _wrap_pycom(sock, keyfile, certfile, server_side, cert_reqs, ca_certs, hostname, session, timeout):
    if cert_reqs != CERT_NONE and ca_certs is None:
        _value_error()
    if (keyfile is None) != (certfile is None) or (server_side and keyfile is None):
        _value_error()
    if session is not None and not isinstance(session, SSLSession):
        _value_error()
    context = tls.SSLContext(PROTOCOL_TLS_SERVER if server_side else PROTOCOL_TLS_CLIENT)
    context.verify_mode = cert_reqs
    if keyfile is not None:
        key = _read_file(keyfile, "key file not found")
        cert = _read_file(certfile, "certificate file not found")
        context.load_cert_chain(cert[0], key[0])
    if ca_certs is not None:
        for ca in _read_file(ca_certs, "CA file not found"):
            context.load_verify_locations(ca)
    return _SSLSocket(sock, context, server_side, hostname, timeout)


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
    do_handshake=True,
    ssl_version=0,
    saved_session=None,
    timeout=10
):
    if _is_pycom(sock) and key is None and cert is None and cadata is None:
        return _wrap_pycom(
            sock, keyfile, certfile, server_side, cert_reqs, ca_certs, server_hostname, saved_session, timeout
        )
    if isinstance(sock, _SSLSocket) or not hasattr(sock, "read"):
        _value_error()
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
