# board.press() pulls to the other level for a while, then lets go.
#
# SPDX-License-Identifier: MIT
import time
from machine import Pin
from tocsin import board, irq

pin = Pin("P10", Pin.IN, Pin.PULL_UP)
seen = []


def handler(pin):
    event = irq.event()
    seen.append((event.time_us, event.edge))


pin.callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, handler)
board.press("P10")
board.press("P10", ms=50, after_ms=500)
board.press("P10", 0.5, 900)
print("to come", board.pending())
time.sleep(1)
print(seen, board.pending())

# A train of pulses ends where it was told to.
del seen[:]
start = time.ticks_us()
board.pulses("P10", 4, period_us=250)
time.sleep_ms(10)
print([(us - start, edge) for us, edge in seen])
board.pulses("P10", 1000, 1000)
time.sleep_us(3500)
print("left", board.pulses_stop("P10"), board.pending())
