# run: tocsin --virtual-time --press P10@100ms:20ms --press P11@200ms:20ms --press P10@300ms:20ms examples/button_arg.py
#
# One handler for two buttons: arg says which one it was. The second press of
# P10 does nothing any more, because the first one took its handler away.
#
# SPDX-License-Identifier: MIT
from machine import Pin


def on_button(name):
    print("the", name, "button")
    if name == "left":
        left.callback(Pin.IRQ_FALLING, None)


left = Pin("P10", mode=Pin.IN, pull=Pin.PULL_UP)
right = Pin("P11", mode=Pin.IN, pull=Pin.PULL_UP)
left.callback(Pin.IRQ_FALLING, on_button, "left")
right.callback(Pin.IRQ_FALLING, handler=on_button, arg="right")
