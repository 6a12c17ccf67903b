# Triggers and handlers that cannot be. What was registered stays.
#
# SPDX-License-Identifier: MIT
import time
from machine import Pin
from tocsin import board


def show(what, call):
    try:
        print(what, "gives", call())
    except Exception as error:
        print(what, type(error).__name__, error)


pin = Pin("P9", Pin.IN)
calls = []
pin.callback(Pin.IRQ_RISING, calls.append)
for trigger in (-1, 6, 7, 8, 1000):
    show("trigger %d" % trigger, lambda: pin.callback(trigger, print))
for trigger in ("rising", None, 1.0, []):
    show("trigger %r" % trigger, lambda: pin.callback(trigger, print))
for handler in (1, "handler", [], 1.5):
    show("handler %r" % handler, lambda: pin.callback(Pin.IRQ_RISING, handler))
show("surplus", lambda: pin.callback(Pin.IRQ_RISING, print, 1, 2))
show("keyword", lambda: pin.callback(Pin.IRQ_RISING, print, argument=1))
board.drive("P9", 1)
while not calls:
    time.sleep_ms(1)
print("the first one stays", calls[0] is pin)
