# Rule 8: a level is one message, masked until its handler returned, and then
# looked at again.
#
# SPDX-License-Identifier: MIT
import time
from machine import Pin
from tocsin import board, irq

pin = Pin("P9", Pin.IN)
calls = 0


def handler(pin):
    global calls
    calls += 1
    event = irq.event()
    print(calls, event.edge, event.level, irq.stats()["queued"])
    time.sleep_ms(10)
    if calls == 3:
        board.drive("P9", 0)


board.drive("P9", 1)
print("holds already")
pin.callback(Pin.IRQ_HIGH_LEVEL, handler)
time.sleep_ms(100)
print("gone", calls)

# Away and back while masked: still one.
calls = 10
board.drive("P9", 1)
time.sleep_ms(1)
for level in (0, 1, 0, 1, 0):
    board.drive("P9", level)
time.sleep_ms(100)
print("one", calls)

pin.callback(Pin.IRQ_LOW_LEVEL, lambda pin: (print("low"), pin.callback(0)))
time.sleep_ms(10)
counts = irq.stats()["sources"]["P9"]
print([counts[key] for key in ("posted", "handled", "refused", "cancelled")])
