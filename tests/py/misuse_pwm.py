# Every exception of machine.PWM.
from machine import PWM
from tocsin import board


def attempt(what, *args, **kwargs):
    try:
        print(what(*args, **kwargs))
    except Exception as e:
        print(type(e).__name__, e.args)


print("the constructor")
attempt(PWM)
attempt(PWM, 0)
attempt(PWM, 4, 1000)
attempt(PWM, -1, 1000)
attempt(PWM, 0, 78001)
attempt(PWM, 0, -5)
attempt(PWM, 0, 78000)
attempt(PWM, 0, 0)
attempt(PWM, 0, 1000.5)
attempt(PWM, 0, 1000, 1)
attempt(PWM, 0, freq=1000)

pwm = PWM(0, 1000)
print("init")
attempt(pwm.init)
attempt(pwm.init, 78001)
attempt(pwm.init, "fast")

print("channels")
attempt(pwm.channel)
attempt(pwm.channel, 0)
attempt(pwm.channel, 0, "P9")
attempt(pwm.channel, 8, pin="P9")
attempt(pwm.channel, -1, pin="P9")
attempt(pwm.channel, 0, pin="P77")
attempt(pwm.channel, 0, pin=9)
attempt(pwm.channel, 0, pin="P13")
attempt(pwm.channel, 0, pin="P9", duty_cycle="half")
print(board.pwm("P9"))
channel = pwm.channel(0, pin="P9")
attempt(channel.duty_cycle)
attempt(channel.duty_cycle, None)
attempt(channel.duty_cycle, value=0.3)
attempt(type(channel))
for name in ("freq", "duty", "deinit"):
    attempt(lambda: getattr(pwm, name))
print(board.pwm("P9"))
