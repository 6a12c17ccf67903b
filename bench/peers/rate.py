# rate - how many events a second go through, and how many plain calls
#
# A queue that holds them all, so that none is lost, and edges as fast as a
# thread can drive them. With an argument the bursts are so many milliseconds
# apart. Prints events and calls a second.
#
# SPDX-License-Identifier: MIT
import sys
import time
from machine import Pin
from tocsin import board, irq

EVENTS = 60000
CALLS = 1000000
PAUSE_MS = int(sys.argv[1]) if len(sys.argv) > 1 else 0


def handler(pin):
    pass


def events():
    time.sleep_ms(PAUSE_MS)
    handled = irq.stats()["handled"]
    since = time.ticks_us()
    board.pulses("P10", EVENTS, 0)
    while board.pending() or irq.stats()["depth"] and irq.stats()["handled"] - handled < EVENTS:
        time.sleep_ms(1)
    # When the last one ended, not when this loop came to see it.
    spent = time.ticks_diff(irq.trace(1)[0].end_ns // 1000, since)
    stats = irq.stats()
    if stats["refused"] or stats["handled"] - handled < EVENTS:
        raise SystemExit("rate: lost events: %r" % stats)
    return EVENTS * 1000000 // spent


def calls(function):
    since = time.ticks_us()
    for i in range(CALLS):
        function(i)
    return CALLS * 1000000 // time.ticks_diff(time.ticks_us(), since)


pin = Pin("P10", mode=Pin.IN)
pin.callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, handler)
print(max(events() for _ in range(5)), max(calls(handler) for _ in range(3)))
pin.callback(Pin.IRQ_RISING, None)
