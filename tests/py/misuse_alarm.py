# Alarms with no duration, two of them, or one that cannot be; handlers that
# cannot be called.
#
# SPDX-License-Identifier: MIT
import time
from machine import Timer
from tocsin import irq


def show(what, call):
    try:
        print(what, "gives", call())
    except Exception as error:
        print(what, type(error).__name__, error)


def f(alarm):
    print("never called")


A = Timer.Alarm
show("nothing", lambda: A())
show("no handler", lambda: A(s=1))
show("no duration", lambda: A(f))
show("s 0", lambda: A(f, 0))
show("all 0", lambda: A(f, 0, ms=0, us=0))
show("s and ms", lambda: A(f, 1, ms=1))
show("ms and us", lambda: A(f, ms=1, us=1))
show("all three", lambda: A(f, 1, ms=1, us=1))
show("s < 0", lambda: A(f, -1))
show("s < 0 and ms", lambda: A(f, -0.5, ms=1))
show("ms < 0", lambda: A(f, ms=-1))
show("us < 0", lambda: A(f, us=-1))
show("nan", lambda: A(f, float("nan")))
show("inf", lambda: A(f, float("inf")))
show("-inf", lambda: A(f, float("-inf")))
show("1e300", lambda: A(f, 1e300))
show("text", lambda: A(f, "1"))
show("ms float", lambda: A(f, ms=1.5))
show("ms None", lambda: A(f, ms=None))
show("ms huge", lambda: A(f, ms=1 << 61))
show("ms enormous", lambda: A(f, ms=1 << 80))
show("us text", lambda: A(f, us="1"))
show("ms positional", lambda: A(f, None, 5))
show("unknown keyword", lambda: A(f, 1, seconds=1))
for handler in (1, "f", [f], 1.5):
    show("handler %r" % (handler if handler != [f] else "list"), lambda: A(handler, 1))
alarm = A(f, 100)
show("callback()", lambda: alarm.callback())
show("callback(1)", lambda: alarm.callback(1))
show("callback(f, 1)", lambda: alarm.callback(f, 1))
show("callback(f, periodic)", lambda: alarm.callback(f, periodic=True))
show("cancel(1)", lambda: alarm.cancel(1))
alarm.cancel()
time.sleep(200)
print("posted", irq.stats()["posted"])
