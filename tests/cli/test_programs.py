# The ways to run a program, the status that it leaves, and what the options do
# to it.
#
# SPDX-License-Identifier: MIT
import re
import time

from harness import Case, SLOW

ALARM = "from machine import Timer\n" "Timer.Alarm(lambda alarm: print('alarm'), 0.3)\n" "print('last line')\n"


class Programs(Case):
    def test_script_with_arguments(self):
        self.write("a.py", "import sys\nprint(sys.argv, __name__, __file__)\n")
        self.check((0, "['a.py', '--stats', '-c', 'x'] __main__ a.py\n", ""), "a.py", "--stats", "-c", "x")

    def test_command(self):
        self.check((0, "3 ['-c', 'a']\n", ""), "-c", "import sys; print(1 + 2, sys.argv)", "a")

    def test_module(self):
        self.write("mod.py", "import sys\nprint(__name__, sys.argv)\n")
        self.check((0, "__main__ ['mod', '1']\n", ""), "-m", "mod", "1")

    def test_package(self):
        self.write("pack/__init__.py", "print('init')\n")
        self.write("pack/__main__.py", "print('main')\n")
        self.check((0, "init\nmain\n", ""), "-m", "pack")

    def test_stdin_is_a_script(self):
        self.check((0, "6 ['-', 'a']\n", ""), "-", "a", stdin=b"import sys\nprint(2 * 3, sys.argv)\n")

    def test_modules_beside_the_script(self):
        self.write("src/a.py", "import helper\n")
        self.write("src/helper.py", "print('helper')\n")
        self.check((0, "helper\n", ""), "src/a.py")

    def test_help_and_version(self):
        status, out, err = self.run_tocsin("--help")
        self.assertEqual((0, ""), (status, err))
        for option in ("--board", "--wire", "--press", "--virtual-time", "--irq-depth", "--irq-full", "--irq-stall",
                       "--stats", "--seed", "--flash", "--exit", "-c", "-m", "-i"):
            self.assertIn(option, out)
        status, out, err = self.run_tocsin("--version")
        self.assertEqual((0, ""), (status, err))
        self.assertRegex(out, r"\ATocsin \S+, MicroPython .*\n\Z")

    def test_status(self):
        for code, status, error in (
            ("pass", 0, ""),
            ("import sys; sys.exit()", 0, ""),
            ("import sys; sys.exit(3)", 3, ""),
            ("import sys; sys.exit(256 + 7)", 7, ""),
            ("import sys; sys.exit('text')", 1, "text\n"),
            ("import sys; sys.exit(None)", 0, ""),
            ("raise SystemExit", 0, ""),
            ("raise SystemExit(4)", 4, ""),
        ):
            with self.subTest(code):
                self.check((status, "", error), "-c", code)

    def test_uncaught_exception(self):
        self.write("a.py", "def f():\n    raise ValueError('why')\nf()\n")
        self.check((1, "", 'Traceback (most recent call last):\n  File "a.py", line 3, in <module>\n'
                    '  File "a.py", line 2, in f\nValueError: why\n'), "a.py")

    def test_syntax_error(self):
        self.write("a.py", "print('ran')\nx = = 1\n")
        self.check((1, "", 'Traceback (most recent call last):\n  File "a.py", line 2\nSyntaxError: invalid syntax\n'),
                   "a.py")

    def test_board_lives_on(self):
        self.write("a.py", ALARM)
        self.check((0, "last line\nalarm\n", ""), "--virtual-time", "a.py")
        self.check((0, "last line\nalarm\n", ""), "a.py")

    def test_status_of_a_board_that_lives_on(self):
        self.write("a.py", ALARM + "raise ValueError\n")
        status, out, _ = self.run_tocsin("--virtual-time", "a.py")
        self.assertEqual((1, "last line\nalarm\n"), (status, out))

    def test_board_lives_on_for_threads_and_presses(self):
        self.write("a.py", "import _thread, time\n"
                   "def thread():\n    time.sleep(1)\n    print('thread')\n"
                   "_thread.start_new_thread(thread, ())\n")
        self.check((0, "thread\n", ""), "--virtual-time", "a.py")
        self.write("b.py", "from machine import Pin\n"
                   "Pin('P10', Pin.IN, Pin.PULL_UP).callback(Pin.IRQ_FALLING, lambda pin: print('pressed'))\n")
        self.check((0, "pressed\n", ""), "--virtual-time", "--press", "P10@60s", "b.py")
        self.check((0, "", ""), "--virtual-time", "--exit", "--press", "P10@60s", "b.py")

    def test_handler_of_the_last_moment_may_arm_again(self):
        self.write("a.py", "from machine import Timer\n"
                   "left = 3\n"
                   "def handler(alarm):\n"
                   "    global left\n"
                   "    left -= 1\n"
                   "    print(left)\n"
                   "    if left:\n"
                   "        alarm.callback(handler)\n"
                   "Timer.Alarm(handler, 0.001)\n")
        self.check((0, "2\n1\n0\n", ""), "a.py")

    def test_exit_ends_at_the_last_line(self):
        self.write("a.py", ALARM)
        self.check((0, "last line\n", ""), "--exit", "a.py")

    def test_sys_exit_ends_though_alarms_are_armed(self):
        self.write("a.py", ALARM + "import sys\nsys.exit(5)\n")
        self.check((5, "last line\n", ""), "a.py")

    def test_inspect_enters_the_prompt(self):
        self.write("a.py", "x = 7\n")
        status, out, _ = self.run_tocsin("-i", "a.py", stdin=b"x * 6\nimport sys; sys.exit(9)\n")
        self.assertEqual(9, status)
        self.assertIn("\n42\n>>> ", out)

    def test_virtual_time_is_quick(self):
        self.write("a.py", "import time\nfrom machine import Timer\n"
                   "count = 0\n"
                   "def handler(alarm):\n"
                   "    global count\n"
                   "    count += 1\n"
                   "alarm = Timer.Alarm(handler, 0.25, periodic=True)\n"
                   "time.sleep(90)\n"
                   "alarm.cancel()\n"
                   "print(count, time.ticks_ms())\n")
        began = time.monotonic()
        status, out, err = self.run_tocsin("--virtual-time", "a.py")
        self.assertLess(time.monotonic() - began, 1 * SLOW)
        self.assertEqual((0, ""), (status, err))
        # The last expiry and the end of the sleep fall together; the alarm goes first.
        self.assertEqual("360 90000\n", out)

    def test_seed_repeats(self):
        code = ("import os, random, machine\n"
                "print([random.getrandbits(30) for _ in range(5)], os.urandom(8), random.random())\n")
        first = self.run_tocsin("--seed", "42", "-c", code)
        self.assertEqual(first, self.run_tocsin("--seed", "42", "-c", code))
        self.assertEqual(first, self.run_tocsin("--seed", "0x2a", "-c", code))
        self.assertNotEqual(first, self.run_tocsin("--seed", "43", "-c", code))
        self.assertNotEqual(self.run_tocsin("-c", code), self.run_tocsin("-c", code))

    def test_seed_repeats_all_of_a_virtual_run(self):
        code = "import os, machine\nprint(machine.rng(), machine.rng(), os.urandom(4))\n"
        first = self.run_tocsin("--virtual-time", "--seed", "1", "-c", code)
        self.assertEqual(first, self.run_tocsin("--virtual-time", "--seed", "1", "-c", code))

    def test_wire(self):
        code = ("from machine import Pin\n"
                "out = Pin('P9', Pin.OUT)\n"
                "print([Pin('P11', Pin.IN)() for level in (1, 0, 1) if out(level) is None])\n")
        self.check((0, "[1, 0, 1]\n", ""), "--wire", "P9=P10", "--wire", "G17=P11", "-c", code)
        self.check((0, "[0, 0, 0]\n", ""), "-c", code)

    def test_press(self):
        code = ("import time\nfrom machine import Pin\nfrom tocsin import irq\n"
                "def handler(pin):\n"
                "    print(irq.event().time_us, irq.event().edge)\n"
                "Pin('P10', Pin.IN, Pin.PULL_UP).callback(3, handler)\n")
        self.check((0, "1500000 2\n1700000 1\n3000000 2\n3100000 1\n", ""), "--virtual-time", "--press",
                   "P10@1.5s:200ms", "--press", "P10@3s", "-c", code)

    def test_depth_and_policy(self):
        code = ("import time, machine\nfrom machine import Pin\nfrom tocsin import board, irq\n"
                "seen = []\n"
                "Pin('P9', Pin.IN).callback(3, lambda pin: seen.append(irq.event().seq))\n"
                "state = machine.disable_irq()\n"
                "for i in range(7):\n"
                "    board.drive('P9', i % 2 == 0)\n"
                "machine.enable_irq(state)\n"
                "time.sleep_ms(1)\n"
                "print(irq.depth(), seen)\n")
        for arguments, out in ((["--irq-depth", "4"], "4 [1, 2, 3, 4]\n"),
                               (["--irq-depth", "4", "--irq-full", "newest"], "4 [1, 2, 3, 4]\n"),
                               (["--irq-depth", "4", "--irq-full", "oldest"], "4 [4, 5, 6, 7]\n"),
                               (["--irq-depth=8"], "8 [1, 2, 3, 4, 5, 6, 7]\n")):
            with self.subTest(arguments):
                status, seen, _ = self.run_tocsin("--virtual-time", *arguments, "-c", code)
                self.assertEqual((0, out), (status, seen))

    def test_boards(self):
        code = "import sys, tocsin\nfrom machine import Pin\nprint(tocsin.board.name(), len(dir(Pin.module)))\n"
        count = None
        for name in ("wipy2", "wipy3", "lopy", "lopy4", "sipy", "gpy", "fipy"):
            with self.subTest(name):
                status, out, err = self.run_tocsin("--board", name, "-c", code)
                self.assertEqual((0, ""), (status, err))
                self.assertEqual(name, out.split()[0])
                pins = int(out.split()[1])
                # The GPy has two more pins: P98 and P99.
                count = count or pins
                self.assertEqual(count + (2 if name == "gpy" else 0), pins)

    def test_extra_pins_of_the_gpy(self):
        code = "from machine import Pin\nprint(Pin('P98').id(), Pin('G99').id(), Pin.module.P99 is Pin.exp_board.G99)\n"
        self.check((0, "P98 P99 True\n", ""), "--board", "gpy", "-c", code)

    def test_stats(self):
        code = ("import time\nfrom machine import Pin, Timer\nfrom tocsin import board\n"
                "Pin('P9', Pin.IN).callback(3, lambda pin: None)\n"
                "for level in (1, 0, 1):\n    board.drive('P9', level)\n    time.sleep_ms(1)\n"
                "Timer.Alarm(lambda alarm: 1 // 0, ms=1)\n")
        status, out, err = self.run_tocsin("--virtual-time", "--stats", "-c", code)
        self.assertEqual((0, ""), (status, out))
        rows = {line.split()[0]: line.split()[1:] for line in err.splitlines() if line.strip()}
        self.assertEqual("posted handled refused cancelled missed errors".split(), rows["interrupts"])
        self.assertEqual(["3", "3", "0", "0", "0", "0"], rows["P9"])
        self.assertEqual(["1", "1", "0", "0", "0", "1"], rows["Alarm-1"])
        self.assertEqual(["4", "4", "0", "0", "0", "1"], rows["total"])
        self.assertIn("queue depth 16, at most 1 waited\n", err)
        self.assertTrue(err.endswith(
            "latency, post to handler: p50 0 ns, p90 0 ns, p99 0 ns, max 0 ns\n"
            "     0 ns                 4 100.0 % " + "#" * 40 + "\n"), err)

    def test_stats_also_when_the_program_fails(self):
        status, _, err = self.run_tocsin("--stats", "-c", "raise ValueError")
        self.assertEqual(1, status)
        self.assertIn("\ntotal ", err)

    def test_tracebacks_of_several_threads_keep_their_lines(self):
        self.write("a.py", "import _thread\n"
                   "def fail(number):\n    raise ValueError('thread %d' % number)\n"
                   "for number in range(50):\n    _thread.start_new_thread(fail, (number,))\n")
        _, _, err = self.run_tocsin("a.py")
        line = re.compile(r"Unhandled exception in thread started by <function fail at 0x[0-9a-f]+>|"
                          r'Traceback \(most recent call last\):|  File "a.py", line 3, in fail|ValueError: thread (\d+)')
        told = [line.fullmatch(text) for text in err.splitlines()]
        self.assertNotIn(None, told, err)
        self.assertEqual(list(range(50)), sorted(int(match[1]) for match in told if match[1]))

    def test_flash(self):
        self.write("flash/boot.py", "print('boot')\n")
        self.write("flash/main.py", "import helper\nprint('main', open('/flash/data').read())\nimport sys\n")
        self.write("flash/lib/helper.py", "print('helper')\n")
        self.write("flash/data", "data")
        status, out, _ = self.run_tocsin("--flash", "flash", stdin=b"import sys; sys.exit(3)\n")
        self.assertEqual(3, status)
        self.assertTrue(out.startswith("boot\nhelper\nmain data\n"), out)

    def test_flash_with_a_script(self):
        self.write("flash/boot.py", "print('boot')\n")
        self.write("a.py", "print('script')\n")
        self.check((0, "script\n", ""), "--flash", "flash", "a.py")
