# Datagrams, with Pycom's rules: addresses are tuples.
import socket
import select

a = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
b = socket.socket(socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_UDP)
a.bind(["127.0.0.1", 0])
for port in range(42100, 42200):
    try:
        b.bind(("127.0.0.1", port))
        break
    except OSError:
        pass
print(a.sendto(b"one", ("127.0.0.1", port)), a.sendto(b"", ("127.0.0.1", port)))
data, sender = b.recvfrom(100)
print(data, sender[0])
print(b.recvfrom(100)[0])
b.sendto("back", sender)
print(a.recvfrom(2)[0])

b.setblocking(False)
print(b.recv(10))
try:
    b.recvfrom(10)
except OSError as e:
    print(repr(e))

print(select.select([b], [], [], 0), select.select([b], [], [], 0.01))
a.sendto(b"x", ("127.0.0.1", port))
r, w, x = select.select([a, b], [b], (), 1)
print(r == [b], w == [b], x)
poll = select.poll()
poll.register(b, select.POLLIN)
print(poll.poll(0) == [(b, select.POLLIN)], select.POLLIN, select.POLLOUT, select.POLLERR, select.POLLHUP)
print(b.recv(10), poll.poll(0), list(poll.ipoll(0)))
poll.modify(b, select.POLLOUT)
print(poll.poll(0) == [(b, select.POLLOUT)])
poll.unregister(b)
print(poll.poll(0))

# Timeouts are those of the board's clock.
import time

begin = time.ticks_ms()
b.settimeout(3600)
try:
    b.recv(1)
except TimeoutError as e:
    print(e, time.ticks_diff(time.ticks_ms(), begin))
print(select.select([b], [], [], 60), time.ticks_diff(time.ticks_ms(), begin))
