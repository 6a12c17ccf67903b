# run: tocsin --virtual-time --attach can0=loop examples/can_sensor.py
#
# A node that sends a measured value each 100 ms and takes what comes from an
# interrupt. Here the other node is a loop: it acknowledges and sends back.
# Between two boards: --attach can0=bus,name=vehicle for both of them.
#
# SPDX-License-Identifier: MIT
import struct
import time
from machine import CAN

TEMPERATURE = 0x120


def on_frame(can):
    while True:
        frame = can.recv()
        if frame is None:
            break
        value, number = struct.unpack("<hB", frame.data)
        print("frame", number, "id", hex(frame.id), "temperature", value / 10)


can = CAN(mode=CAN.NORMAL, baudrate=500000, frame_format=CAN.FORMAT_STD)
print(can)
can.soft_filter(CAN.FILTER_RANGE, [(0x100, 0x1FF)])
can.callback(CAN.RX_FRAME, on_frame)

for number in range(3):
    can.send(TEMPERATURE, data=struct.pack("<hB", 215 + number, number))
    can.send(0x700, data=b"other")
    time.sleep_ms(100)
print("rejected", can.counts().filtered)
