# Pycom's rules and MicroPython's, on each board.
#
# SPDX-License-Identifier: MIT
import unittest

from harness import Case

UNAMES = (
    ("wipy2", "WiPy", ""), ("wipy3", "WiPy", ""), ("gpy", "GPy", ""), ("lopy", "LoPy", ", lorawan='1.0.2'"),
    ("lopy4", "LoPy4", ", lorawan='1.0.2', sigfox='1.0.1'"), ("fipy", "FiPy", ", lorawan='1.0.2', sigfox='1.0.1'"),
    ("sipy", "SiPy", ", sigfox='1.0.1'"), ("raspberrypi", "RaspberryPi", ""),
)


def processor(board):
    return "Linux" if board == "raspberrypi" else "ESP32"


class Dialect(Case):
    def test_names_of_each_board(self):
        for board, name, more in UNAMES:
            with self.subTest(board):
                _, out, _ = self.run_tocsin("--board", board, "-c", "import os, sys; print(sys.platform, os.uname())")
                version = out.split("version='")[1].split("'")[0]
                self.assertRegex(version, r"^tocsin-\d+\.\d+\.\d+ on \d{4}-\d\d-\d\d$")
                self.assertEqual("%s (sysname='%s', nodename='%s', release='1.20.2.r4', version='%s', "
                                 "machine='%s with %s'%s)\n" % (name, name, name, version, name, processor(board), more), out)

    def test_banner_of_each_board(self):
        for board, name, _ in UNAMES:
            with self.subTest(board):
                session = self.session("--board", board)
                self.assertRegex(session.expect(">>> "),
                                 r'^Pycom MicroPython 1\.20\.2\.r4 \[tocsin-[\d.]+\] on [\d-]+; %s with %s\n'
                                 r'Type "help\(\)" for more information\.\n$' % (name, processor(board)))

    def test_banner_again(self):
        session = self.session()
        first = session.expect(">>> ")
        session.send("\x02")
        self.assertEqual("\n" + first, session.expect(">>> "))

    def test_upstream(self):
        program = ("import os, sys, time, socket, select\n"
                   "print(sys.platform, type(time.time()), len(time.localtime()), time.ticks_ms)\n"
                   "print([name for name in ('uname', 'dupterm', 'getfree') if hasattr(os, name)])\n"
                   "print(hasattr(socket, 'timeout'), hasattr(select, 'select'), hasattr(time, 'timezone'))\n")
        status, out, err = self.run_tocsin("--dialect", "upstream", "-c", program)
        self.assertEqual((0, "linux <class 'float'> 9 <function>\n[]\nFalse False False\n", ""), (status, out, err))
        session = self.session("--dialect", "upstream")
        self.assertIn("Use Ctrl-D for a soft reset", session.expect(">>> "))
        # Ctrl-F moves the cursor to the right.
        session.send("13\x02\x062\r")
        session.expect("\n132\n>>> ")
        session.send("\x04")
        session.expect("MPY: soft reboot\n")

    def test_a_file_wins_over_a_built_in_module(self):
        self.write("os.py", "name = 'mine'\n")
        self.write("a.py", "import os, uos\nprint(os.name, hasattr(uos, 'uname'))\n")
        self.check((0, "mine True\n", ""), "a.py")

    def test_the_time_zone_outlives_a_soft_reset(self):
        session = self.session()
        session.send("import time; time.timezone(3600)\r\x04")
        session.expect("soft reboot")
        session.send("import time; time.timezone()\r")
        session.expect("\n3600\n")


class Dupterm(Case):
    STREAM = ("import os\n"
              "class Stream:\n"
              "    def __init__(self, text):\n"
              "        self.text, self.seen = text, b''\n"
              "    def read(self, n):\n"
              "        data, self.text = self.text[:n], self.text[n:]\n"
              "        return data or None\n"
              "    def write(self, data):\n"
              "        self.seen += data\n"
              "        return len(data)\n")

    def paste(self, session, text):
        session.expect(">>> ")
        session.send("\x05")
        session.expect("=== ")
        session.send(text + "\x04")

    def test_its_input_is_typed_and_it_gets_the_output(self):
        session = self.session()
        self.paste(session, self.STREAM + "s = Stream(b'print(6 * 7)\\r')\nprint(os.dupterm(s), os.dupterm() is s)\n")
        session.expect("None True\n")
        session.expect(">>> print(6 * 7)\n42\n>>> ")
        session.send("os.dupterm(None), os.dupterm()\r")
        session.expect("(None, None)\n>>> ")
        session.send("b'42' in s.seen\r")
        session.expect("\nTrue\n")

    def test_one_that_raises_is_detached(self):
        session = self.session()
        self.paste(session, self.STREAM + "class Bad(Stream):\n    def write(self, data):\n        raise ValueError('no')\n"
                   "os.dupterm(Bad(b''))\nprint('on' 'ce')\nprint(os.dupterm())\n")
        session.expect("dupterm: Exception in write() method, deactivating: ")
        session.expect("ValueError: no\n")
        session.expect("None\n>>> ")

    def test_uart_0_is_the_console_itself(self):
        session = self.session()
        self.paste(session, "import os\nfrom machine import UART\nu = UART(0, 115200)\n"
                   "os.dupterm(u)\nprint(os.dupterm() is u, u.counts().sent)\n")
        session.expect("True 0\n>>> ")
        session.send("5\r")
        session.expect("5\n5\n>>> ")

    def test_a_reset_detaches_it(self):
        session = self.session()
        self.paste(session, self.STREAM + "os.dupterm(Stream(b''))\n")
        session.expect(">>> ")
        session.send("\x04")
        session.expect("soft reboot")
        session.expect(">>> ")
        session.send("import os; print(os.dupterm())\r")
        session.expect("\nNone\n")


if __name__ == "__main__":
    unittest.main()
