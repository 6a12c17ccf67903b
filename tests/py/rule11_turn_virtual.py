# Rule 11, in virtual time: the clock stands still while handlers keep each other
# busy, and the main program still gets its turns.
#
# SPDX-License-Identifier: MIT
from machine import Pin
from tocsin import board, irq

going = True


def handler(pin):
    if going:
        board.drive("P9", not board.read("P9"))


Pin("P9", Pin.IN).callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, handler)
board.drive("P9", 1)
for _ in range(50000):
    pass
before = irq.stats()["handled"]
while irq.stats()["handled"] < before + 1000:
    pass
going = False
print("through")
