# pin_callback - Tocsin: a pin's handler
#
#   pin_callback.py LOAD [relay]
#
# The edges come from a thread in C; with "relay" from another process, through
# a pipe, as the peers have it.
#
# SPDX-License-Identifier: MIT
import sys

import loads
import outside
from machine import Pin
from tocsin import irq


def handler(pin):
    outside.stamp()
    if outside.keep(irq.event().seq - 1):
        outside.lost(irq.stats()["refused"])
        outside.settle()


pin = Pin("P10", mode=Pin.IN)
pin.callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, handler)
gpio = 13  # the pad of P10 on a LoPy4
start = outside.relay_edges if sys.argv[2:] == ["relay"] else outside.send_edges
if start(gpio) != 0:
    raise SystemExit(1)
outside.ready()
getattr(loads, sys.argv[1])()
