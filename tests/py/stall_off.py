# --irq-stall 0: nothing is told.
#
# SPDX-License-Identifier: MIT
import time
from machine import Timer
from tocsin import irq

Timer.Alarm(lambda alarm: time.sleep(3600), 1)
Timer.Alarm(lambda alarm: print(irq.stats()["stalls"], irq.stats()["longest_us"]), 2)
