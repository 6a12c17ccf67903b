# Rule 1: what a handler sets off waits until that handler returned.
#
# SPDX-License-Identifier: MIT
import time
from machine import Pin
from tocsin import board


def outer(pin):
    print("outer begins")
    board.drive("P10", 1)
    time.sleep_ms(5)
    print("outer ends")


def inner(pin):
    print("inner")


Pin("P9", Pin.IN).callback(Pin.IRQ_RISING, outer)
Pin("P10", Pin.IN).callback(Pin.IRQ_RISING, inner)
board.drive("P9", 1)
time.sleep_ms(10)
