# Timer is no Timer without arguments, and only upstream's Timer(-1) exists.
#
# SPDX-License-Identifier: MIT
from machine import Timer


def show(what, call):
    try:
        print(what, "gives", call())
    except Exception as error:
        print(what, type(error).__name__, error)


f = print
show("Timer()", lambda: Timer())
show("Timer(5)", lambda: Timer(5, period=1, callback=f))
show("Timer(0)", lambda: Timer(0))
show("Timer('1')", lambda: Timer("1"))
show("two", lambda: Timer(-1, 2))
show("no period", lambda: Timer(-1, callback=f))
show("period 0", lambda: Timer(-1, period=0, callback=f))
show("period < 0", lambda: Timer(-1, period=-1, callback=f))
show("period float", lambda: Timer(-1, period=1.5, callback=f))
show("freq 0", lambda: Timer(-1, freq=0, callback=f))
show("freq < 0", lambda: Timer(-1, freq=-1, callback=f))
show("freq nan", lambda: Timer(-1, freq=float("nan"), callback=f))
show("tick_hz 0", lambda: Timer(-1, period=1, tick_hz=0, callback=f))
show("mode", lambda: Timer(-1, period=1, mode=2, callback=f))
show("callback", lambda: Timer(-1, period=1, callback=1))
show("keyword", lambda: Timer(-1, period=1, handler=f))
timer = Timer(-1)
show("init positional", lambda: timer.init(1))
show("init", lambda: timer.init(period=0))
show("sleep_us", lambda: Timer.sleep_us())
show("sleep_us", lambda: Timer.sleep_us("1"))
show("sleep_us", lambda: Timer.sleep_us(-5))
show("PWM", lambda: Timer.PWM)
show("Chrono.read", lambda: Timer.Chrono().read(1))
