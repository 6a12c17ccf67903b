# A held pad ignores value(), toggle() and mode() until the hold ends; the latch
# remembers.
#
# SPDX-License-Identifier: MIT
from machine import Pin
from tocsin import board

pin = Pin("P9", Pin.OUT, value=1)
print(pin.hold(), pin.hold(True), pin.hold())
pin(0)
print("latch", pin(), "pad", board.read("P9"))
pin.toggle()
pin.toggle()
pin.mode(Pin.IN)
print("pad", board.read("P9"))
pin.mode(Pin.OUT)
pin.hold(False)
print(pin.hold(), "pad", board.read("P9"))
