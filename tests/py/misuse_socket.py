# What Pycom's sockets refuse.
import socket


def show(fn, *args, **kw):
    try:
        print(fn(*args, **kw))
    except Exception as e:
        print(type(e).__name__, e)


show(socket.socket, family=socket.AF_INET)
show(socket.socket, 1, 2, 3, 4, 5)
show(socket.socket, socket.AF_LORA, socket.SOCK_RAW)
show(socket.socket, socket.AF_SIGFOX, socket.SOCK_RAW)
show(socket.socket, 99)
show(socket.socket, "x")
s = socket.socket()
show(s.bind, "127.0.0.1")
show(s.bind, ("127.0.0.1",))
show(s.bind, (1, 2))
show(s.bind, ("localhost", 0))
show(s.connect, ("example.com", 80))
show(s.connect, ("127.0.0.1", "80"))
show(s.recv, -1)
show(s.recv, "x")
show(s.recv)
show(s.recvfrom, -1)
show(s.send, 5)
show(s.send, "a", 0)
show(s.sendto, b"a")
show(s.sendto, b"a", ("nowhere", 1))
show(s.settimeout, "x")
show(s.settimeout, -1)
show(s.setsockopt, 1, 2)
show(s.setsockopt, 1, 2, None)
show(s.setsockopt, 99, 99, 1)
show(s.makefile, "w")
show(s.setblocking)
print(s.settimeout(2.5), s.settimeout(None), s.setblocking(True), s.do_handshake())
for name in ("getsockopt", "getpeername", "getsockname", "shutdown", "recv_into"):
    print(name, hasattr(s, name))

# A socket that cannot connect is closed.
show(s.connect, ("127.0.0.1", 1))
show(s.send, b"x")
show(s.fileno)
s.close()
show(s.recv, 1)

show(socket.getaddrinfo, "127.0.0.1")
show(socket.getaddrinfo, "127.0.0.1", "80")
show(socket.getaddrinfo, 5, 80)
show(socket.getaddrinfo, "127.0.0.1", 80, 1, 2, 3, 4)
show(socket.getaddrinfo, "127.0.0.1", 80, 1, 2, 3, 4, 5)
try:
    socket.getaddrinfo("no.such.host.invalid", 80)
except OSError as e:
    print(type(e), type(e.args[0]))
show(socket.dnsserver, 2)
show(socket.dnsserver, 0, "dns")
print(socket.dnsserver(), socket.dnsserver(1, "8.8.8.8"), socket.dnsserver(1), socket.dnsserver())
