# The board's start: boot.py, main.py, safe boot, resets.
#
# SPDX-License-Identifier: MIT
import unittest

from harness import Case
from test_control import Client

PROMPT = ">>> "
SAFE_BOOT = "\x06"


class Boot(Case):
    def setUp(self):
        super().setUp()
        self.write("flash/boot.py", "print('bo' 'ot')\n")
        self.write("flash/main.py", "print('ma' 'in')\n")

    def open(self, *arguments, **options):
        session = self.session(*arguments, "--flash", "flash", **options)
        self.before = session.expect(PROMPT)
        return session

    def began_with(self, *words):
        """Which of the files said that they ran, in this order."""
        said = [line for line in self.before.splitlines() if line in ("boot", "main", "other")]
        self.assertEqual(list(words), said)

    def again(self, session, key):
        session.send(key)
        self.before = session.expect(PROMPT)

    def test_boot_then_main(self):
        self.open()
        self.began_with("boot", "main")

    def test_a_board_sees_its_own_files_only(self):
        session = self.open()
        session.send("import os, sys; os.listdir('/'), os.getcwd(), sys.path, sys.argv\r")
        session.expect("\n(['flash'], '/flash', ['', '/flash', '/flash/lib', '.frozen'], [])\n" + PROMPT)
        session.send("open('/etc/passwd')\r")
        session.expect("OSError: [Errno 19] ENODEV")

    def test_exception_in_boot_goes_on_with_main(self):
        self.write("flash/boot.py", "print('bo' 'ot')\n1 // 0\n")
        self.open()
        self.began_with("boot", "main")
        self.assertIn('File "boot.py", line 2, in <module>\nZeroDivisionError: divide by zero\n', self.before)

    def test_sys_exit_ends_that_file_only(self):
        self.write("flash/boot.py", "import sys\nprint('bo' 'ot')\nsys.exit()\n")
        self.write("flash/main.py", "import sys\nprint('ma' 'in')\nsys.exit()\nprint('not' 'here')\n")
        self.open()
        self.began_with("boot", "main")
        self.assertNotIn("nothere", self.before)

    def led_after(self, boot, main):
        self.write("flash/boot.py", "print('bo' 'ot')\n" + boot)
        self.write("flash/main.py", "import pycom\nprint('ma' 'in')\nprint('beats', pycom.heartbeat())\n" + main)
        session = self.open()
        self.began_with("boot", "main")
        beats = "beats True\n" in self.before
        session.send("import pycom; from tocsin import board; pycom.heartbeat(), board.led()\r")
        return beats, session.expect(PROMPT).splitlines()[1]

    def test_exception_ends_the_heartbeat(self):
        dark = "(False, 0)"
        self.assertEqual((False, dark), self.led_after("1 // 0\n", ""))
        self.assertEqual((True, dark), self.led_after("", "1 // 0\n"))
        self.assertEqual((True, dark), self.led_after("", "import sys\nsys.exit()\n"))
        self.assertEqual((True, dark), self.led_after("", "pycom.heartbeat(False)\npycom.rgbled(0x7f00)\n1 // 0\n"))
        beats, after = self.led_after("", "")
        self.assertTrue(beats)
        self.assertIn("(True, ", after)

    def test_soft_reset_begins_the_heartbeat_again(self):
        self.write("flash/boot.py", "import machine, pycom\nprint('beats', pycom.heartbeat())\n"
                                    "if machine.reset_cause() != machine.SOFT_RESET:\n    1 // 0\n")
        session = self.open()
        session.send("pycom.heartbeat()\r")
        session.expect("\nFalse\n" + PROMPT)
        self.again(session, "\x04")
        self.assertIn("beats True\n", self.before)

    def test_names_live_on_at_the_prompt(self):
        self.write("flash/main.py", "x = 42\n")
        session = self.open()
        session.send("x\r")
        session.expect("\n42\n")

    def test_missing_files(self):
        (self.folder / "flash" / "boot.py").unlink()
        self.write("flash/data", "")
        self.open()
        self.began_with("main")
        self.assertNotIn("Error", self.before)

    def test_named_file_is_missing(self):
        for name, error in (("nope.py", "OSError: [Errno 2] ENOENT: can't open nope.py\n"), ("main.py", ""),
                            ("lib", "OSError: [Errno 21] EISDIR: can't open lib\n")):
            with self.subTest(name):
                self.write("flash/boot.py", "import machine\nprint('bo' 'ot')\nmachine.main('%s')\n" % name)
                (self.folder / "flash" / "lib").mkdir(exist_ok=True)
                self.open()
                self.began_with(*(("boot",) if error else ("boot", "main")))
                self.assertIn(error, self.before)

    def test_soft_reset_runs_both_again(self):
        session = self.open()
        self.again(session, "\x04")
        self.began_with("boot", "main")
        self.assertIn("PYB: soft reboot", self.before)

    def test_raw_mode_keeps_main_from_running(self):
        session = self.open()
        session.send("\x01")
        session.expect("raw REPL; CTRL-B to exit\n>")
        session.send("\x04")
        self.assertEqual("OK\n", session.expect("PYB: soft reboot\n"))
        self.assertEqual("boot\n", session.expect("raw REPL; CTRL-B to exit\n>"))

    def test_option_for_safe_boot_counts_once(self):
        session = self.open("--safe-boot")
        self.began_with()
        # A soft reset is part of the same start.
        self.again(session, "\x04")
        self.began_with()

    def test_key_at_the_prompt(self):
        session = self.open()
        self.again(session, "x = 5\r")
        self.again(session, "y = " + SAFE_BOOT)
        self.began_with()
        self.assertNotIn("soft reboot", self.before)
        session.send("x\r")
        session.expect("NameError")

    def test_key_in_raw_mode(self):
        session = self.open()
        session.send("\x01print(1)")
        session.expect("\n>")
        session.send(SAFE_BOOT)
        self.assertEqual("", session.expect("raw REPL; CTRL-B to exit\n>"))

    def test_key_while_a_program_runs(self):
        self.write("flash/main.py", "print('ma' 'in')\nwhile True:\n    try:\n        pass\n    except OSError:\n        pass\n")
        session = self.session("--flash", "flash")
        session.expect("main\n")
        self.again(session, SAFE_BOOT)
        self.began_with()

    def test_ctrl_c_while_main_runs(self):
        self.write("flash/main.py", "print('ma' 'in')\nwhile True:\n    pass\n")
        session = self.session("--flash", "flash")
        session.expect("main\n")
        session.send("\x03")
        self.assertIn("KeyboardInterrupt: \n", session.expect(PROMPT))

    def test_key_on_a_terminal(self):
        session = self.open(terminal=True)
        self.again(session, SAFE_BOOT)
        self.began_with()

    def test_bootmgr_asks_for_a_safe_boot(self):
        session = self.open()
        session.send("import pycom\r")
        session.expect(PROMPT)
        self.again(session, "pycom.bootmgr(safeboot=True, reset=True)\r")
        self.began_with()
        # It counts once, and a soft reset is part of the same start.
        self.again(session, "\x04")
        self.began_with()
        session.send("import machine; machine.reset()\r")
        session.expect("boot\n")
        session.expect("main\n")
        session.expect(PROMPT)

    def test_p12(self):
        for press, words in (("P12@0s:99ms", ("boot", "main")), ("P12@0s:150ms", ()), ("P12@0s:4s", ()),
                             ("P12@0s:20s", ()), ("P12@1s:20s", ("boot", "main")), ("P11@0s:20s", ("boot", "main"))):
            with self.subTest(press):
                self.open("--virtual-time", "--press", press)
                self.began_with(*words)

    def test_p12_delays_the_start(self):
        # No press is left to come, so the clock stands while the prompt waits.
        for press, ms in (("P12@0s:150ms", 150), ("P12@0s:4s", 4000)):
            with self.subTest(press):
                session = self.open("--virtual-time", "--press", press)
                session.send("import time; time.ticks_ms()\r")
                session.expect("\n%d\n" % ms)

    def test_p12_blinks(self):
        self.session("--virtual-time", "--hold", "--control", "control", "--press", "P12@0s:4s", "--flash", "flash")
        client = Client(self.folder / "control")
        client.ask("subscribe", events=["led"])
        client.ask("clock.step", us=5000000)
        client.close()
        # The heartbeat began before it or after: its event may be there.
        blinks = [(event["time_us"] / 1e6, event["rgb"]) for event in client.events if event["time_us"] != 0]
        # From 3 s on twice as fast; then the heartbeat.
        self.assertEqual([(0.1, 0x2C1200), (0.6, 0), (1.1, 0x2C1200), (1.6, 0), (2.1, 0x2C1200), (2.6, 0),
                          (3.1, 0x2C1200), (3.35, 0), (3.6, 0x2C1200), (3.85, 0), (4.0, 0x50)], blinks)

    def test_p12_wired_to_nothing_that_is_high(self):
        self.open("--wire", "P12=P10")
        self.began_with("boot", "main")

    def test_heap_of_each_board(self):
        # As many objects as on the board, whatever size they have here.
        for board, low, high in (("lopy", 48, 67), ("lopy4", 2440, 2560)):
            for more, scale in (((), 1), (("--heap", "1M"), 0)):
                with self.subTest(board, more=more):
                    status, out, _ = self.run_tocsin("--board", board, *more, "-c",
                                                     "import gc, sys; print(gc.mem_free() + gc.mem_alloc(), 2 if sys.maxsize > 1 << 32 else 1)")
                    total, words = map(int, out.split())
                    if scale:
                        self.assertTrue(low * 1024 * words < total <= high * 1024 * words, total)
                    else:
                        self.assertTrue(9e5 < total <= 1 << 20, total)


if __name__ == "__main__":
    unittest.main()
