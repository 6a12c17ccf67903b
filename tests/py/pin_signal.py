# Upstream's Signal, inverted and not.
#
# SPDX-License-Identifier: MIT
from machine import Pin, Signal
from tocsin import board

pin = Pin("P9", Pin.OUT)
led = Signal(pin, invert=True)
led.on()
print(pin(), led.value())
led.off()
print(pin(), led())
led(1)
print(board.read("P9"))
button = Signal("P10", Pin.IN, Pin.PULL_UP, invert=True)
print(button())
board.drive("P10", 0)
print(button())
