# A program goes through deep sleeps; what it knows of the earlier ones is in
# the memory of the RTC.
import machine
import time

print(
    "boot at %d ms, cause %d, woken by %s, %d ms early, memory %s, day %d"
    % (
        time.ticks_ms(),
        machine.reset_cause(),
        machine.wake_reason(),
        machine.remaining_sleep_time(),
        machine.RTC().memory(),
        machine.RTC().now()[2],
    )
)
rtc = machine.RTC()
boots = len(rtc.memory())
rtc.memory(b"z" * (boots + 1))
if boots == 0:
    # The time is kept as well; what the program stores otherwise is not.
    rtc.init((2030, 5, 17))
    kept = 1
    try:
        machine.deepsleep(5000)
    finally:
        print("nothing of the program runs any more")
if boots == 1:
    print("kept" in globals())
    machine.pin_sleep_wakeup(["P10", "P9"], machine.WAKEUP_ANY_HIGH)
    machine.deepsleep(60000)
if boots == 2:
    # A level that holds already wakes at once.
    machine.pin_sleep_wakeup(["P13", "P14"], machine.WAKEUP_ALL_LOW)
    machine.deepsleep()
if boots == 3:
    # An earlier sleep(ms) leaves the timer set.
    machine.sleep(700)
    machine.deepsleep()
print("asleep for ever")
machine.deepsleep()
