# Alarm.__del__ is the same as cancel(), also inside its own handler: the alarm
# can be armed again.
#
# SPDX-License-Identifier: MIT
import gc
import time
from machine import Timer
from tocsin import irq


def handler(alarm):
    alarm.__del__()
    gc.collect()
    event = irq.event()
    print("handler", event.seq, event.edge)


alarm = Timer.Alarm(handler, ms=10, periodic=True)
time.sleep_ms(35)
print("again")
alarm.callback(lambda alarm: print("second life"))
time.sleep_ms(25)
alarm.__del__()
alarm.__del__()
alarm.cancel()
time.sleep_ms(25)
stats = irq.stats()
print(stats["posted"], stats["handled"], stats["cancelled"])
