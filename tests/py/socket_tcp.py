# A stream between two sockets of one program, with Pycom's rules.
import socket
import usocket
import _thread
import time

print(usocket is socket, socket.error is OSError, socket.timeout is TimeoutError)

server = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
port = 0
for candidate in range(42000, 42100):
    try:
        server.bind(("127.0.0.1", candidate))
        port = candidate
        break
    except OSError:
        pass
server.listen(1)

address = socket.getaddrinfo("127.0.0.1", port)
print(address[0][:4], address[0][4] == ("127.0.0.1", port), len(address))

client = socket.socket()
client.connect(address[0][-1])
peer, whence = server.accept()
print(whence[0], type(whence[1]) is int, peer, client)

# Without data: an empty answer, not an exception.
client.setblocking(False)
print(client.recv(10), client.read(10), client.readline())
peer.send(b"hello\nworld")
while True:
    data = client.recv(5)
    if data:
        break
    time.sleep_ms(1)
print(data, client.recv(1), client.recv(100))

# With a timeout: TimeoutError, which is an OSError without a number.
client.settimeout(0.05)
for call in (lambda: client.recv(1), lambda: client.read(1), lambda: client.recvfrom(1), lambda: client.readinto(bytearray(1))):
    try:
        call()
    except socket.timeout as e:
        print(repr(e), e.args[0], isinstance(e, OSError))

# A handler's or thread's data ends a wait.
client.settimeout(None)
_thread.start_new_thread(lambda: (time.sleep_ms(20), peer.send(b"late")), ())
print(client.recv(100))

print(client.sendall(b"x" * 10), client.write(b"yy"), client.send("zzz"))
print(peer.read(15))
print(client.makefile() is client, client.makefile("rb") is client, type(client.fileno()) is int)

# Much data goes out in pieces.
_thread.start_new_thread(lambda: (client.sendall(bytes(300000)), client.close()), ())
total = 0
while True:
    data = peer.recv(2048)
    if not data:
        break
    total += len(data)
print(total, peer.recv(10))
client.close()
client.close()
with peer:
    pass
server.settimeout(0.01)
try:
    server.accept()
except TimeoutError as e:
    print(e)
server.setblocking(False)
try:
    server.accept()
except OSError as e:
    print(e.errno)
server.close()
