# Nobody acknowledges: the frame stays in the transmitter, the next ones wait,
# and go in the order of their ids when there is somebody.
#
# SPDX-License-Identifier: MIT
import _thread
import time
from machine import CAN
from tocsin import board


def drain():
    ids = []
    frame = can.recv()
    while frame:
        ids.append(hex(frame.id))
        frame = can.recv()
    return ids


can = CAN(baudrate=500000)
print(can.send(0x100, data=b"first"), can.counts().unanswered, can.counts().sent)
for id in (0x300, 0x200, 0x201):
    _thread.start_new_thread(can.send, (id,), {"data": 1})
time.sleep_ms(5)
print(can.recv())
board.attach("can0=loop")
time.sleep_ms(5)
print(drain(), can.counts().sent)

board.detach("loop")
can.send(1, data=1)
failed = []


def send():
    try:
        can.send(2, data=1)
    except OSError as error:
        failed.append(error)


_thread.start_new_thread(send, ())
time.sleep_ms(5)
can.deinit()
time.sleep_ms(5)
print(failed)
