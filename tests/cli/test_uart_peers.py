# What can be at the other end of a UART: another board, a terminal, files.
#
# SPDX-License-Identifier: MIT
import select
import socket
import unittest

from harness import LIMIT, Case

ECHO = """
import sys
from machine import UART
uart = UART(1, 115200)
def heard(port):
    line = port.read()
    while line and line[-1:] != b"\\n":
        line += port.read() or b""
    if line:
        print("heard", line)
        port.write(b"<" + line[:-1] + b">\\n")
        if line == b"end\\n":
            port.callback(UART.RX_ANY, None)
uart.callback(UART.RX_ANY, heard)
print("ready")
"""

ASK = """
from machine import UART
uart = UART(2, 115200)
def heard(port):
    line = b""
    while line[-1:] != b"\\n":
        line += port.read() or b""
    print("answer", line)
    if line == b"<end>\\n":
        port.callback(UART.RX_ANY, None)
    else:
        port.write(b"end\\n")
uart.callback(UART.RX_ANY, heard)
uart.write(b"hello\\n")
"""


def hear(terminal):
    """A line, byte by byte as it comes."""
    line = b""
    while line[-1:] != b"\n":
        assert select.select([terminal], [], [], LIMIT)[0], line
        data = terminal.read(64)
        assert data, "the other end was closed after %r" % line
        line += data
    return line


class UartPeers(Case):
    def talk(self, *options):
        path = self.folder / "line"
        # In either order: what is sent waits for whoever comes.
        asks = self.session(*options, "--attach", "uart2=unix,mode=connect,path=%s" % path, "-c", ASK)
        echo = self.session(*options, "--attach", "uart1=unix,path=%s" % path, "-c", ECHO)
        self.assertEqual(asks.rest(), "answer b'<hello>\\n'\nanswer b'<end>\\n'\n")
        self.assertEqual(echo.rest(), "ready\nheard b'hello\\n'\nheard b'end\\n'\n")
        self.assertEqual((asks.status(), echo.status()), (0, 0))
        self.assertFalse(path.exists())

    def test_two_boards_talk_over_a_unix_socket(self):
        self.talk()

    def test_two_boards_talk_in_virtual_time(self):
        self.talk("--virtual-time")

    def test_two_boards_talk_at_full_speed(self):
        self.talk("--pace", "off")

    def test_a_terminal_program_opens_the_pty(self):
        link = self.folder / "tty"
        session = self.session("--attach", "uart1=pty,link=%s" % link, "-c", ECHO)
        session.expect("ready\n")
        with open(link, "r+b", buffering=0) as terminal:
            terminal.write(b"a\n")
            self.assertEqual(hear(terminal), b"<a>\n")
        # Somebody else opens it later; nothing between was lost.
        with open(link, "r+b", buffering=0) as terminal:
            terminal.write(b"end\n")
            self.assertEqual(hear(terminal), b"<end>\n")
        session.rest()
        self.assertEqual(session.status(), 0)
        self.assertFalse(link.is_symlink())

    def test_the_path_of_the_pty_is_printed(self):
        session = self.session("--attach", "uart1=pty", "-c", ECHO)
        session.expect("tocsin: pty is at ")
        path = session.expect("\n")
        with open(path, "r+b", buffering=0) as terminal:
            terminal.write(b"end\n")
            self.assertEqual(hear(terminal), b"<end>\n")
        session.rest()

    def test_a_link_does_not_replace_a_file(self):
        path = self.write("precious", "text")
        status, _, err = self.run_tocsin("--attach", "uart1=pty,link=%s" % path, "-c", "1")
        self.assertEqual(status, 2)
        self.assertEqual(err, "tocsin: --attach uart1=pty,link=%s: %s: File exists\n" % (path, path))
        self.assertEqual(path.read_text(), "text")

    def test_tcp_talks_to_one_after_the_other(self):
        session = self.session("--attach", "uart1=tcp,port=0", "-c", ECHO)
        session.expect("tocsin: tcp is at 127.0.0.1:")
        address = ("127.0.0.1", int(session.expect("\n")))
        for word in (b"one", b"end"):
            with socket.create_connection(address, LIMIT) as connection:
                connection.sendall(word + b"\n")
                self.assertEqual(connection.makefile("rb").readline(), b"<" + word + b">\n")
        self.assertIn("heard b'end\\n'\n", session.rest())

    def test_files_are_read_and_written(self):
        (self.folder / "in").write_bytes(bytes(range(256)) * 40)
        code = (
            "from machine import UART\n"
            "uart = UART(1, 115200)\n"
            "got = b''\n"
            "while len(got) < 10240:\n"
            "    got += uart.read() or b''\n"
            "print(got == bytes(range(256)) * 40, uart.counts().overruns)\n"
            "uart.write(got)\n"
        )
        for options in ((), ("--virtual-time",), ("--pace", "off")):
            with self.subTest(options):
                out = self.run_tocsin(*options, "--attach", "uart1=file,in=in,out=out", "-c", code)
                self.assertEqual(out, (0, "True 0\n", ""))
                self.assertEqual((self.folder / "out").read_bytes(), bytes(range(256)) * 40)

    def test_the_end_of_the_file_ends_the_program(self):
        (self.folder / "in").write_text("only\n")
        out = self.run_tocsin("--virtual-time", "--attach", "uart1=file,in=in", "-c", ECHO)
        self.assertEqual(out, (0, "ready\nheard b'only\\n'\n", ""))

    def test_what_nobody_takes_is_counted(self):
        path = self.folder / "line"
        code = (
            "from machine import UART\nfrom tocsin import board\n"
            "uart = UART(1, 115200)\n"
            "uart.write(bytes(70000))\nuart.wait_tx_done(1000)\n"
            "print(board.get('unix', 'connected'), board.get('unix', 'lost'))\n"
            "uart.deinit()\n"
        )
        out = self.run_tocsin("--pace", "off", "--attach", "uart1=unix,path=%s" % path, "-c", code)
        self.assertEqual(out, (0, "False %d\n" % (70000 - 65536), ""))

    def test_faults_of_the_line(self):
        (self.folder / "in").write_text("12345678")
        code = (
            "from machine import UART\nimport time\nfrom tocsin import board\n"
            "uart = UART(1, 9600)\n"
            "uart.write('lost?')\n"
            "print(uart.read(), uart.counts())\n"
        )
        counts = {
            "framing": "framing_errors=8, parity_errors=0",
            "parity": "framing_errors=0, parity_errors=8",
            "absent": "framing_errors=0, parity_errors=0",
        }
        for fault, wanted in counts.items():
            with self.subTest(fault):
                device = "uart1=file,in=in,out=out,fault=" + fault
                # The file is there before time goes on.
                program = code.replace("print", "while %r != 'absent' and uart.counts()[3] + uart.counts()[4] < 8:\n"
                                       "    time.sleep_ms(1)\nprint" % fault)
                status, out, err = self.run_tocsin("--virtual-time", "--attach", device, "-c", program)
                self.assertEqual((status, err), (0, ""))
                self.assertIn("received=0, overruns=0, " + wanted, out)
                sent = (self.folder / "out").read_text()
                self.assertEqual(sent, "" if fault == "absent" else "lost?")

    def test_a_path_in_use_is_not_taken_away(self):
        path = self.folder / "line"
        first = self.session("--attach", "uart1=unix,path=%s" % path, "-c", ECHO)
        first.expect("ready\n")
        status, _, err = self.run_tocsin("--attach", "uart1=unix,path=%s" % path, "-c", "1")
        self.assertEqual((status, err.endswith("Address already in use\n")), (2, True))
        # One whose process was killed is.
        first.process.kill()
        first.status()
        self.assertTrue(path.exists())
        self.assertEqual(self.run_tocsin("--attach", "uart1=unix,path=%s" % path, "-c", "print(1)"), (0, "1\n", ""))

    def test_nothing_is_left_of_one_that_is_detached(self):
        code = (
            "import os\nfrom machine import UART\nfrom tocsin import board\n"
            "uart = UART(1, 115200)\n"
            "before = len(os.listdir('/proc/self/fd'))\n"
            "for kind in ('pty,link=tty', 'unix,path=line', 'tcp,port=0', 'file,out=out') * 4:\n"
            "    name = board.attach('uart1=' + kind)\n"
            "    uart.write(b'x')\n"
            "    board.detach(name)\n"
            "print(len(os.listdir('/proc/self/fd')) - before, board.devices(), sorted(os.listdir()))\n"
        )
        self.assertEqual(self.run_tocsin("--pace", "off", "-c", code), (0, "0 [] ['out']\n", ""))

    def test_the_control_socket_attaches_one(self):
        code = ECHO + "import time\nwhile len(sys.argv):\n    time.sleep(1)\n"
        session = self.session("--control", "ctl", "-c", code)
        session.expect("ready\n")
        self.check((0, "unix\n", ""), "ctl", "ctl", "attach", "uart1=unix,path=line")
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(LIMIT)
            line.connect(str(self.folder / "line"))
            line.sendall(b"over\n")
            self.assertEqual(line.makefile("rb").readline(), b"<over>\n")
            status, out, _ = self.run_tocsin("ctl", "ctl", "detach", "unix")
            self.assertEqual(status, 0, out)
            # The other end is told.
            self.assertEqual(line.recv(10), b"")
        self.assertFalse((self.folder / "line").exists())

    def test_bad_peers_are_told(self):
        wrong = {
            "uart1=tcp": "tcp needs port=..., 0 to 65535",
            "uart1=tcp,port=80,host=example": "host=example has to be an address in numbers, or localhost",
            "uart1=tcp,port=0,mode=connect": "port=0 is only for mode=listen",
            "uart1=tcp,port=65536": "port=65536 is out of range, 0 to 65535, a whole number",
            "uart1=unix": "unix needs path=..., a text",
            "uart1=unix,path=" + "x" * 108: "path= has to have 1 to 107 characters",
            "uart1=file": "file needs in=..., out=... or both",
            "uart1=file,in=nothing": "nothing: No such file or directory",
            "uart1=file,out=.": ".: Is a directory",
            "uart1=pty,link=no/where": "no/where: No such file or directory",
            "uart1=pty,at=/dev/pts/0": "at can only be read",
        }
        for text, reason in wrong.items():
            with self.subTest(text):
                self.check((2, "", "tocsin: --attach %s: %s\n" % (text, reason)), "--attach", text, "-c", "1")


if __name__ == "__main__":
    unittest.main()
