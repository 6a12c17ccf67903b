# Each method: value, call, toggle, on, off, id, mode, pull, init.
#
# SPDX-License-Identifier: MIT
from machine import Pin
from tocsin import board

pin = Pin("P9", mode=Pin.OUT)
print(pin(), pin.value(), pin.id(), pin.mode(), pin.pull())
print(pin(1), pin(), board.read("P9"))
print(pin.value(0), pin.value())
print(pin.toggle(), pin(), pin.toggle(), pin())
print(pin.on(), pin(), pin.off(), pin())
# Truth decides.
for value in ("text", [], 2, 0.0, None, True):
    pin(value)
    print(pin(), end=" ")
print()

# value= sets the latch before the direction; omitted, the latch stays.
pin = Pin("P9", Pin.OUT, value=1)
print("value", pin())
pin = Pin("P9", Pin.OUT)
print("kept", pin())
pin.init(Pin.OUT, value=0)
print("init", pin())

# On an input only the latch changes.
pin.init(Pin.IN)
board.drive("P9", 0)
pin(1)
print("input", pin(), end=" ")
board.drive("P9", 1)
print(pin())
board.drive("P9", 0)
board.release("P9")
pin.mode(Pin.OUT)
print("now driven", pin(), board.read("P9"))

# Omitted mode means input, omitted pull none.
pin = Pin("P9")
print(pin.mode() == Pin.IN, pin.pull())
print(pin.init(Pin.IN, Pin.PULL_UP), pin.pull(), pin())
print(pin.pull(Pin.PULL_DOWN), pin.pull(), pin(), pin.pull(None), pin.pull())
print(pin.mode(Pin.OPEN_DRAIN), pin.mode())
print(Pin(id="P10", mode=Pin.OUT, pull=Pin.PULL_UP, value=1, alt=None))
# In OUT mode reading gives the latch, not the pad.
pin = Pin("P9", Pin.OUT, value=1)
board.drive("P9", 0)
print("latch", pin(), "pad", board.read("P9"))
