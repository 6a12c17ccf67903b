# run: tocsin --virtual-time --press P10@1s:50ms --press P10@2s:300ms examples/button.py
#
# A button between P10 and ground. Each press and each release is one call of
# the handler, which may do what it likes.
#
# SPDX-License-Identifier: MIT
import time
from machine import Pin
from tocsin import irq

pressed_us = 0


def on_button(pin):
    global pressed_us
    event = irq.event()
    if event.edge == Pin.IRQ_FALLING:
        pressed_us = event.time_us
        print("%s pressed at %d ms" % (pin.id(), event.time_us // 1000))
    else:
        held_ms = (event.time_us - pressed_us) // 1000
        print("%s let go after %d ms" % (pin.id(), held_ms))
        # Not allowed in most other interrupt handlers:
        time.sleep(0.1)


button = Pin("P10", mode=Pin.IN, pull=Pin.PULL_UP)
button.callback(Pin.IRQ_FALLING | Pin.IRQ_RISING, on_button)
