# run: tocsin --virtual-time --wire P20=P21 examples/rmt_ws2812.py
#
# Colours for a chain of WS2812 LEDs: each bit is a pulse of 1.25 us, long high
# for a 1, short high for a 0. In the place of the LEDs another channel receives
# what is on the wire and reads the bits back.
#
# SPDX-License-Identifier: MIT
from machine import RMT, Timer

BIT = {0: (4, 9), 1: (8, 5)}  # of 100 ns: high, low
colours = [(255, 0, 0), (0, 128, 0), (1, 2, 3)]

leds = RMT(channel=2, gpio="P20", tx_idle_level=RMT.LOW)
wire = RMT(channel=3, gpio="P21", rx_idle_threshold=500)


def show(colours):
    durations = ()
    for red, green, blue in colours:
        for byte in (green, red, blue):
            for bit in range(7, -1, -1):
                durations += BIT[byte >> bit & 1]
    leds.pulses_send(durations, start_level=RMT.HIGH)


for colour in colours:
    Timer.Alarm(lambda alarm: show([colour]), ms=1)
    pulses = wire.pulses_get()
    grb = 0
    for level, duration in pulses:
        if level == 1:
            grb = grb << 1 | (duration > 6)
    print(colour, len(pulses), pulses[:2], (grb >> 8 & 255, grb >> 16, grb & 255))
leds.deinit()
