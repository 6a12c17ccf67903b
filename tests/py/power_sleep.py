# Light sleep: execution goes on, no handler runs meanwhile, pads wake it.
import machine
import time
from machine import Pin, Timer

log = []
alarm = Timer.Alarm(lambda alarm: log.append(time.ticks_ms()), ms=300)
before = time.ticks_ms()
print(machine.sleep(1000), time.ticks_ms() - before, log)
time.sleep_ms(1)
print("its handler ran at", log)

machine.pin_sleep_wakeup([Pin("P10", Pin.IN, Pin.PULL_DOWN)], machine.WAKEUP_ANY_HIGH)
machine.sleep(60000)
print("woken at", time.ticks_ms(), machine.wake_reason())
machine.sleep(60000, True)
print("the level still holds:", time.ticks_ms())
time.sleep(1)
machine.sleep()
print("woken at", time.ticks_ms())
time.sleep(1)
# Nothing is to come any more.
machine.sleep()
print("not to be seen")
