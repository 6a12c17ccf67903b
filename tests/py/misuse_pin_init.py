# Modes, pulls and alternate functions that do not exist, and arguments of the
# wrong type or number. The pin stays as it was.
#
# SPDX-License-Identifier: MIT
from machine import Pin


def show(what, call):
    try:
        print(what, "gives", call())
    except Exception as error:
        print(what, type(error).__name__, error)


pin = Pin("P9", Pin.OUT, Pin.PULL_UP, value=1)
for mode in (0, 3, 4, 5, 6, 8, -1, 1000):
    show("mode %r" % mode, lambda: pin.init(mode))
    show("mode() %r" % mode, lambda: pin.mode(mode))
for mode in ("IN", None, 1.0, []):
    show("mode %r" % mode, lambda: pin.init(mode))
    show("mode() %r" % mode, lambda: pin.mode(mode))
for pull in (0, 3, -1):
    show("pull %r" % pull, lambda: pin.init(Pin.IN, pull))
    show("pull() %r" % pull, lambda: pin.pull(pull))
for pull in ("up", 1.5, []):
    show("pull %r" % pull, lambda: pin.init(Pin.IN, pull))
    show("pull() %r" % pull, lambda: pin.pull(pull))
for alt in (256, 1000):
    show("alt %r" % alt, lambda: pin.init(Pin.IN, alt=alt))
show("alt text", lambda: pin.init(Pin.IN, alt="UART"))
show("value positional", lambda: pin.init(Pin.IN, None, 1))
show("surplus", lambda: Pin("P9", Pin.IN, None, 1))
show("unknown keyword", lambda: Pin("P9", Pin.IN, colour=1))
show("init keyword", lambda: pin.init(Pin.IN, speed=1))
show("id", lambda: pin.id(1))
show("toggle", lambda: pin.toggle(1))
show("value", lambda: pin.value(1, 2))
show("call", lambda: pin(1, 2))
show("call keyword", lambda: pin(value=1))
show("mode two", lambda: pin.mode(1, 2))
show("pull two", lambda: pin.pull(1, 2))
show("hold two", lambda: pin.hold(1, 2))
show("LOW_POWER", lambda: Pin.LOW_POWER)
show("HIGH_POWER", lambda: Pin.HIGH_POWER)
# The numbers coincide, so these are none of the above.
show("mode(PULL_UP)", lambda: pin.mode(Pin.PULL_UP))
show("pull(OUT)", lambda: pin.pull(Pin.OUT))
pin.init(Pin.OUT, Pin.PULL_UP)
show("failed init", lambda: pin.init(Pin.IN, 7, value=0))
print(pin, pin())
