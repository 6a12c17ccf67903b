# The constants have the values that Pycom programs see.
#
# SPDX-License-Identifier: MIT
from machine import Pin

for name in ("IN", "OUT", "OPEN_DRAIN", "PULL_UP", "PULL_DOWN", "IRQ_RISING", "IRQ_FALLING",
             "IRQ_LOW_LEVEL", "IRQ_HIGH_LEVEL"):
    print(name, getattr(Pin, name), getattr(Pin("P9"), name))
