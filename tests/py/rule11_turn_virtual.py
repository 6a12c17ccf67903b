# Rule 11: after a queue's depth of handlers in a row a waiting thread gets its
# turn. Here each handler posts the next message, for ever, and the main program
# counts how many ran between two of its own steps.
#
# SPDX-License-Identifier: MIT
from machine import Pin
from tocsin import board, irq

going = True
calls = 0


def handler(pin):
    global calls
    calls += 1
    if going:
        board.drive("P9", not board.read("P9"))


Pin("P9", Pin.IN).callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, handler)
board.drive("P9", 1)
most = 0
last = calls
for _ in range(50000):
    now = calls
    most = max(most, now - last)
    last = now
while calls < last + 1000:
    pass
going = False
# A step may meet the end of one row and the next row.
print("handlers between two steps:", 0 < most <= 2 * irq.depth() or most)
