# Wired pins are one net: drivers beat pulls; two that drive against each other
# are reported once, with both names.
#
# SPDX-License-Identifier: MIT
from machine import Pin
from tocsin import board

out = Pin("P9", Pin.OUT, value=1)
Pin("P10", Pin.IN)
pin = Pin("P11", Pin.IN)
print("not wired", pin())
board.wire("P9", "P10")
board.wire("G17", "G22")
print("two wires", pin(), board.read("P10"))
out(0)
print("low", pin())
pin.pull(Pin.PULL_UP)
print("driver beats pull", pin())
out.mode(Pin.IN)
print("pull alone", pin(), out())
out.mode(Pin.OUT)
other = Pin("P10", Pin.OUT, value=1)
print("fight", pin())
other(0)
print("peace", pin())
board.unwire("P10", "P11")
print("unwired", pin())
