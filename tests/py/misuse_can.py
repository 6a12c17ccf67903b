# Every exception and repr of CAN.
#
# SPDX-License-Identifier: MIT
from machine import CAN


def show(what, call):
    try:
        print(what, "gives", call())
    except Exception as error:
        print(what, type(error).__name__, error)


show("CAN()", lambda: CAN())
show("bus 1", lambda: CAN(1, baudrate=500000))
show("mode 2", lambda: CAN(mode=2, baudrate=500000))
show("baudrate 999", lambda: CAN(baudrate=999))
show("baudrate 1000001", lambda: CAN(baudrate=1000001))
show("format 4", lambda: CAN(baudrate=500000, frame_format=4))
show("format -1", lambda: CAN(baudrate=500000, frame_format=-1))
show("pins None", lambda: CAN(baudrate=500000, pins=None))
show("one pin", lambda: CAN(baudrate=500000, pins=("P22",)))
show("pins 7", lambda: CAN(baudrate=500000, pins=7))
show("unknown pin", lambda: CAN(baudrate=500000, pins=("P22", "P99")))
show("queue 0", lambda: CAN(baudrate=500000, rx_queue_len=0))
show("surplus", lambda: CAN(0, CAN.NORMAL, 500000, 1))
show("500 kbit", lambda: CAN(0, CAN.NORMAL, 500000))
show("format 0", lambda: CAN(baudrate=1000, frame_format=0, pins=("P3", "P4")))
show("silent", lambda: CAN(0, CAN.SILENT, 1000000, frame_format=CAN.FORMAT_EXT, rx_queue_len=1))

can = CAN(baudrate=500000)
show("init", lambda: can.init())
show("send nothing", lambda: can.send(1))
show("send no id", lambda: can.send())
show("send by name", lambda: can.send(id=2048, data=b"1"))
show("send id 2048", lambda: can.send(2048, data=b"1"))
show("send id -1", lambda: can.send(-1, data=b"1"))
show("send id 1 << 29", lambda: can.send(1 << 29, data=b"1", extended=True))
show("send b''", lambda: can.send(1, data=b""))
show("send 9 bytes", lambda: can.send(1, data=b"123456789"))
show("send data and rtr", lambda: can.send(1, data=b"1", rtr=True))
show("send float", lambda: can.send(1, data=1.5))
show("send positional", lambda: can.send(1, b"1"))
show("recv '1'", lambda: can.recv("1"))
show("filter mode 3", lambda: can.soft_filter(3, [1]))
show("no filters", lambda: can.soft_filter(CAN.FILTER_LIST, []))
show("33 filters", lambda: can.soft_filter(CAN.FILTER_LIST, [1] * 33))
show("filters 7", lambda: can.soft_filter(CAN.FILTER_LIST, 7))
show("a range of 1", lambda: can.soft_filter(CAN.FILTER_RANGE, [(1,)]))
show("filter None", lambda: can.soft_filter(None))
show("filters None", lambda: can.soft_filter(CAN.FILTER_LIST, None))
show("callback()", lambda: can.callback())
show("callback 7", lambda: can.callback(CAN.RX_FRAME, 7))
show("callback None", lambda: can.callback(None))
show("deinit", lambda: can.deinit())
show("deinit again", lambda: can.deinit())
show("after deinit", lambda: can)
show("send closed", lambda: can.send(1, data=b"1"))
show("recv closed", lambda: can.recv())
