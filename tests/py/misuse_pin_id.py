# Pins that do not exist.
#
# SPDX-License-Identifier: MIT
from machine import Pin


def show(what, call):
    try:
        print(what, "gives", call())
    except Exception as error:
        print(what, type(error).__name__, error)


for name in ("P24", "P98", "p9", "", "GPIO12", "G99", "P9 ", " P9", "P09", 12, 0, -1, None, 1.5, b"P9", ["P9"], Pin):
    show(repr(name), lambda: Pin(name))
show("nothing", lambda: Pin())
show("Pin.module", lambda: Pin.module.P99)
show("Pin.exp_board", lambda: Pin.exp_board.P9)
print(Pin("G16").id(), Pin(Pin("P9")) is Pin("P9"))
