# PWM: channels at pins, with the frequency of their timer. What is put out is
# what the program asked for, whoever has the channels.
#
# SPDX-License-Identifier: MIT
from machine import PWM
from tocsin import board

pwm = PWM(0, frequency=1000)
one = pwm.channel(0, pin="P9", duty_cycle=0.25)
print(board.pwm("P9"))
for duty in (0.75, 0, 1, 0.5):
    one.duty_cycle(duty)
    print(board.pwm("P9"))

print("faster, slower")
for hz in (50000, 50, 1000):
    pwm.init(frequency=hz)
    print(board.pwm("P9"))

print("two on one timer, then on another")
two = pwm.channel(1, pin="P10", duty_cycle=0.1)
pwm.init(frequency=2000)
print(board.pwm("P9"), board.pwm("P10"))
other = PWM(1, frequency=440)
two = other.channel(1, pin="P10", duty_cycle=0.9)
print(board.pwm("P9"), board.pwm("P10"))

print("a channel goes to another pin, and a pin to another channel")
one = pwm.channel(0, pin="P11")
print(board.pwm("P9"), board.pwm("P11"))
two = pwm.channel(2, pin="P10", duty_cycle=0.3)
print(board.pwm("P10"))
two = pwm.channel(2, pin="P9", duty_cycle=0.3)
print(board.pwm("P9"), board.pwm("P10"))
