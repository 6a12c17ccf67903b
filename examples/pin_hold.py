# run: tocsin --virtual-time examples/pin_hold.py
#
# hold() freezes a pad. What is asked of it meanwhile counts when it is let go.
#
# SPDX-License-Identifier: MIT
from machine import Pin
from tocsin import board

pump = Pin("P9", mode=Pin.OUT, value=1)
pump.hold(True)
pump.value(0)
print("held:", pump.hold(), "asked for", pump.value(), "pad", board.read("P9"))

pump.hold(False)
print("held:", pump.hold(), "asked for", pump.value(), "pad", board.read("P9"))

# Only pads of the chip's clock domain that stays awake can be held.
try:
    Pin("P11", mode=Pin.OUT).hold(True)
except OSError as error:
    print("P11:", error)
