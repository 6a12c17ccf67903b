# run: tocsin --virtual-time --wire P9=P10 examples/open_drain.py
#
# Two open-drain pins on one wire with a pull-up: the wire is high only when
# both let go of it.
#
# SPDX-License-Identifier: MIT
from machine import Pin

a = Pin("P9", mode=Pin.OPEN_DRAIN, pull=Pin.PULL_UP)
b = Pin("P10", mode=Pin.OPEN_DRAIN)
for level_a in (0, 1):
    for level_b in (0, 1):
        a(level_a)
        b(level_b)
        print("a", level_a, "b", level_b, "wire", a())
