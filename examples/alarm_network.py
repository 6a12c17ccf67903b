# run: tocsin --virtual-time examples/alarm_network.py
#
# A handler that uses the network: an alarm asks a server, which runs in a
# thread of this program, for the time of day. The main program goes on.
#
# SPDX-License-Identifier: MIT
import _thread
import socket
import time
from machine import Timer


def serve(listener):
    for i in range(3):
        connection, address = listener.accept()
        connection.send("%02d:%02d:%02d" % time.gmtime()[3:6])
        connection.close()
    listener.close()


def start_server():
    for port in range(47100, 47200):
        listener = socket.socket()
        address = socket.getaddrinfo("127.0.0.1", port)[0][-1]
        try:
            listener.bind(address)
        except OSError:
            listener.close()
            continue
        listener.listen(1)
        _thread.start_new_thread(serve, (listener,))
        return address
    raise OSError("no free port")


def ask(alarm):
    global asked
    client = socket.socket()
    client.connect(server)
    print("the server says it is", client.recv(20).decode())
    client.close()
    asked += 1
    if asked == 3:
        alarm.cancel()


asked = 0
server = start_server()
Timer.Alarm(ask, 60, periodic=True)
print("main program done")
