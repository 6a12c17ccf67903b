# reset() is a new start: the cause is that of a watchdog, as on the original,
# and neither the heap nor the RTC's memory nor a set clock is left.
import machine
import os
import sys
import time

# Virtual time goes on over a reset; it tells the starts apart.
started = time.ticks_ms()
rtc = machine.RTC()
print(started, machine.reset_cause(), machine.wake_reason(), rtc.memory(), rtc.now()[0])
rtc.memory(b"gone at a reset")
rtc.init((2040, 1, 1))
time.sleep(1)
if started < 1000:
    try:
        machine.reset()
    except BaseException:
        print("not to be seen")
    finally:
        print("not to be seen either")
if started < 2000:
    # From an interrupt, while the program is busy.
    machine.Timer.Alarm(lambda alarm: machine.reset(), ms=500)
    while True:
        time.sleep_ms(100)
if started < 3000:
    import _thread

    def other():
        time.sleep_ms(250)
        machine.reset()

    _thread.start_new_thread(other, ())
    try:
        time.sleep(10)
    except Exception:
        print("no exception that a program catches")
if started < 4000:
    # In the middle of C code that calls back.
    sorted([3, 1, 2], key=lambda item: machine.reset())
print("done")
