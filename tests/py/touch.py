# A finger at a touch pad, against the baseline that the constructor kept.
import time
from machine import Touch, Timer
from tocsin import board

ticks = []
alarm = Timer.Alarm(lambda alarm: ticks.append(time.ticks_ms()), ms=5, periodic=True)
pad = Touch("P10")
alarm.cancel()
print(pad, type(pad), time.ticks_ms(), ticks)
print(pad.init_value(), pad.read())
board.set("touch@P10", value=200)
print(pad.init_value(), pad.read(), pad.config(600))
print(pad.init_value(500), pad.init_value())
print(pad is Touch("P10"), pad.init_value())
board.detach("touch@P10")
print(pad.read())
for name in ("P2", "P3", "P4", "P6", "P8", "P9", "P10", "P19", "P20", "P23"):
    print(name, Touch(name).read())
