# run: tocsin --virtual-time examples/pin_output.py
#
# A pin as an output: four ways to set it, and what is at the pad then.
#
# SPDX-License-Identifier: MIT
from machine import Pin
from tocsin import board

led = Pin("P9", mode=Pin.OUT, value=1)
print(led)
print("made with value=1: latch", led.value(), "pad", board.read("P9"))

led.value(0)
print("value(0): latch", led.value(), "pad", board.read("P9"))

led(True)
print("led(True): latch", led(), "pad", board.read("P9"))

led.toggle()
print("toggle(): latch", led(), "pad", board.read("P9"))

# Setting an input changes only what it would drive as an output.
led.mode(Pin.IN)
led(1)
print("as an input: pad", led())
led.mode(Pin.OUT)
print("as an output again: pad", board.read("P9"))
