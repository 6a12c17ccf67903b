# Rule 10: at a soft reset the sources stop first, what is queued is discarded,
# and a handler that runs gets an exception. The next life hears nothing of it.
#
# SPDX-License-Identifier: MIT
import sys
import time
import machine
from machine import Pin, Timer
from tocsin import board, irq

try:
    open(sys.argv[1]).close()
    life = 2
except OSError:
    open(sys.argv[1], "w").close()
    life = 1
print("life", life, "posted", irq.stats()["posted"], irq.stats()["sources"])


def sleeper(alarm):
    print("handler begins")
    try:
        time.sleep(1000)
    except BaseException as error:
        print("handler gets", type(error).__name__)
        raise
    finally:
        print("finally")


def never(arg):
    print("a message of an earlier life:", arg)


if life == 1:
    Timer.Alarm(sleeper, ms=1)
    time.sleep_ms(2)
    # Queued behind it, armed, pressed and held back: nothing of it may come.
    Timer.Alarm(never, ms=1, arg="queued alarm")
    Timer.Alarm(never, ms=20, arg="armed alarm")
    Timer.Alarm(never, ms=3, arg="periodic alarm", periodic=True)
    Pin("P9", Pin.IN).callback(Pin.IRQ_RISING, never, "pin")
    board.drive("P9", 1)
    time.sleep_ms(10)
    print("queued", irq.stats()["queued"])
    machine.disable_irq()
    board.press("P9", after_ms=20)
    machine.soft_reset()

# The press is of the world outside and still comes; nobody listens.
time.sleep(1)
print("posted", irq.stats()["posted"], Pin.module.P9)
# Names begin anew, and interrupts are on.
Timer.Alarm(lambda alarm: print(irq.event().source, irq.event().seq), ms=1)
time.sleep_ms(2)
