# What Pycom's time functions refuse.
import time


def show(fn, *args):
    try:
        print(fn(*args))
    except Exception as e:
        print(type(e).__name__, e)


show(time.mktime, (2000, 1, 1))
show(time.mktime, (1,) * 10)
show(time.mktime, 5)
show(time.localtime, 1.5)
show(time.localtime, "now")
show(time.timezone, "UTC")
show(time.timezone, 1, 2)
show(time.sleep, -1)
show(time.ticks_diff, 1)
show(time.ticks_diff, 1, None)
