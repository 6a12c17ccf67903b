# Waits that are longer than 32 bits of nanoseconds, 4.3 s, whatever the width of
# the machine's words is.
import select
import time
from machine import CAN, Timer, UART


def took(what, *args):
    before = time.ticks_ms()
    what(*args)
    print(time.ticks_diff(time.ticks_ms(), before))


took(time.sleep, 5)
took(time.sleep_ms, 5000)
took(time.sleep_us, 5000000)
took(Timer.sleep_us, 5000000)
uart = UART(1, 1000000)
poll = select.poll()
poll.register(uart, select.POLLIN)
took(poll.poll, 5000)
took(lambda: select.select([uart], [], [], 5))
took(lambda: CAN(baudrate=500000).recv(timeout=5))

alarms = []
for make in (lambda: Timer.Alarm(alarms.append, s=5, arg=1), lambda: Timer.Alarm(alarms.append, ms=5000, arg=2),
             lambda: Timer.Alarm(alarms.append, us=5000000, arg=3)):
    make()
time.sleep_ms(4999)
print(alarms)
time.sleep_ms(2)
print(alarms)
