# The original: after cancel() a message that is queued still fires. Here, when
# cancel() or callback(None) returned, no new call of that handler starts.
#
# SPDX-License-Identifier: MIT
import time
from machine import Pin, Timer
from tocsin import board, irq

log = []


def blocker(alarm):
    log.append("blocker")
    time.sleep_ms(50)


def victim(arg):
    log.append("victim")


Timer.Alarm(blocker, ms=1)
time.sleep_ms(2)
# While the blocker runs, these queue up behind it.
alarm = Timer.Alarm(victim, ms=1)
other = Timer.Alarm(victim, ms=1)
pin = Pin("P9", Pin.IN)
pin.callback(Pin.IRQ_RISING, victim)
board.drive("P9", 1)
time.sleep_ms(10)
print("queued", irq.stats()["queued"])
alarm.cancel()
other.callback(None)
pin.callback(Pin.IRQ_RISING, None)
time.sleep_ms(100)
print(log, irq.stats()["cancelled"])
