# pycom.wdt_on_boot(): a watchdog that runs before the program does.
#
# SPDX-License-Identifier: MIT
import machine
import pycom
import time

starts = pycom.nvs_get("starts", 0)
pycom.nvs_set("starts", starts + 1)
begin = time.ticks_ms()
print("start", starts, "at", begin, pycom.wdt_on_boot())
if starts == 0:
    # It takes effect at the next start, and needs a time.
    pycom.wdt_on_boot(True)
    time.sleep(100)
    machine.reset()
if starts == 1:
    time.sleep(100)
    pycom.wdt_on_boot_timeout(5000)
    pycom.wdt_on_boot(True)
    machine.reset()
if starts == 2:
    time.sleep_ms(4999)
    print("a last moment at", time.ticks_ms())
    time.sleep_ms(1)
    print("not to be seen")
if starts == 3:
    # A soft reset does not stop it, and does not start it anew.
    time.sleep(2)
    machine.soft_reset()
if starts == 4:
    time.sleep(4)
    print("not to be seen")
if starts == 5:
    # WDT is the same watchdog.
    wdt = machine.WDT(timeout=9000)
    time.sleep(8)
    wdt.feed()
    pycom.wdt_on_boot(False)
    machine.reset()
time.sleep(100)
print("the end")
