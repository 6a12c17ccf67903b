# Rule 2: at most one line a second says how many were lost and whose. One call
# makes both edges here, so that the dispatcher cannot look in between.
#
# SPDX-License-Identifier: MIT
import time
from machine import Pin
from tocsin import board


def handler(pin):
    pass


board.wire("P9", "P10")
board.wire("P9", "P11")
for name in ("P9", "P10", "P11"):
    Pin(name, Pin.IN).callback(Pin.IRQ_RISING, handler)


def lose():
    board.drive("P9", 1)
    time.sleep_ms(1)
    board.drive("P9", 0)
    time.sleep_ms(99)


print("at 0 s")
lose()
print("told at once")
for _ in range(5):
    lose()
print("0.6 s: five more, not told yet")
time.sleep_ms(500)
print("1.1 s: told")
time.sleep(5)
print("nothing new, nothing told")
lose()
print("told at once again")
