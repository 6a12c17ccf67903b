# At start pins are inputs, pulled down where the board does so, with latch 0.
#
# SPDX-License-Identifier: MIT
from machine import Pin

for n in range(24):
    pin = getattr(Pin.module, "P%d" % n)
    special = n in (1, 2, 12, 23)
    if pin.mode() != Pin.IN or pin() != 0 or (not special and pin.pull() != Pin.PULL_DOWN):
        print("unexpected", pin, pin())
pin = Pin.module.P9
print(pin)
pin.mode(Pin.OUT)
print("latch", pin())
