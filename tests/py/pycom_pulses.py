# pycom.pulses_get(): the pulses of a pin on the program's clock, while handlers
# and threads run.
#
# SPDX-License-Identifier: MIT
import time
import pycom
from machine import Pin, Timer
from tocsin import board

pin = Pin("P19", Pin.IN, Pin.PULL_DOWN)

# Five edges, and the one that letting go makes: it is low after that.
board.pulses("P19", 5, 250)
print(pycom.pulses_get(pin, 100))
print("at %d us" % time.ticks_us())

# The pull-down has the level already when this train lets go.
board.pulses(pin, 4, 1000)
print(pycom.pulses_get("P19", 100))

# Nothing comes, and what comes does not end in time.
start = time.ticks_us()
print(pycom.pulses_get(pin, 20), time.ticks_us() - start)
board.pulses(pin, 4, 1000)
start = time.ticks_us()
print(pycom.pulses_get(pin, 60), time.ticks_us() - start)
time.sleep_ms(100)

# A first edge that comes late, and a pulse before it that is too short.
board.press("P19", ms=0.0012, after_ms=5)
board.press("P19", ms=0.3, after_ms=10)
board.press("P19", ms=0.00125, after_ms=10.5)
print(pycom.pulses_get(pin, 200))

# An output's own edges count, as do those of a handler that runs meanwhile.
pin.init(Pin.OUT, value=0)


def beat(alarm):
    pin.toggle()


alarm = Timer.Alarm(beat, ms=7, periodic=True)
Timer.Alarm(lambda _: alarm.cancel(), ms=30)
print(pycom.pulses_get(pin, 1000))

# At most 128 of them.
pin.init(Pin.IN, Pin.PULL_DOWN)
pin.callback(Pin.IRQ_RISING, None)
board.pulses(pin, 300, 10)
pulses = pycom.pulses_get(pin, 500)
print(len(pulses), pulses[0], pulses[127])
board.pulses(pin, 127, 10)
pulses = pycom.pulses_get(pin, 500)
print(len(pulses), pulses[0], pulses[126:])

# A callback of the same pin goes on.
edges = []
pin.callback(Pin.IRQ_FALLING, lambda pin: edges.append(time.ticks_us()))
board.pulses(pin, 2, 100)
print(pycom.pulses_get(pin, 100), len(edges))
