# The original: a handler cannot tell when, or which edge. Here the message
# keeps time, edge, level and number, whatever happened since.
#
# SPDX-License-Identifier: MIT
import time
import machine
from machine import Pin
from tocsin import board, irq


def handler(pin):
    event = irq.event()
    name = {Pin.IRQ_RISING: "rising", Pin.IRQ_FALLING: "falling"}[event.edge]
    print(event.seq, event.time_us - start, name, event.level, "now", pin(), time.ticks_us() - start)


pin = Pin("P9", Pin.IN)
pin.callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, handler)
start = time.ticks_us()
state = machine.disable_irq()
for level in (1, 0, 1):
    time.sleep_us(70)
    board.drive("P9", level)
time.sleep_ms(1)
machine.enable_irq(state)
time.sleep_ms(1)
