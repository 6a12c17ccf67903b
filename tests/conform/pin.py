# Pins: the world drives P9, the program P10, and P11 is an open drain.
#
# SPDX-License-Identifier: MIT
import time
from machine import Pin
from tocsin import board, irq

# Where the lines of the guest's chip are, by pin.
LINES = {"P9": 3, "P10": 4, "P11": 5}
LINE = "/dev/gpio-sim/sim_gpio%d/%s"
LIMIT_MS = 10000

try:
    board.read("P9")
    simulated = True
except ValueError:
    simulated = False

seen = []


def drive(pin, level):
    if simulated:
        board.drive(pin, level)
    else:
        with open(LINE % (LINES[pin], "pull"), "w") as file:
            file.write("pull-up" if level else "pull-down")


def outside(pin):
    if simulated:
        return board.read(pin)
    with open(LINE % (LINES[pin], "value")) as file:
        return int(file.read())


def wait_for(count):
    waited_ms = 0
    while len(seen) < count and waited_ms < LIMIT_MS:
        time.sleep_ms(1)
        waited_ms += 1


def told(pin):
    event = irq.event()
    seen.append((event.edge, event.level, event.seq))


def edges(levels, expected):
    seen.clear()
    for level in levels:
        before = len(seen)
        drive("P9", level)
        if before < expected:
            wait_for(min(before + 1, expected))
    time.sleep_ms(5)
    print(seen)


print("levels")
p9 = Pin("P9", Pin.IN)
for level in (0, 1, 0):
    drive("P9", level)
    print(p9(), p9.value())

print("outputs")
p10 = Pin("P10", Pin.OUT, value=1)
print(p10(), outside("P10"))
for level in (0, 1):
    p10(level)
    print(p10(), outside("P10"))
p10.toggle()
print(p10(), outside("P10"))
p10.mode(Pin.IN)
p10.mode(Pin.OUT)
print(p10(), outside("P10"))

print("an open drain")
p11 = Pin("P11", Pin.OPEN_DRAIN, Pin.PULL_UP, value=1)
print(p11())
p11(0)
print(p11())
p11(1)
p11.mode(Pin.IN)
for level in (1, 0):
    drive("P11", level)
    print(p11())

print("both edges")
p9.callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, told)
edges((1, 0, 1, 0), 4)

print("one")
p9.callback(Pin.IRQ_RISING, told)
edges((1,), 1)
p9.callback(Pin.IRQ_FALLING, told)
edges((0,), 1)

print("none")
p9.callback(0)
edges((1, 0), 0)

print("with the output as it was", p10(), outside("P10"))

print("as others have it")
p9.irq(told, Pin.IRQ_RISING)
edges((1,), 1)
drive("P9", 0)

print("the times go up, and the level is that after the edge")
times = []
levels = []


def timed(pin):
    times.append(irq.event().time_us)
    levels.append(irq.event().level)
    seen.append(None)


p9.callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, timed)
seen.clear()
start = time.ticks_us()
for i in range(20):
    drive("P9", 1 - i % 2)
    wait_for(i + 1)
    time.sleep_ms(1)
print(times == sorted(times), start <= times[0], times[-1] <= time.ticks_us(), levels == [1, 0] * 10)

print("a level, until it is gone")
p9.callback(0)
seen.clear()


def held(pin):
    told(pin)
    if len(seen) == 3:
        drive("P9", 0)


drive("P9", 1)
p9.callback(Pin.IRQ_HIGH_LEVEL, held)
wait_for(3)
time.sleep_ms(5)
print([event[:2] for event in seen])
drive("P9", 1)
wait_for(4)
p9.callback(0)
print([event[:2] for event in seen[3:4]])

print("what does not stay is none")
drive("P9", 0)
seen.clear()
p9.callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, told, debounce_us=200000)
drive("P9", 1)
drive("P9", 0)
drive("P9", 1)
wait_for(1)
time.sleep_ms(5)
print([event[:2] for event in seen], p9())
p9.callback(0)
