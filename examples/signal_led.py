# run: tocsin --virtual-time examples/signal_led.py
#
# machine.Signal hides that a LED is lit by a low level.
#
# SPDX-License-Identifier: MIT
from machine import Pin, Signal
from tocsin import board

led = Signal(Pin("P9", Pin.OUT), invert=True)
led.on()
print("on: signal", led.value(), "pad", board.read("P9"))
led.off()
print("off: signal", led.value(), "pad", board.read("P9"))
