# CAN: a node acknowledges each frame and sends it back.
#
# SPDX-License-Identifier: MIT
import _thread
from machine import CAN

can = CAN(mode=CAN.NORMAL, baudrate=500000, frame_format=CAN.FORMAT_BOTH, rx_queue_len=8)
print(can)
print("every kind of frame")
print(can.send(0x12, data=b"123"), can.recv(timeout=5))
print(can.send(0x12345, rtr=True, extended=True), can.recv(timeout=5))
print(can.send(0x7FF, data=bytes(range(8))), can.recv(timeout=5))
print(can.send(0x1FFFFFFF, data=b"\x00", extended=True), can.recv(timeout=5))
print(can.send(0x5, rtr=True), can.recv(timeout=5))
print(can.recv(timeout=0))

came = _thread.allocate_lock()
came.acquire()
wanted = 0
calls = []


def on_event(port):
    calls.append(port.events())
    if len(calls) == wanted:
        came.release()


# Whether a frame came while another waited is chance, so each is taken.
print("a handler is called for each frame")
got = []


def on_frame(arg):
    got.append((arg, can.recv().id))
    if len(got) == 3:
        came.release()


can.callback(CAN.RX_FRAME, on_frame, "mine")
for i in range(3):
    can.send(i, data=b"x")
came.acquire()
print(got)

print("what passes the filters")


def echoed(*ids):
    got.clear()
    can.callback(CAN.RX_FRAME, lambda _: got.append(can.recv().id) or (got[-1] == 0x400 and came.release()))
    for frame_id in ids:
        can.send(frame_id, data=b"f")
    can.send(0x400, data=b"last")
    came.acquire()
    print(got)


can.soft_filter(CAN.FILTER_LIST, [0x101, 0x103, 0x400])
echoed(0x100, 0x101, 0x102, 0x103)
can.soft_filter(CAN.FILTER_RANGE, [(0x101, 0x102), (0x400, 0x400)])
echoed(0x100, 0x101, 0x102, 0x103)
can.soft_filter(CAN.FILTER_MASK, [(0x100, 0x7FD), (0x400, 0x7FF)])
echoed(0x100, 0x101, 0x102, 0x103)
can.soft_filter(CAN.FILTER_LIST, None)
echoed(0x100)

# The line on stderr comes with a call that follows, before the next print.
print("a full queue")
can.callback(None)
can.events()
wanted = 9
can.callback(CAN.RX_FRAME, on_event)
for i in range(9):
    can.send(i, data=b"y")
came.acquire()
can.callback(None)
seen = 0
for events in calls:
    seen |= events
kept = [can.recv().id for _ in range(8)]
print(len(calls), seen == CAN.RX_FRAME | CAN.RX_FIFO_NOT_EMPTY | CAN.RX_FIFO_OVERRUN)
print(kept, can.recv())

print("one format only")
can.init(mode=CAN.NORMAL, baudrate=500000, frame_format=CAN.FORMAT_EXT)
can.send(0x11, data=b"standard")
can.send(0x22, data=b"extended", extended=True)
print(can.recv(timeout=5))
print(can.counts())
can.deinit()
try:
    can.send(1, data=b"1")
except OSError as error:
    print(error)
