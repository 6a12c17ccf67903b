# One object for each pad, however it is named.
#
# SPDX-License-Identifier: MIT
from machine import Pin
import umachine

print(Pin.module.P9 is Pin.exp_board.G16 is Pin("P9"))
print(Pin.module.P9 is Pin("G16"), Pin("P9") is Pin("P9"), Pin(Pin.module.P9) is Pin("P9"))
print(Pin("P9") is Pin("P10"), Pin("P9") == Pin("P9"))
print(umachine.Pin is Pin)
print(Pin("G16").id(), Pin.exp_board.G17.id())
P = [name for name in dir(Pin.module) if name.startswith("P")]
G = [name for name in dir(Pin.exp_board) if name.startswith("G")]
print(len(P), len(G))
print(sorted(P, key=lambda name: int(name[1:])))
print(sorted(G, key=lambda name: int(name[1:])))

# The table of the expansion board.
table = """G2 G1 G23 G24 G11 G12 G13 G14 G15 G16 G17 G22 G28 G5 G4 G0 G3 G31 G30 G6 G7 G8 G9 G10"""
print(all(Pin("P%d" % n) is Pin(name) for n, name in enumerate(table.split())))
