# loads - what the main program does while events come
#
# The same for all contenders that run Python. None of them ends.
#
# SPDX-License-Identifier: MIT
import socket
import time


def asleep():
    while True:
        time.sleep(60)


def asleep_ms():
    # On the unix port this runs scheduled functions, and time.sleep() does not.
    while True:
        time.sleep_ms(60000)


def busy():
    x = 0
    while True:
        x = (x + 1) & 0xFFFF


# A program of many functions, none of which loops for long.
def leaf(x):
    return x + 1


def branch(x):
    for _ in range(8):
        x = leaf(x)
    return x


def trunk(x):
    for _ in range(8):
        x = branch(x)
    return x


def calls():
    x = 0
    while True:
        for _ in range(8):
            x = trunk(x) & 0xFFFF


def alloc():
    live = [[i] for i in range(20000)]
    i = 0
    while True:
        live[i] = [i]
        i = (i + 7) % 20000


def copies():
    data = bytearray(4 << 20)
    copy = bytearray(4 << 20)
    seed = 1
    numbers = []
    for _ in range(20000):
        seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
        numbers.append(seed >> 8)
    while True:
        sorted(numbers)
        copy[:] = data


def accept():
    server = socket.socket()
    server.bind(socket.getaddrinfo("127.0.0.1", 0)[0][-1])
    server.listen(1)
    server.accept()


