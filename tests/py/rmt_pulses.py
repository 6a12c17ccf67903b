# RMT: what one channel sends over a wire another one receives, in the units of
# each; thresholds, bursts, timeouts.
#
# SPDX-License-Identifier: MIT
import _thread
import time
from machine import Pin, RMT, Timer

tx = RMT(channel=3, gpio="P20", tx_idle_level=RMT.LOW)
rx = RMT(channel=2, gpio="P21", rx_idle_threshold=1000)
print(tx, rx, RMT(channel=2) is rx)


def later(ms, *args, **kwargs):
    Timer.Alarm(lambda alarm: tx.pulses_send(*args, **kwargs), ms=ms)


# The ways to say what is sent. The last low ends in the idle level.
later(1, 100, (1, 0, 1, 0))
print(rx.pulses_get())
later(1, (1, 20, 300), (1, 0, 1))
print(rx.pulses_get())
later(1, 50, 5, start_level=RMT.HIGH)
print(rx.pulses_get())
later(1, (40, 50, 60), 3, start_level=1)
print(rx.pulses_get())
later(1, (40, 50, 60), start_level=0)
print(rx.pulses_get())
later(1, (9,), (1,))
print(rx.pulses_get())
# Two pulses of one level are one; a length of 0 ends it.
later(1, (7, 8, 9, 0, 5), (1, 1, 0, 1, 1))
print(rx.pulses_get())

# Sending waits until the last pulse has ended, and lets others run.
seen = []
Timer.Alarm(lambda alarm: seen.append(time.ticks_us()), us=1500)
start = time.ticks_us()
tx.pulses_send(10000, (1, 0, 1))
print("sent in", time.ticks_diff(time.ticks_us(), start), "us; meanwhile",
      time.ticks_diff(seen[0], start))
start = time.ticks_us()
tx.pulses_send(10000, (1, 0, 1), wait_tx_done=False)
print("begun in", time.ticks_diff(time.ticks_us(), start), "us")
tx.pulses_send(10000, (1, 0, 1))
print("both sent in", time.ticks_diff(time.ticks_us(), start), "us")

# The other resolutions.
for channel, unit in ((5, "1 us"), (7, "3.125 us")):
    rx.init(gpio="P21", rx_idle_threshold=32000)
    slow = RMT(channel=channel)
    tx.deinit()
    slow.init(gpio="P20", tx_idle_level=0)
    Timer.Alarm(lambda alarm: slow.pulses_send((32, 64, 96), (1, 0, 1)), ms=1)
    print(unit, rx.pulses_get())
    slow.deinit()
tx.init(gpio="P20", tx_idle_level=0)

# A filter: what is shorter is not seen.
rx.init(gpio="P21", rx_idle_threshold=1000, rx_filter_threshold=31)
later(1, (100, 30, 100, 31, 100), start_level=1)
print("filtered", rx.pulses_get())
rx.init(gpio="P21", rx_idle_threshold=1000)

# Idle: the burst is over when the threshold has passed, not before.
later(1, (10, 999, 10, 1000, 10), start_level=1)
start = time.ticks_us()
print("idle", rx.pulses_get(), time.ticks_diff(time.ticks_us(), start), "us")
time.sleep_ms(1)

# More pulses than one burst has: it goes on with the next one.
later(1, 10, 3, start_level=1)
later(2, 20, 3, start_level=1)
later(3, 30, 3, start_level=1)
print("five", rx.pulses_get(pulses=5))
time.sleep_ms(5)

# With a timeout only one burst is fetched, or nothing.
later(1, 10, 3, start_level=1)
later(2, 20, 3, start_level=1)
print("one burst", rx.pulses_get(pulses=5, timeout=10))
time.sleep_ms(5)
start = time.ticks_us()
print("none", rx.pulses_get(timeout=7), time.ticks_diff(time.ticks_us(), start), "us")
later(1, 30000, 3, start_level=1)
print("not over", rx.pulses_get(timeout=3))
print("no pulses wanted", rx.pulses_get(pulses=0))
time.sleep_ms(20)

# 128 pulses of a burst; the rest is dropped.
later(1, 10, 200, start_level=1)
got = rx.pulses_get()
print("long", len(got), got[:2], got[-1])

# A thread receives while the main program sends.
received = []
lock = _thread.allocate_lock()
lock.acquire()


def receive():
    received.append(rx.pulses_get())
    lock.release()


_thread.start_new_thread(receive, ())
time.sleep_ms(1)
tx.pulses_send((4, 3, 2, 1), start_level=1)
lock.acquire()
print("thread", received)

# The pin between two transmissions, and after them.
pin = Pin("P20")
tx.init(gpio="P20", tx_idle_level=RMT.HIGH)
print("idle high", Pin("P21").value())
tx.pulses_send(100, (1, 0))
print("idle high", Pin("P21").value())
tx.pulses_send(30000, (0,), wait_tx_done=False)
print("pulse", Pin("P21").value())
tx.deinit()
tx.deinit()
print("the latch again", Pin("P21").value(), tx)
