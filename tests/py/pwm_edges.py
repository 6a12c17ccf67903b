# Edges of a channel at the time they should have, through a wire to a pin that
# interrupts; and levels where nobody watches.
import time
from machine import PWM, Pin
from tocsin import board, irq

edges = []


def edge(pin):
    event = irq.event()
    edges.append((event.time_us - begin, event.level))


def show(ms):
    global begin
    begin = time.ticks_us()
    edges.clear()
    time.sleep_ms(ms)
    print(edges)


pwm = PWM(0, frequency=1000)
channel = pwm.channel(0, pin="P9", duty_cycle=0.25)
print(pwm, channel, pwm is PWM(0, 1000), channel is pwm.channel(0, pin="P9", duty_cycle=0.25))
print(board.pwm("P9"), board.pwm("P10"))

print("nobody watches: levels only")
pin = Pin("P10", Pin.IN)
levels = []
for _ in range(8):
    levels.append(pin())
    time.sleep_us(250)
print(levels, board.pending())

print("watched")
pin.callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, edge)
show(3)
channel.duty_cycle(0.5)
show(2)
pwm.init(frequency=500)
show(4)
print(pwm.init(0), board.pwm("P9"))

print("always low, always high, beyond")
for duty in (0, 1, -3, 2, 0.999, 0.0):
    channel.duty_cycle(duty)
    show(3)
    print(duty, pin(), board.pwm("P9").duty_cycle)

print("another timer takes the channel, then the pin becomes a pin")
other = PWM(timer=1, frequency=2000)
print(other.channel(0, pin="P9") is channel, board.pwm("P9"))
show(1)
Pin("P9", Pin.OUT, value=1)
print(board.pwm("P9"))
show(2)
print(channel.duty_cycle(0.1), pin())

print("a timer that never ran")
PWM(3, 0).channel(1, pin="P9")
show(2)
print(pin(), board.pwm("P9"))
pin.callback(0)
