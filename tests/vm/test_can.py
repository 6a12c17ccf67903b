# Boards and programs of Linux on one CAN bus.
#
# SPDX-License-Identifier: MIT
import pathlib
import select
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))
from harness import LIMIT, Case  # noqa: E402

SETUP = """
from machine import CAN
can = CAN(mode=CAN.NORMAL, baudrate=500000, frame_format=CAN.FORMAT_BOTH, rx_queue_len=2000)
"""
ON_BUS = ("--map", "can0=vcan0")


class Can(Case):
    def cansend(self, *frames):
        for frame in frames:
            subprocess.run(["cansend", "vcan0", frame], check=True, timeout=LIMIT)

    def test_two_boards_on_one_bus(self):
        other = self.session(*ON_BUS, "-c", SETUP + """
print("ready")
for i in range(1000):
    frame = can.recv(timeout=None)
    can.send(frame.id + 0x400, data=frame.data)
while can.counts().sent < 1000:
    pass
print(can.counts())
""")
        other.expect("ready")
        code = SETUP + """
for i in range(1000):
    can.send(i & 0x3ff, data=bytes((i >> 8, i & 0xff)))
    frame = can.recv(timeout=None)
    assert frame.id == 0x400 + (i & 0x3ff) and frame.data == bytes((i >> 8, i & 0xff)), (i, frame)
print(can.counts())
"""
        counts = "(sent=1000, received=1000, overruns=0, filtered=0, errors=0, unanswered=0, dropped=0, missed=0)\n"
        self.check((0, counts, ""), *ON_BUS, "-c", code)
        self.assertEqual("\n" + counts, other.rest())

    def test_a_burst_arrives_in_order(self):
        receiver = self.session(*ON_BUS, "-c", SETUP + """
print("ready")
got = [can.recv(timeout=None).id for _ in range(1000)]
print(got == list(range(1000)), can.counts())
""")
        receiver.expect("ready")
        self.check((0, "", ""), *ON_BUS, "-c", SETUP + "for i in range(1000):\n    can.send(i, data=b'burst')\n")
        self.assertEqual("\nTrue (sent=0, received=1000, overruns=0, filtered=0, errors=0, unanswered=0, dropped=0, missed=0)\n",
                         receiver.rest())

    def test_cansend_interrupts_a_board(self):
        session = self.session(*ON_BUS, "-c", SETUP + """
def on_frame(port):
    print(port.recv())

can.callback(CAN.RX_FRAME, on_frame)
print("ready")
""")
        session.expect("ready")
        self.cansend("123#DEADBEEF")
        session.expect("(id=291, data=b'\\xde\\xad\\xbe\\xef', rtr=False, extended=False)")
        self.cansend("12345678#00", "001#R")
        session.expect("(id=305419896, data=b'\\x00', rtr=False, extended=True)")
        session.expect("(id=1, data=b'', rtr=True, extended=False)")
        # A controller that is watched keeps the board alive.
        self.assertIsNone(session.process.poll())
        session.interrupt()
        self.assertEqual(0, session.status())

    def test_candump_sees_what_a_board_sends(self):
        dump = subprocess.Popen(["candump", "-L", "vcan0"], stdout=subprocess.PIPE)
        self.addCleanup(dump.wait)
        self.addCleanup(dump.kill)
        self.addCleanup(dump.stdout.close)
        # It does not say when it listens.
        while not select.select([dump.stdout], [], [], 0.1)[0]:
            self.cansend("7FE#")
        self.check((0, "", ""), *ON_BUS, "-c", SETUP + """
can.send(0x12, data=b"abc")
can.send(0x1abcdef, rtr=True, extended=True)
can.send(0x7ff, data=bytes(8))
""")
        seen = []
        while len(seen) < 3:
            frame = dump.stdout.readline().decode().split()[-1]
            seen += [frame] if frame != "7FE#" else []
        self.assertEqual(["012#616263", "01ABCDEF#R", "7FF#0000000000000000"], seen)

    def test_errors_of_the_bus_are_counted(self):
        session = self.session(*ON_BUS, "-c", SETUP + "print('ready'); input(); print(can.counts())")
        session.expect("ready")
        # A bus off and a violation of the protocol.
        self.cansend("20000040#0000000000000000", "20000008#0000000000000000")
        session.send("\n")
        session.expect("(sent=0, received=0, overruns=0, filtered=0, errors=2, unanswered=0, dropped=0, missed=0)")

    def test_an_interface_that_is_missing_or_down_is_named(self):
        for name, reason in (("can7", "not found"), ("vcan2", "no such device"), ("lo", "not supported")):
            status, _, err = self.run_tocsin("--map", "can0=" + name, "-c", SETUP)
            self.assertEqual(1, status)
            self.assertIn("OSError: resource not available: %s: %s\n" % (name, reason), err)

    def test_a_frame_waits_while_the_interface_is_down(self):
        def link(state):
            subprocess.run(["ip", "link", "set", "vcan2", state], check=True, timeout=LIMIT)

        link("up")
        self.addCleanup(link, "down")
        session = self.session("--map", "can0=vcan2", "-c", SETUP + """
print("ready")
input()
can.send(1, data=b"1")
while can.counts().unanswered == 0:
    pass
print("waits")
can.send(2, data=b"2")
while can.counts().sent < 2:
    pass
print(can.counts())
""")
        session.expect("ready")
        link("down")
        session.send("\n")
        session.expect("waits")
        link("up")
        session.expect("(sent=2, received=0, overruns=0, filtered=0, errors=0, unanswered=1, dropped=0, missed=0)")
