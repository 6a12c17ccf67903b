# WDT: one that is fed is content, one that is stopped does not count.
#
# SPDX-License-Identifier: MIT
import machine
import time
from machine import WDT

wdt = WDT(timeout=2000)
print(wdt, WDT(0, 2000) is wdt)
for i in range(3):
    time.sleep_ms(200)
    print(wdt.feed())
print(wdt.init(1000), wdt.feed())
machine.sleep(1500)
print(wdt.feed())
