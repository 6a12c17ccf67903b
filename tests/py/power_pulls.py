# In deep sleep pads lose their pulls, unless asked for; held ones stay.
import machine
import time
from machine import Pin
from tocsin import board

rtc = machine.RTC()
stage = len(rtc.memory())
print("stage", stage, machine.wake_reason()[0], board.read("P10"), board.read("P20"))
rtc.memory(b"z" * (stage + 1))
if stage == 0:
    # The pull-up keeps the button's line high, the press at 1 s pulls it down.
    Pin("P10", Pin.IN, Pin.PULL_UP)
    led = Pin("P20", Pin.OUT, value=1)
    led.hold(True)
    machine.pin_sleep_wakeup(["P10"], machine.WAKEUP_ALL_LOW, enable_pull=True)
    machine.deepsleep(5000)
elif stage == 1:
    time.sleep(1)
    led = Pin("P20")
    print(led.hold())
    led.hold(False)
    print(board.read("P20"))
    Pin("P10", Pin.OUT, value=1)
    machine.pin_sleep_wakeup(("P10",), machine.WAKEUP_ANY_HIGH)
    # The pad lets go, and the line stays high as nothing pulls it down.
    machine.deepsleep(5000)
