# run: tocsin --virtual-time --wire P9=P10 examples/pwm_fade.py
#
# A lamp at P9 that fades in. P10 is wired to it and measures how long each
# pulse is high, as an interrupt handler sees it.
import time
from machine import PWM, Pin
from tocsin import irq

rose_us = 0
widths = []


def edge(pin):
    global rose_us
    event = irq.event()
    if event.level:
        rose_us = event.time_us
    else:
        widths.append(event.time_us - rose_us)


lamp = PWM(0, frequency=1000).channel(0, pin="P9", duty_cycle=0)
probe = Pin("P10", Pin.IN)
probe.callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, edge)
for percent in (10, 25, 50, 90):
    lamp.duty_cycle(percent / 100)
    widths.clear()
    time.sleep_ms(5)
    print(percent, "%:", widths)
lamp.duty_cycle(0)
