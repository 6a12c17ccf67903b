# The prompt on a UART, and somebody who types there.
#
# SPDX-License-Identifier: MIT
import os
import select
import time
import unittest

from harness import LIMIT, Case


class Terminal:
    """The other end of a UART's pseudo terminal."""

    def __init__(self, path):
        self.fd = os.open(path, os.O_RDWR | os.O_NOCTTY)
        self.seen = b""

    def send(self, data):
        os.write(self.fd, data)

    def expect(self, text):
        deadline = time.monotonic() + LIMIT
        while text not in self.seen:
            left = max(0, deadline - time.monotonic())
            if not select.select([self.fd], [], [], left)[0]:
                raise AssertionError("nothing more after %r" % self.seen[-2000:])
            data = os.read(self.fd, 4096)
            assert data, "the other end was closed after %r" % self.seen[-2000:]
            self.seen += data
        before, _, self.seen = self.seen.partition(text)
        return before


class Dupterm(Case):
    def open(self, *arguments, port=0, terminal=False):
        self.link = str(self.folder / "tty")
        session = self.session("--attach", "uart%d=pty,link=%s" % (port, self.link), *arguments, terminal=terminal)
        session.expect("tocsin: pty is at ")
        typist = Terminal(self.link)
        self.addCleanup(os.close, typist.fd)
        return session, typist

    def share_the_prompt(self, terminal):
        session, typist = self.open(terminal=terminal)
        # Both characters end a line.
        self.assertIn(b"Pycom MicroPython", typist.expect(b"information.\r\n>>> "))
        typist.send(b"print(6 * 7)\r")
        typist.expect(b"42\r\n>>> ")
        session.expect("print(6 * 7)\n42\n>>> ")
        session.send("print(7 * 8)\r")
        typist.expect(b"56\r\n>>> ")

    def test_the_prompt_is_on_uart_0(self):
        self.share_the_prompt(terminal=False)

    def test_the_prompt_is_on_uart_0_and_a_terminal(self):
        self.share_the_prompt(terminal=True)

    def test_ctrl_c_ends_a_loop(self):
        for code in (b"while True: pass\r\r", b"import time; time.sleep(1000)\r", b"while True: print(1)\r\r"):
            with self.subTest(code):
                _, typist = self.open()
                typist.expect(b">>> ")
                typist.send(b"print('be' 'gin')\r")
                typist.expect(b"begin\r\n>>> ")
                typist.send(code)
                typist.expect(code.split(b"\r")[0])
                typist.send(b"\x03")
                typist.expect(b"KeyboardInterrupt")
                typist.expect(b">>> ")

    def test_ctrl_c_just_before_a_program_begins_ends_it(self):
        _, typist = self.open()
        typist.expect(b">>> ")
        for _ in range(3):
            typist.send(b"import time; time.sleep(1000)\r\x03")
            typist.expect(b"KeyboardInterrupt")
            typist.expect(b">>> ")
        typist.send(b"print('on' 'ce')\r")
        typist.expect(b"once\r\n>>> ")

    def test_ctrl_c_at_the_prompt_clears_the_line(self):
        _, typist = self.open()
        typist.expect(b">>> ")
        typist.send(b"nonsense\x03")
        typist.expect(b"nonsense\r\n>>> ")

    def test_a_soft_reset_keeps_it(self):
        (self.folder / "board").mkdir()
        session, typist = self.open("--flash", "board")
        typist.expect(b">>> ")
        typist.send(b"x = 1\r")
        typist.expect(b">>> ")
        typist.send(b"\x04")
        typist.expect(b"PYB: soft reboot\r\n")
        typist.expect(b">>> ")
        typist.send(b"x\r")
        typist.expect(b"NameError")

    def test_boot_py_attaches_it_as_ever(self):
        self.write("board/boot.py", "import os\nfrom machine import UART\nos.dupterm(UART(0, 115200))\nprint('booted')\n")
        session, typist = self.open("--flash", "board")
        typist.expect(b"booted\r\n")
        typist.expect(b">>> ")
        typist.send(b"5\r")
        typist.expect(b"5\r\n5\r\n>>> ")

    def test_ctrl_f_boots_safely(self):
        self.write("board/main.py", "print('main')\nwhile True: pass\n")
        session, typist = self.open("--flash", "board")
        typist.expect(b"main\r\n")
        typist.send(b"\x06")
        self.assertNotIn(b"main", typist.expect(b">>> "))
        typist.send(b"import machine; machine.reset_cause() == machine.WDT_RESET\r")
        typist.expect(b"True\r\n>>> ")

    def test_raw_mode(self):
        _, typist = self.open()
        typist.expect(b">>> ")
        typist.send(b"\x01")
        typist.expect(b"raw REPL; CTRL-B to exit\r\n>")
        typist.send(b"print(3)\n1/0\x04")
        typist.expect(b"OK3\r\n\x04")
        typist.expect(b"ZeroDivisionError: divide by zero\r\n\x04>")
        typist.send(b"\x02")
        typist.expect(b">>> ")

    def test_another_uart_and_none(self):
        session, typist = self.open(port=1)
        session.expect(">>> ")
        session.send("import os; from machine import UART; u = UART(1, 115200); os.dupterm(u)\r")
        session.expect(">>> ")
        typist.send(b"os.dupterm() is u\r")
        typist.expect(b"os.dupterm() is u\r\nTrue\r\n>>> ")
        typist.send(b"os.dupterm(None)\r")
        typist.expect(b"os.dupterm(None)\r\n")
        session.expect("os.dupterm(None)\n>>> ")
        session.send("print(os.dupterm(), 'con' 'sole')\r")
        session.expect("None console\n>>> ")
        # Ctrl-C is a byte again.
        typist.send(b"\x03")
        session.send("while not u.any(): pass\r\ru.read()\r")
        session.expect("b'\\x03'\n")
        self.assertEqual(typist.seen, b"")

    def test_in_virtual_time_waiting_takes_none(self):
        session, typist = self.open("--virtual-time")
        typist.expect(b">>> ")
        typist.send(b"import time; time.ticks_ms() < 1000\r")
        typist.expect(b"True\r\n>>> ")

    def test_one_that_is_closed_is_detached(self):
        session, typist = self.open(port=1)
        session.expect(">>> ")
        session.send("import os; from machine import UART; u = UART(1, 115200); os.dupterm(u); u.deinit()\r")
        session.expect("dupterm: UART 1 takes nothing, deactivating\n")
        session.send("print(os.dupterm())\r")
        session.expect("\nNone\n")


if __name__ == "__main__":
    unittest.main()
