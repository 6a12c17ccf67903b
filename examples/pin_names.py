# run: tocsin --virtual-time examples/pin_names.py
#
# A pin has a name on the module (P9) and one on the expansion board (G16).
# Either gives the same object.
#
# SPDX-License-Identifier: MIT
from machine import Pin

led = Pin(Pin.exp_board.G16, mode=Pin.OUT)
print(led)
print(led.id())
print(Pin.module.P9 is Pin.exp_board.G16)
print(Pin("G16", mode=Pin.OUT) is Pin("P9", mode=Pin.OUT))
print(Pin.module, Pin.exp_board)
print([name for name in sorted(dir(Pin.module)) if name.startswith("P")])

try:
    Pin("P42")
except ValueError as error:
    print("P42:", error)
