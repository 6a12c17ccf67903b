# Boards on one machine that are on the same CAN bus.
#
# SPDX-License-Identifier: MIT
import os
import signal
import tempfile
import unittest

from harness import SLOW, Case, Session

HEAD = """
from machine import CAN
import sys
can = CAN(0, CAN.%s, %d, frame_format=CAN.FORMAT_BOTH)
print("open")
"""

ECHO = """
while True:
    frame = can.recv(None)
    print("got", hex(frame.id), frame.data)
    if frame.id == 1:
        can.send(2, data=bytes(reversed(frame.data)))
"""

ASK = """
sys.stdin.readline()
for i in range(50):
    can.send(1, data=bytes([i, i + 1]))
    frame = can.recv(10)
    assert (frame.id, frame.data) == (2, bytes([i + 1, i])), (i, frame)
can.send(0x1234567, data=b"end", extended=True)
print("asked", can.counts().received)
"""


class Can(Case):
    def board(self, program, bus, mode="NORMAL", baudrate=500000):
        file = tempfile.NamedTemporaryFile("w", suffix=".py")
        file.write(HEAD % (mode, baudrate) + program)
        file.flush()
        self.addCleanup(file.close)
        session = Session("--attach", "can0=bus,name=" + bus, file.name)
        self.addCleanup(session.close)
        session.expect("open\n")
        return session

    # A board that takes nothing for 100 ms misses frames, and one under a
    # sanitizer is that slow.
    @unittest.skipIf(SLOW > 1, "a slow board misses frames")
    def test_two_boards_exchange_frames_and_a_third_listens(self):
        bus = "test-%d" % os.getpid()
        listener = self.board(ECHO.replace("frame.id == 1", "False"), bus, mode="SILENT")
        asks = self.board(ASK, bus)
        echo = self.board(ECHO, bus)
        other = self.board(ECHO, bus + "x")
        asks.send("go\n")
        asks.expect("asked 50\n")
        echo.expect("got 0x1234567 b'end'\n")
        heard = listener.expect("got 0x1234567 b'end'\n")
        self.assertEqual(heard.count("got 0x1 "), 50)
        self.assertEqual(heard.count("got 0x2 "), 50)
        other.interrupt()
        self.assertNotIn("got", other.rest())

    def test_who_is_alone_waits_for_the_next_one(self):
        bus = "alone-%d" % os.getpid()
        killed = self.board(ECHO, bus)
        killed.process.send_signal(signal.SIGKILL)
        killed.status()
        self.board(ECHO, bus, mode="SILENT")
        alone = self.board("can.send(5, data=b'a')\ncan.send(6, data=b'b')\nprint('sent')\n", bus)
        alone.expect("tocsin: CAN.send() waits: no other node acknowledges")
        late = self.board(ECHO, bus)
        late.expect("got 0x5 b'a'\ngot 0x6 b'b'\n")
        alone.expect("sent\n")
