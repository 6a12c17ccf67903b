# TLS between two sockets of one program, with Pycom's wrap_socket(): names of
# files, and a handshake in connect() when it was wrapped before.
import _thread
import select
import socket
import ssl
import sys
import time
import ussl

print(ussl is ssl, ssl.CERT_NONE, ssl.CERT_OPTIONAL, ssl.CERT_REQUIRED, ssl.SSLError is OSError, ssl.SSL_TIMEOUT)

server = socket.socket()
for port in range(42200, 42300):
    try:
        server.bind(("127.0.0.1", port))
        break
    except OSError:
        pass
server.listen(3)
peers = []


def serve():
    while True:
        sock, _ = server.accept()
        try:
            peers.append(ssl.wrap_socket(sock, keyfile="tls_key.pem", certfile="tls_cert.pem", server_side=True))
        except OSError:
            # The client did not like the certificate.
            pass


def peer():
    while not peers:
        time.sleep_ms(5)
    return peers.pop()


_thread.start_new_thread(serve, ())

# Wrapped before connect(), as mqtt_aws does.
s = ssl.wrap_socket(socket.socket(), ca_certs="tls_cert.pem", cert_reqs=ssl.CERT_REQUIRED, server_hostname="tocsin.test")
print(s)
try:
    s.send(b"too early")
except OSError as e:
    print(e.errno)
s.connect(("127.0.0.1", port))
p = peer()
print(s.send(b"hello "), s.write(b"there\n"), p.recv(100), p.readline())
print(p.sendall(b"answer"), s.recv(3), s.read(3))
s.setblocking(False)
print(s.recv(10), s.read(10))
poll = select.poll()
poll.register(s, select.POLLIN)
print(poll.poll(0))
p.write(b"more")
print(poll.poll(5000)[0][1] == select.POLLIN, s.recv(2), poll.poll(0)[0][1] == select.POLLIN, s.recv(10))
s.settimeout(0.05)
try:
    s.recv(1)
except socket.timeout as e:
    print(repr(e))
s.close()
p.close()

# Wrapped after connect(): the handshake is now.
plain = socket.socket()
plain.connect(("127.0.0.1", port))
s = ssl.wrap_socket(plain)
p = peer()
print(s.send(b"x"), p.recv(10), type(ssl.save_session(s)))
s.close()
p.close()

# A certificate that nobody vouches for is refused.
try:
    s = ssl.wrap_socket(socket.socket(), ca_certs="tls_other.pem", cert_reqs=ssl.CERT_REQUIRED, server_hostname="tocsin.test")
    s.connect(("127.0.0.1", port))
except (ValueError, OSError) as e:
    print(type(e))
# So is one for another name.
try:
    s = ssl.wrap_socket(socket.socket(), ca_certs="tls_cert.pem", cert_reqs=ssl.CERT_REQUIRED, server_hostname="other.test")
    s.connect(("127.0.0.1", port))
except (ValueError, OSError) as e:
    print(type(e))
print("end")
sys.exit()
