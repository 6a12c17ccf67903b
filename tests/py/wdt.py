# A watchdog that is fed is content; one that is not resets the chip.
import machine
import time
from machine import WDT

print(time.ticks_ms(), machine.reset_cause())
if machine.reset_cause() == machine.WDT_RESET:
    # The reset stopped it.
    time.sleep(10)
    print(time.ticks_ms())
    # One that runs when the program is over does not keep it alive.
    WDT(timeout=60000)
    raise SystemExit(3)
wdt = WDT(timeout=2000)
print(wdt, WDT(0, 2000) is wdt)
for i in range(5):
    time.sleep_ms(1900)
    print(wdt.feed())
print(wdt.init(500))
time.sleep_ms(400)
wdt.init(timeout=1000)
# It does not count while the chip sleeps.
machine.sleep(5000)
time.sleep_ms(999)
print("still here at", time.ticks_ms())
time.sleep_ms(1)
print("not to be seen")
