# Rule 1: messages of several sources are handled in the order of posting.
#
# SPDX-License-Identifier: MIT
import time
import machine
from machine import Pin
from tocsin import board, irq

seen = []


def handler(pin):
    seen.append((pin.id(), irq.event().level))


for name in ("P9", "P10", "P11"):
    Pin(name, Pin.IN).callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, handler)

# All posted before the first is handled.
state = machine.disable_irq()
for name, level in (("P10", 1), ("P9", 1), ("P11", 1), ("P9", 0), ("P10", 0), ("P9", 1)):
    board.drive(name, level)
time.sleep_ms(1)
print("held", seen)
machine.enable_irq(state)
time.sleep_ms(1)
for one in seen:
    print(*one)
