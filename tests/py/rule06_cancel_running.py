# Rule 6: the call that is already running finishes, and cancel() does not wait
# for it.
#
# SPDX-License-Identifier: MIT
import time
from machine import Timer

log = []


def handler(alarm):
    log.append("begin")
    time.sleep_ms(20)
    log.append("end")


alarm = Timer.Alarm(handler, ms=10, periodic=True)
time.sleep_ms(15)
alarm.cancel()
log.append("cancelled")
time.sleep_ms(100)
print(log)
