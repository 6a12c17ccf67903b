# run: tocsin --virtual-time --irq-depth 4 --wire P9=P10 examples/counters.py
#
# What the counters say about a burst of ten edges that meets a queue of four.
# As long as one handler runs no other does, so the edges have to wait: four
# find room, six are refused.
#
# SPDX-License-Identifier: MIT
from machine import Pin, Timer
from tocsin import irq


def on_edge(pin):
    print("edge", irq.event().seq)


def burst(alarm):
    output = Pin("P9", Pin.OUT)
    for i in range(10):
        output.toggle()


def report(alarm):
    of_pin = irq.stats()["sources"]["P10"]
    for name in ("posted", "handled", "refused", "cancelled", "queued"):
        print("%-9s %2d" % (name, of_pin[name]))
    print("depth %d, high water %d" % (irq.depth(), irq.stats()["high_water"]))


Pin("P10").callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, on_edge)
Timer.Alarm(burst, 1)
Timer.Alarm(report, 2)
