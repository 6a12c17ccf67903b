# Rule 2: the smallest queue holds one message.
#
# SPDX-License-Identifier: MIT
import time
import machine
from machine import Pin
from tocsin import board, irq

seen = []
Pin("P9", Pin.IN).callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, lambda pin: seen.append(irq.event().seq))
print("depth", irq.depth(), irq.stats()["depth"])
state = machine.disable_irq()
for i in range(3):
    board.drive("P9", i % 2 == 0)
machine.enable_irq(state)
time.sleep_ms(1)
print(seen, irq.stats()["refused"], irq.stats()["high_water"])

# One after the other all come through.
for i in range(10):
    board.drive("P9", i % 2 == 1)
    time.sleep_ms(1)
print(len(seen), irq.stats()["refused"])
