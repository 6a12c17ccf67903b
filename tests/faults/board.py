# What the faults are injected into: pins, alarms, threads, sockets, presses, a
# pulse train, select with a timeout, native code and a soft reset.
#
#   tocsin board.py FOLDER PORT
#
# PORT is a free one of 127.0.0.1; FOLDER keeps which life it is. Nothing here waits for ever: when a handler, a
# thread or an alarm is missing, that is printed, and the end is reached.
#
# SPDX-License-Identifier: MIT
import _thread
import select
import socket
import sys
import time
import machine
from machine import Pin, Timer
from tocsin import board, irq

done = []
second = sys.argv[1] + "/second"
PORT = int(sys.argv[2])


def wait_for(what):
    for _ in range(600):
        if what in done:
            print("done:", what)
            return
        time.sleep_ms(5)
    print("missing:", what)


def on_edge(pin):
    # The level then: by now it may be another.
    done.append("edge %d" % irq.event().level)


def on_alarm(alarm):
    done.append("alarm")
    _thread.start_new_thread(worker, ())


def on_train(pin):
    done.append("train %d" % irq.event().seq)


def worker():
    time.sleep_ms(3)
    done.append("worker")


def serve(listener):
    poller = select.poll()
    poller.register(listener, select.POLLIN)
    if poller.poll(3000):
        peer = listener.accept()[0]
        try:
            peer.send(peer.recv(16))
        finally:
            peer.close()
    done.append("served")


def ask(address):
    client = socket.socket()
    try:
        client.settimeout(3)
        client.connect(address)
        client.send(b"ping")
        print("answer:", client.recv(16))
    finally:
        client.close()


def network():
    listener = socket.socket()
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(socket.getaddrinfo("127.0.0.1", PORT)[0][-1])
        listener.listen(1)
        poller = select.poll()
        poller.register(listener, select.POLLIN)
        print("quiet:", poller.poll(10))
        _thread.start_new_thread(serve, (listener,))
        ask(socket.getaddrinfo("127.0.0.1", PORT)[0][-1])
        wait_for("served")
    finally:
        listener.close()


@micropython.native
def native(n):
    return n * 3


def pins_and_alarms():
    button = Pin("P10", Pin.IN, Pin.PULL_UP)
    button.callback(Pin.IRQ_FALLING | Pin.IRQ_RISING, on_edge)
    Pin("P11").callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, on_train)
    alarms = [Timer.Alarm(on_alarm, ms=5)]
    alarms += [Timer.Alarm(lambda alarm: None, ms=100 + i) for i in range(20)]
    board.press("P10", 20, 5)
    board.pulses("P11", 4, 1000)
    board.pulses("P12", 4)
    for what in ("alarm", "worker", "edge 0", "edge 1", "train 4"):
        wait_for(what)
    for alarm in alarms:
        alarm.cancel()


pins_and_alarms()
network()
print("native:", native(14))
try:
    open(second).close()
except OSError:
    open(second, "w").close()
    machine.soft_reset()
print("balanced:", irq.stats()["queued"] == 0)
