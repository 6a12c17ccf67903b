# Rule 8: every edge is one message, with the level after it; only those that
# the trigger names.
#
# SPDX-License-Identifier: MIT
import time
from machine import Pin
from tocsin import board, irq

pin = Pin("P9", Pin.IN)
seen = []


def handler(pin):
    event = irq.event()
    seen.append((event.edge, event.level))


for trigger in (Pin.IRQ_RISING, Pin.IRQ_FALLING, Pin.IRQ_RISING | Pin.IRQ_FALLING):
    pin.callback(trigger, handler)
    for level in (1, 1, 0, 1, 0, 0):
        board.drive("P9", level)
    time.sleep_ms(1)
    print(trigger, seen)
    del seen[:]
