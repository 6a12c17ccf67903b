# How pins, their namespaces and their kin print.
#
# SPDX-License-Identifier: MIT
import machine
from machine import Pin, Timer

print(Pin("P16"))
print(Pin("P9", Pin.IN, Pin.PULL_UP))
print(Pin("G16", mode=Pin.OUT, pull=Pin.PULL_DOWN))
print(Pin("P10", Pin.OPEN_DRAIN, alt=7))
print([Pin("P11", Pin.OUT, alt=0)])
print(Pin.module, Pin.exp_board, Pin)
print(machine)
print(str(Timer.Alarm(None, 1)), str(Timer.Chrono()))
print(Timer.Alarm, Timer.Chrono, Timer)
