# Rule 12: event() inside a handler has source, time_us, edge, level, seq and
# missed; outside, and in other threads, there is none.
#
# SPDX-License-Identifier: MIT
import time
import _thread
from machine import Pin, Timer
from tocsin import board, irq

print("outside", irq.event())


def on_pin(pin):
    event = irq.event()
    print(event)
    print(event.source, event.time_us - start, event.edge, event.level, event.seq, event.missed)
    _thread.start_new_thread(lambda: print("in a thread", irq.event()), ())
    time.sleep_ms(1)
    print("the same after a pause", irq.event() == event)


def on_alarm(alarm):
    event = irq.event()
    print(event.source, event.time_us - start, event.edge, event.level, event.seq, event.missed)


pin = Pin("P9", Pin.IN)
pin.callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, on_pin)
start = 0
board.drive("P9", 1)
time.sleep_ms(10)
start = time.ticks_us()
alarm = Timer.Alarm(on_alarm, ms=5, periodic=True)
timer = Timer(-1, period=8, callback=on_alarm)
time.sleep_ms(16)
print("outside", irq.event())
timer.deinit()
time.sleep_ms(4)
alarm.cancel()
