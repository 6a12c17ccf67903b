# run: tocsin --virtual-time --press P10@1s:100ms --press P10@2s:100ms --press P10@3s:100ms examples/led_colours.py
#
# A button goes through the colours of the LED.
#
# SPDX-License-Identifier: MIT
import time
import pycom
from machine import Pin
from tocsin import board

COLOURS = (("red", 0x7F0000), ("yellow", 0x7F7F00), ("green", 0x007F00))
presses = 0


def on_press(pin):
    global presses
    name, colour = COLOURS[presses % len(COLOURS)]
    presses += 1
    pycom.rgbled(colour)
    print("press %d: %s, the LED shows 0x%06x" % (presses, name, board.led()))


# Before this the LED belongs to the heartbeat.
pycom.heartbeat(False)
Pin("P10", Pin.IN, Pin.PULL_UP).callback(Pin.IRQ_FALLING, on_press)
time.sleep(4)
pycom.rgbled(0)
