# run: tocsin --virtual-time examples/pin_input.py
#
# A pin as an input: pulls decide its level until something drives it.
#
# SPDX-License-Identifier: MIT
from machine import Pin
from tocsin import board

pin = Pin("P10", mode=Pin.IN, pull=Pin.PULL_UP)
print(pin)
print("pulled up:", pin())

board.drive("P10", 0)
print("driven low from outside:", pin())

board.release("P10")
print("let go:", pin())

pin.pull(Pin.PULL_DOWN)
print("pulled down:", pin.value(), "pull() is", pin.pull())

pin.pull(None)
board.drive("P10", 1)
board.release("P10")
print("no pull, it keeps the last level:", pin(), "pull() is", pin.pull())
