# The prompt, on a pipe and on a terminal.
#
# SPDX-License-Identifier: MIT
import termios
import time
import unittest

from harness import LIMIT, Case

PROMPT = ">>> "


class OnPipe(Case):
    def open(self, *arguments):
        session = self.session(*arguments)
        session.expect(PROMPT)
        return session

    def test_banner_and_statements(self):
        session = self.session()
        banner = session.expect(PROMPT)
        self.assertIn("help()", banner)
        session.send("1 + 2\r")
        self.assertEqual("1 + 2\n3\n", session.expect(PROMPT))
        session.send("for i in range(2):\r    print(i)\r\r\r")
        session.expect("\n0\n1\n" + PROMPT)

    def test_newlines_do_as_well(self):
        session = self.open()
        session.send("6 * 7\nprint('x')\n")
        session.expect("42\n")
        session.expect("x\n")

    def test_end_of_input_leaves(self):
        session = self.open()
        session.end_of_input()
        session.rest()
        self.assertEqual(0, session.status())

    def test_exception_goes_on(self):
        session = self.open()
        session.send("1 // 0\r")
        self.assertIn("ZeroDivisionError: divide by zero", session.expect(PROMPT))
        session.send("'alive'\r")
        session.expect("\n'alive'")

    def test_sys_exit(self):
        for statement, status in (("import sys; sys.exit(5)", 5), ("raise SystemExit", 0),
                                  ("import sys; sys.exit('text')", 1)):
            with self.subTest(statement):
                session = self.open()
                session.send(statement + "\r")
                session.rest()
                self.assertEqual(status, session.status())

    def test_soft_reset(self):
        session = self.open()
        session.send("x = 5\r")
        session.expect(PROMPT)
        session.send("\x04")
        session.expect("PYB: soft reboot\n")
        session.expect(PROMPT)
        session.send("x\r")
        self.assertIn("NameError: name 'x' isn't defined", session.expect(PROMPT))

    def test_soft_reset_by_call(self):
        session = self.open()
        session.send("import machine; machine.soft_reset()\r")
        session.expect("PYB: soft reboot\n")
        session.expect(PROMPT)

    def test_soft_reset_runs_the_flash_again(self):
        self.write("flash/boot.py", "print('boot')\n")
        self.write("flash/main.py", "print('main')\n")
        session = self.open("--flash", "flash")
        session.send("\x04")
        session.expect("soft reboot\nboot")
        session.expect("main")
        session.expect(PROMPT)

    def test_ctrl_c_in_a_loop(self):
        session = self.open()
        session.send("print('go'); exec('while True: pass')\r")
        session.expect("\ngo")
        session.send("\x03")
        self.assertIn("KeyboardInterrupt", session.expect(PROMPT))
        session.send("1 + 1\r")
        session.expect("\n2")

    def test_ctrl_c_in_a_sleep(self):
        session = self.open()
        session.send("import time; print('go'); time.sleep(1000)\r")
        session.expect("\ngo")
        session.send("\x03")
        self.assertIn("KeyboardInterrupt", session.expect(PROMPT))

    def test_ctrl_c_at_the_prompt_clears_the_line(self):
        session = self.open()
        session.send("rubbish\x03")
        session.expect(PROMPT)
        session.send("1 + 1\r")
        session.expect("\n2")

    def test_handlers_run_while_the_prompt_waits(self):
        session = self.open()
        session.send("from machine import Timer; a = Timer.Alarm(lambda alarm: print(6 * 7), 0.01)\r")
        # The prompt may come before that line, after it, or before its end.
        session.expect("42")

    def test_input(self):
        session = self.open()
        session.send("name = input('who? ')\r")
        session.expect("\nwho? ")
        session.send("you\r")
        session.expect(PROMPT)
        session.send("name\r")
        session.expect("\n'you'")

    def test_paste_mode(self):
        session = self.open()
        session.send("\x05")
        session.expect("paste mode; Ctrl-C to cancel, Ctrl-D to finish")
        session.send("def f():\r    return 6\r\rprint(f() * 7)\r\x04")
        session.expect("\n42\n" + PROMPT)
        session.send("\x05print('never')\r\x03")
        session.expect(PROMPT)
        session.send("'on'\r")
        self.assertNotIn("\nnever", session.expect("\n'on'"))

    def test_raw_mode(self):
        session = self.open()
        session.send("\r\x03\x01")
        session.expect("raw REPL; CTRL-B to exit\n>")
        session.send("print('out')\nraise ValueError('bad')\n\x04")
        session.expect("OK")
        self.assertEqual("out\n", session.expect("\x04"))
        error = session.expect("\x04>")
        self.assertTrue(error.startswith("Traceback") and "ValueError: bad" in error, error)
        session.send("x = 1\x04")
        session.expect("OK\x04\x04>")
        session.send("\x02")
        session.expect(PROMPT)
        session.send("x\r")
        session.expect("\n1")

    def test_raw_mode_soft_reset(self):
        session = self.open()
        session.send("\x01")
        session.expect("raw REPL; CTRL-B to exit\n>")
        session.send("y = 1\x04")
        session.expect("OK\x04\x04>")
        session.send("\x04")
        session.expect("OK\n")
        session.expect("soft reboot\n")
        session.expect("raw REPL; CTRL-B to exit\n>")
        session.send("print(y)\x04")
        session.expect("OK\x04")
        self.assertIn("NameError", session.expect("\x04>"))

    def test_raw_paste_mode(self):
        session = self.open()
        session.send("\x01")
        session.expect("raw REPL; CTRL-B to exit\n>")
        session.send(b"\x05A\x01")
        session.expect(b"R\x01")
        while len(session.seen) < 2:
            session.read_some(time.monotonic() + LIMIT)
        window = int.from_bytes(session.seen[:2], "little")
        session.seen = session.seen[2:]
        self.assertGreater(window, 0)
        code = b"".join(b"a%d = %d\n" % (n, n) for n in range(200)) + b"print(sum((a1, a199)))\n"
        self.send_in_windows(session, code, window)
        session.send(b"\x04")
        session.expect(b"\x04")
        self.assertEqual("200\n", session.expect("\x04"))
        session.expect("\x04>")

    def send_in_windows(self, session, code, window):
        """As mpremote does it: more only when the other side has room."""
        room = window
        while code:
            while room == 0 or session.seen:
                if not session.seen:
                    session.read_some(time.monotonic() + LIMIT)
                self.assertEqual(1, session.seen[0])
                room += window
                session.seen = session.seen[1:]
            part, code = code[:room], code[room:]
            session.send(part)
            room -= len(part)


class OnTerminal(Case):
    def open(self, *arguments, **options):
        session = self.session(*arguments, terminal=True, **options)
        session.expect(PROMPT)
        return session

    def test_statements(self):
        session = self.open()
        session.send("6 * 7\r")
        session.expect("\n42\n" + PROMPT)

    def test_history(self):
        session = self.open()
        session.send("x = 40\r")
        session.expect(PROMPT)
        session.send("x + 2\r")
        session.expect("\n42\n" + PROMPT)
        session.send("\x1b[A\r")
        session.expect("\n42\n" + PROMPT)
        session.send("\x1b[A\x1b[A\r")
        session.expect("x = 40\n" + PROMPT)

    def test_history_lasts(self):
        session = self.open(home=str(self.folder))
        session.send("'kept ' + 'line'\r")
        session.expect(PROMPT)
        session.send("raise SystemExit\r")
        session.rest()
        session = self.open(home=str(self.folder))
        session.send("\x1b[A\x1b[A\r")
        session.expect("\n'kept line'")

    def test_completion(self):
        session = self.open()
        session.send("import machine\r")
        session.expect(PROMPT)
        session.send("machine.Pi\t")
        session.expect("machine.Pin")
        session.send(".IRQ_RI\t")
        session.expect("IRQ_RISING")
        session.send("\r")
        session.expect("\n1\n")

    def test_editing(self):
        session = self.open()
        session.send("12345\x7f\x7f\x1b[D\x1b[D0\x1b[C\x01-\x05 + 1\r")
        # 123, 0 before the 2, - in front.
        session.expect("\n-1022\n")

    def test_ctrl_c_in_a_loop(self):
        session = self.open()
        session.send("print('go'); exec('while True: pass')\r")
        session.expect("\ngo")
        session.send("\x03")
        self.assertIn("KeyboardInterrupt", session.expect(PROMPT))
        session.send("1 + 1\r")
        session.expect("\n2")

    def test_ctrl_c_in_a_sleep(self):
        session = self.open()
        session.send("import time; print('go'); time.sleep(1000)\r")
        session.expect("\ngo")
        session.send("\x03")
        self.assertIn("KeyboardInterrupt", session.expect(PROMPT))

    def test_ctrl_d_soft_reset(self):
        session = self.open()
        session.send("\x04")
        session.expect("soft reboot")
        session.expect(PROMPT)

    def test_sys_exit(self):
        session = self.open()
        session.send("import sys; sys.exit(6)\r")
        session.rest()
        self.assertEqual(6, session.status())

    def test_terminal_is_restored(self):
        session = self.open()
        before = session.mode_found
        self.assertNotEqual(before[3], termios.tcgetattr(session.reader)[3])
        session.send("import sys; sys.exit(0)\r")
        session.expect("sys.exit(0)")
        session.status()
        self.assertEqual(before, termios.tcgetattr(session.reader))


if __name__ == "__main__":
    unittest.main()
