# run: tocsin --virtual-time examples/chrono.py
#
# Timer.Chrono is a stopwatch: laps while it runs, and a pause.
#
# SPDX-License-Identifier: MIT
import time
from machine import Timer

watch = Timer.Chrono()
watch.start()
time.sleep(1.25)
lap = watch.read()
time.sleep(1.5)
watch.stop()
total = watch.read()
print("first lap  %.3f s" % lap)
print("second lap %.3f s" % (total - lap))
print("together   %.3f s" % total)

time.sleep(10)
print("stopped, it does not count: %.0f ms" % watch.read_ms())
watch.start()
time.sleep_us(250)
print("and goes on: %.0f us" % watch.read_us())
watch.reset()
time.sleep_ms(5)
print("from 0 again: %.3f s" % watch.read())
