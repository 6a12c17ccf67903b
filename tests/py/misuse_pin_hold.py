# hold() is for pins of the RTC domain; an input-only pin stays an input.
#
# SPDX-License-Identifier: MIT
from machine import Pin
from tocsin import board


def show(what, call):
    try:
        print(what, "gives", call())
    except Exception as error:
        print(what, type(error).__name__, error)


for name in ("P0", "P5", "P11", "P12"):
    show(name, lambda: Pin(name).hold(True))
show("asked", lambda: Pin("P5").hold())
for name in ("P9", "P2"):
    show(name, lambda: Pin(name).hold(True))
    show(name, lambda: Pin(name).hold())
    show(name, lambda: Pin(name).hold(False))

# Not rejected, and of no effect: the pad does not drive, nor does it pull.
pin = Pin("P16", Pin.OUT, Pin.PULL_UP, value=1)
print(pin)
print("latch", pin(), "pad", board.read("P16"))
board.drive("P16", 0)
pin(1)
print("pad", board.read("P16"))
