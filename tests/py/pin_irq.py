# Upstream's Pin.irq(): same queue, same freedom; flags() and trigger() of the
# object that it returns.
#
# SPDX-License-Identifier: MIT
import time
from machine import Pin
from tocsin import board, irq

pin = Pin("P9", Pin.IN)
print(type(pin.irq()))


def edges():
    for level in (1, 0):
        board.drive("P9", level)
    time.sleep_ms(1)


def handler(pin):
    print("handler", pin.id(), "flags", handle.flags())


handle = pin.irq(handler, Pin.IRQ_RISING)
edges()
print("trigger", handle.trigger(), "flags outside", handle.flags())
print("was", handle.trigger(Pin.IRQ_FALLING))
edges()
handle()
pin.irq(handler=handler, trigger=Pin.IRQ_RISING | Pin.IRQ_FALLING, hard=True)
edges()
pin.irq(handler=None)
edges()
print("posted", irq.stats()["posted"])
