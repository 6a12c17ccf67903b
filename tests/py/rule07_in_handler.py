# Rule 7: a handler may hold dispatch back as well; it finishes, the next waits
# until another thread lets it run.
#
# SPDX-License-Identifier: MIT
import time
import machine
from machine import Timer

log = []


def first(alarm):
    machine.disable_irq()
    log.append("first")


Timer.Alarm(first, ms=1)
Timer.Alarm(lambda alarm: log.append("second"), ms=1)
time.sleep_ms(10)
log.append("enable")
machine.enable_irq()
time.sleep_ms(1)
print(log)
