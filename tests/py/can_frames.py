# Frames there and back: formats, filters, the queue, events and time.
#
# SPDX-License-Identifier: MIT
import time
from machine import CAN

can = CAN(baudrate=500000, frame_format=CAN.FORMAT_BOTH, rx_queue_len=3)
print(can.recv())
print(can.send(0x12, data=b"123"), can.recv())
print(can.send(0x12, data=7), can.recv())
print(can.send(0x7FF, rtr=True), can.recv())
print(can.send(0x1FFFFFFF, data="12345678", extended=True), can.recv(None))
print("events", can.events(), can.events())

begin = time.ticks_us()
can.send(1, data=b"12345678")
print("8 bytes took", time.ticks_diff(time.ticks_us(), begin), "us")
print(can.recv(0).id)
begin = time.ticks_ms()
print(can.recv(0.25), time.ticks_diff(time.ticks_ms(), begin), "ms")


def passed(ids, extended=False):
    got = []
    for id in ids:
        can.send(id, data=0, extended=extended)
        frame = can.recv()
        if frame:
            got.append(frame.id)
    return got


can.soft_filter(CAN.FILTER_LIST, [1, 3])
print(passed(range(5)))
can.soft_filter(CAN.FILTER_RANGE, [(2, 3), (7, 7)])
print(passed(range(9)))
can.soft_filter(CAN.FILTER_MASK, [(0x105, 0x00F)])
print(passed([0x005, 0x105, 0x7F5, 0x7F4]))
can.events()
passed([0x7F4])
print("of what is rejected:", can.events())
can.soft_filter(CAN.FILTER_MASK, None)
print(passed([0x7F4]))

can.init(CAN.NORMAL, 500000, rx_queue_len=2)
print("standard only:", passed([1], True), passed([1]))
can.init(CAN.NORMAL, 500000, frame_format=CAN.FORMAT_EXT, rx_queue_len=2)
print("extended only:", passed([1], True), passed([1]))
can.init(CAN.NORMAL, 500000, rx_queue_len=2)
can.events()
before = can.counts().overruns
seen = []
for id in range(3):
    can.send(id, data=0)
    seen.append(can.events())
print("overrun", seen, can.counts().overruns - before, can.recv().id, can.recv().id, can.recv())

def drain():
    ids = []
    frame = can.recv()
    while frame:
        ids.append(hex(frame.id))
        frame = can.recv()
    return ids


calls = []


def on_frame(which):
    calls.append((which, can.events(), drain()))


can.callback(CAN.RX_FRAME, on_frame)
can.send(5, data=0)
time.sleep_ms(1)
can.callback(CAN.RX_FRAME, on_frame, "arg")
can.send(6, data=0)
time.sleep_ms(1)
can.callback(CAN.RX_FIFO_OVERRUN, on_frame, 0)
for id in range(3):
    can.send(id, data=0)
time.sleep_ms(1)
can.callback(CAN.RX_FRAME, None)
can.send(7, data=0)
time.sleep_ms(1)
for call in calls:
    print("can" if call[0] is can else call[0], call[1:])
