# Open drain: 0 drives low, 1 lets go; reading gives the level of the pad.
#
# SPDX-License-Identifier: MIT
from machine import Pin
from tocsin import board

a = Pin("P9", Pin.OPEN_DRAIN, Pin.PULL_UP, value=1)
b = Pin("P10", Pin.OPEN_DRAIN, value=1)
board.wire("P9", "P10")
print(a(), b())
a(0)
print(a(), b())
b(0)
a(1)
print(a(), b())
b(1)
print(a(), b())
# Somebody outside may pull it down as well; nobody fights.
board.drive("P9", 0)
print(a(), b())
board.release("P9")
print(a(), b())
a.toggle()
print(a(), b())
