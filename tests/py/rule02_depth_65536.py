# Rule 2: the largest queue holds 65536 messages.
#
# SPDX-License-Identifier: MIT
import time
import machine
from machine import Pin
from tocsin import board, irq

last = 0


def handler(pin):
    global last
    seq = irq.event().seq
    if seq != last + 1:
        print("out of order:", seq, "after", last)
    last = seq


Pin("P9", Pin.IN).callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, handler)
state = machine.disable_irq()
for i in range(65540):
    board.drive("P9", i % 2 == 0)
print(irq.stats()["queued"], irq.stats()["refused"])
machine.enable_irq(state)
while irq.stats()["queued"]:
    time.sleep_ms(1)
print(irq.depth(), last, irq.stats()["handled"], irq.stats()["high_water"])
