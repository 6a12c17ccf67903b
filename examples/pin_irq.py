# run: tocsin --virtual-time --press P10@1s:50ms --press P10@2s:50ms examples/pin_irq.py
#
# The same as in MicroPython elsewhere: Pin.irq(). Its handlers are as free as
# those of callback().
#
# SPDX-License-Identifier: MIT
from machine import Pin


def on_button(pin):
    print("falling" if button_irq.flags() == Pin.IRQ_FALLING else "rising", "edge,", pin())


button = Pin("P10", Pin.IN, Pin.PULL_UP)
button_irq = button.irq(on_button, Pin.IRQ_FALLING | Pin.IRQ_RISING)
print("trigger", button_irq.trigger())
