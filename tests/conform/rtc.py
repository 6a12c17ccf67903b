# RTC: a time that is set goes on from there, in this life and in the next.
#
# SPDX-License-Identifier: MIT
import machine
import time
from machine import RTC

rtc = RTC()
if rtc.memory() == b"":
    rtc.init((2031, 3, 1, 23, 59, 58, 250000, None))
    print(rtc.now()[:6], len(rtc.now()), rtc.now()[7])
    time.sleep(2)
    print(rtc.now()[:5])
    rtc.memory(b"set")
    machine.deepsleep(100)
else:
    print(machine.reset_cause() == machine.DEEPSLEEP_RESET, rtc.now()[:5], rtc.memory())
    rtc.memory(b"")
