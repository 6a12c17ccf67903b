# Rule 4: a handler may allocate, collect garbage, import and sleep; while it
# sleeps the main program runs.
#
# SPDX-License-Identifier: MIT
import gc
import time
from machine import Timer

done = False


def handler(alarm):
    global done
    import json

    data = [{"n": n, "text": "x" * n} for n in range(500)]
    gc.collect()
    data = json.loads(json.dumps(data))
    print("handler allocated", len(data), sum(len(one["text"]) for one in data))
    began = time.ticks_ms()
    time.sleep(0.5)
    print("handler slept", time.ticks_diff(time.ticks_ms(), began))
    done = True


Timer.Alarm(handler, ms=10)
ticks = 0
while not done:
    time.sleep_ms(10)
    ticks += 1
print("main ran", ticks >= 49)
