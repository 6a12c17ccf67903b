# RMT: the carrier of an infrared remote control is in the pulses.
#
# SPDX-License-Identifier: MIT
from machine import RMT, Timer

tx = RMT(channel=4, gpio="P20", tx_idle_level=0, tx_carrier=(100000, 30, RMT.HIGH))
rx = RMT(channel=5, gpio="P21", rx_idle_threshold=2000)


def send(*args, **kwargs):
    Timer.Alarm(lambda alarm: tx.pulses_send(*args, **kwargs), ms=1)
    print(rx.pulses_get())


# 10 us, of which 3 high: two and a half periods, a pause, one period.
send((25, 40, 10), start_level=1)
# On the low level its active part is low.
tx.init(gpio="P20", tx_idle_level=1, tx_carrier=(100000, 30, RMT.LOW))
send((25, 40, 10), start_level=0)
# All of the period, and nothing of it.
tx.init(gpio="P20", tx_idle_level=0, tx_carrier=(100000, 100, RMT.HIGH))
send((25, 40, 10), start_level=1)
tx.init(gpio="P20", tx_idle_level=0, tx_carrier=(100000, 0, RMT.HIGH))
Timer.Alarm(lambda alarm: tx.pulses_send((25, 40, 10), start_level=1), ms=1)
print(rx.pulses_get(timeout=10))
# 38 kHz: the parts do not add up to a drift.
rx.init(gpio="P21", rx_idle_threshold=20000)
tx.init(gpio="P20", tx_idle_level=0, tx_carrier=(38000, 50, RMT.HIGH))
Timer.Alarm(lambda alarm: tx.pulses_send(1000, (1,)), ms=1)
got = rx.pulses_get()
print(len(got), got[:4], sum([us for level, us in got]))
