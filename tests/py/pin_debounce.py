# A level counts when it stayed for debounce_us; each change begins the time anew.
import time
from machine import Pin
from tocsin import board, irq

pin = Pin("P9", Pin.IN)
start = time.ticks_us()


def told(pin):
    event = irq.event()
    print(event.time_us - start, event.edge, event.level, "now", pin())


def bounce(levels, every_ms=1):
    for level in levels:
        board.drive("P9", level)
        time.sleep_ms(every_ms)


print("both edges")
pin.callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, told, debounce_us=5000)
bounce((1, 0, 1, 0, 1))
time.sleep_ms(20)

print("a glitch is none")
bounce((0, 1))
time.sleep_ms(20)

print("nor is what ends when the time is over")
bounce((0, 1), 5)
time.sleep_ms(20)

print("one that stays a little longer is")
bounce((0, 1), 6)
time.sleep_ms(20)

print("only rising")
pin.irq(told, Pin.IRQ_RISING, debounce_us=2000)
bounce((0, 1, 0), 10)
time.sleep_ms(20)

print("a level")
pin.callback(Pin.IRQ_HIGH_LEVEL, lambda pin: (told(pin), board.drive("P9", 0)), debounce_us=3000)
bounce((1, 0, 1))
time.sleep_ms(20)

print("cancelled meanwhile")
pin.callback(Pin.IRQ_RISING, told, debounce_us=3000)
board.drive("P9", 1)
time.sleep_ms(1)
pin.callback(0)
time.sleep_ms(20)
print("pending", board.pending())

print("without it again")
board.drive("P9", 0)
pin.callback(Pin.IRQ_RISING, told)
bounce((1, 0, 1))

for wrong in (-1, 1 << 30):
    try:
        pin.callback(Pin.IRQ_RISING, told, debounce_us=wrong)
    except ValueError as error:
        print(error)
pin.callback(0)
