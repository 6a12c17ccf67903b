# What Pycom's wrap_socket() refuses.
import socket
import ssl


def show(fn, *args, **kw):
    try:
        print(fn(*args, **kw))
    except Exception as e:
        print(type(e).__name__, e)


s = socket.socket()
show(ssl.wrap_socket)
show(ssl.wrap_socket, 5)
show(ssl.wrap_socket, s, keyfile="absent", certfile="tls_cert.pem")
show(ssl.wrap_socket, s, keyfile="tls_key.pem", certfile="absent")
show(ssl.wrap_socket, s, ca_certs="absent")
show(ssl.wrap_socket, s, cert_reqs=ssl.CERT_REQUIRED)
show(ssl.wrap_socket, s, cert_reqs=ssl.CERT_OPTIONAL)
show(ssl.wrap_socket, s, server_side=True)
show(ssl.wrap_socket, s, server_side=True, keyfile="tls_key.pem")
show(ssl.wrap_socket, s, keyfile="tls_key.pem")
show(ssl.wrap_socket, s, certfile="tls_cert.pem")
show(ssl.wrap_socket, s, saved_session=5)
show(ssl.wrap_socket, s, keyfile="misuse_ssl.py", certfile="tls_cert.pem")
show(ssl.save_session, s)
w = ssl.wrap_socket(s)
show(ssl.wrap_socket, w)
show(w.recv, 1)
show(w.read, 1)
show(w.makefile, "x")
show(w.connect, ("127.0.0.1", 1))
