# run: tocsin --virtual-time --irq-depth 4 --wire P9=P10 examples/counters.py
#
# What the counters say about a burst of ten edges that meets a queue of four.
# While handlers are held back the queue takes four edges and refuses six.
#
# SPDX-License-Identifier: MIT
import machine
import time
from machine import Pin
from tocsin import irq


def on_edge(pin):
    print("edge", irq.event().seq)


output = Pin("P9", Pin.OUT)
Pin("P10").callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, on_edge)
state = machine.disable_irq()
for i in range(10):
    output.toggle()
machine.enable_irq(state)
time.sleep(1)

of_pin = irq.stats()["sources"]["P10"]
for name in ("posted", "handled", "refused", "cancelled", "queued"):
    print("%-9s %2d" % (name, of_pin[name]))
print("depth %d, high water %d" % (irq.depth(), irq.stats()["high_water"]))
