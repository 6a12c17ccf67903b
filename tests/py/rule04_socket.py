# Rule 4: a handler may use sockets: it asks a server that a thread of the
# program runs.
#
# SPDX-License-Identifier: MIT
import socket
import _thread
from machine import Timer

done = _thread.allocate_lock()
done.acquire()

listener = socket.socket()
for port in range(48100, 48900):
    address = socket.getaddrinfo("127.0.0.1", port)[0][-1]
    try:
        listener.bind(address)
        break
    except OSError:
        pass
listener.listen(1)


def serve():
    connection = listener.accept()[0]
    connection.send(b"hello " + connection.recv(20))
    connection.close()


def handler(alarm):
    client = socket.socket()
    client.connect(address)
    client.send(b"handler")
    print(client.recv(100))
    client.close()
    done.release()


_thread.start_new_thread(serve, ())
Timer.Alarm(handler, ms=1)
done.acquire()
