# run: tocsin --virtual-time --press P10@1s:1s examples/critical.py
#
# machine.disable_irq() holds handlers back; what happens meanwhile waits in
# the queue and runs, in order, after machine.enable_irq().
#
# SPDX-License-Identifier: MIT
import machine
import time
from machine import Pin
from tocsin import irq


def on_button(pin):
    event = irq.event()
    print("edge at %d ms, handled at %d ms" % (event.time_us // 1000, time.ticks_ms()))


Pin("P10", Pin.IN, Pin.PULL_UP).callback(Pin.IRQ_FALLING | Pin.IRQ_RISING, on_button)
state = machine.disable_irq()
time.sleep(5)
print("waiting in the queue:", irq.stats()["queued"])
machine.enable_irq(state)
