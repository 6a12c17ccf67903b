# In real time it ends a loop that never gives up the processor, whatever it
# catches.
import machine
from machine import WDT

if machine.reset_cause() == machine.WDT_RESET:
    print("reset by the watchdog")
else:
    WDT(timeout=200)
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
