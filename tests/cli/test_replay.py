# --replay: recordings of others drive pins, in virtual and in real time, and
# what is wrong with a file is told before anything runs.
#
# SPDX-License-Identifier: MIT
import shutil
import subprocess
import time
import unittest

from harness import Case, SLOW

WATCH = (
    "import time\n"
    "from machine import Pin\n"
    "for name in ('P9', 'P10'):\n"
    "    Pin(name, Pin.IN).callback(3, lambda pin: print(pin.id(), pin(), time.ticks_ms()))\n"
)

# As PulseView writes it.
LOGIC = (
    "$date Tue Nov 24 22:50:03 2026 $end\n"
    "$version PulseView 0.4.2 $end\n"
    "$comment\n  Acquisition with 2/8 channels at 1 MHz\n$end\n"
    "$timescale 1 us $end\n"
    "$scope module libsigrok $end\n"
    "$var wire 1 ! D0 $end\n"
    "$var wire 1 \" D1 $end\n"
    "$upscope $end\n"
    "$enddefinitions $end\n"
    '#0 0! 0"\n'
    '#1000 1! 1"\n'
    "#2000 0!\n"
    '#3000 1! 0"\n'
    "#250000\n"
)
SEEN = "P9 1 1\nP10 1 1\nP9 0 2\nP9 1 3\nP10 0 3\n"


class Replay(Case):
    def replay(self, text, options="", script=WATCH, time="--virtual-time"):
        self.write("a.vcd", text)
        self.write("watch.py", script)
        return self.run_tocsin(time, "--replay", "a.vcd" + options, "watch.py")

    def test_a_logic_analyser_drives_pins(self):
        self.assertEqual((0, SEEN, ""), self.replay(LOGIC, ",D0=P9,D1=G17"))

    def test_the_program_lives_until_the_end_of_the_recording(self):
        script = "import sys\n" + WATCH + "sys.atexit(lambda: print(time.ticks_ms()))\n"
        self.assertEqual((0, SEEN + "250\n", ""), self.replay(LOGIC, ",D0=P9,D1=P10", script))

    def test_real_time(self):
        # Its levels at the end, however late the program began.
        script = ("import sys\nfrom machine import Pin\n"
                  "pins = [Pin(name, Pin.IN) for name in ('P9', 'P10')]\n"
                  "sys.atexit(lambda: print([pin() for pin in pins]))\n")
        self.write("a.vcd", LOGIC)
        self.write("levels.py", script)
        begun = time.monotonic()
        self.check((0, "[1, 0]\n", ""), "--replay", "a.vcd,D0=P9,D1=P10", "levels.py")
        self.assertGreaterEqual(time.monotonic() - begun, 0.25)

    def test_a_soft_reset_does_not_end_it(self):
        script = ("import machine, time\n"
                  "if time.ticks_ms() < 2:\n    time.sleep_us(1500)\n    machine.soft_reset()\n") + WATCH
        # At the second start it is 1.5 ms, at the third 2 ms.
        script = script.replace("time.sleep_us(1500)", "time.sleep_us(1500 if time.ticks_us() == 0 else 500)")
        self.assertEqual((0, "PYB: soft reboot\nPYB: soft reboot\nP9 1 3\nP10 0 3\n", ""),
                         self.replay(LOGIC, ",D0=P9,D1=P10", script))

    def test_x_and_z_let_go(self):
        text = LOGIC.split("#0")[0] + "#1000 0!\n#2000 x!\n#3000 0!\n#4000 Z!\n#5000\n"
        script = WATCH.replace("Pin.IN)", "Pin.IN, Pin.PULL_UP)")
        self.assertEqual((0, "P9 0 1\nP9 1 2\nP9 0 3\nP9 1 4\n", ""), self.replay(text, ",D0=P9", script))

    def test_an_output_of_the_program_goes_before_what_was_recorded_of_it(self):
        # A recording that has outputs as well and does not say which they are.
        text = LOGIC.replace("D0", "P9").replace("D1", "P10")
        script = "from machine import Pin\nPin('P9', Pin.OUT, value=1)\n" + WATCH.replace("('P9', 'P10')", "('P10',)")
        self.assertEqual((0, "P10 1 1\nP10 0 3\n", ""), self.replay(text, "", script))
        # With a mapping the user has said so.
        status, _, err = self.replay(text, ",P9=P9,P10=P10", script)
        self.assertEqual((0, "tocsin: P9 and P9 (outside) drive against each other\n" * 2), (status, err))

    def test_a_million_changes(self):
        body = "".join("#%d\n%d!\n" % (i, i % 2) for i in range(1000000))
        script = ("from machine import Pin\nseen = 0\n"
                  "def on_edge(pin):\n    global seen\n    seen += 1\n"
                  "    if seen == 999999:\n        print(seen)\n"
                  "Pin('P9', Pin.IN).callback(3, on_edge)\n")
        self.write("a.vcd", LOGIC.split("#0")[0] + body)
        self.write("watch.py", script)
        self.assertEqual((0, "999999\n", ""), self.run_tocsin("--virtual-time", "--replay", "a.vcd,D0=P9", "watch.py",
                                                              limit=120 * SLOW))

    def test_bad_files(self):
        for text, options, why in (
            ("", "", "line 1: the file ends before $enddefinitions"),
            ("PK\3\4", "", "line 1: a VCD file begins with declarations such as $timescale, not with 'PK??'"),
            (LOGIC.replace("#2000", "#200"), ",D0=P9",
             "line 14: the time '#200' is before the one in front of it"),
            (LOGIC.replace("#250000", "#99999999999999999999"), ",D0=P9",
             "line 16: the time '#99999999999999999999' has more than 64 bits"),
            (LOGIC, "", "has no variable that is named as a pin of this board: it has 'D0', 'D1'; say which is "
                        "which, such as FILE.vcd,D0=P10"),
            (LOGIC, ",D8=P9", "has no variable 'D8': it has 'D0', 'D1'"),
        ):
            with self.subTest(why):
                self.assertEqual((2, "", "tocsin: --replay a.vcd: " + why + "\n"),
                                 self.replay(text, options, "print('it ran')\n"))

    def test_missing_file(self):
        self.check((2, "", "tocsin: --replay no.vcd: No such file or directory\n"), "--replay", "no.vcd", "-c", "print(1)")

    @unittest.skipUnless(shutil.which("sigrok-cli"), "needs sigrok-cli")
    def test_what_sigrok_cli_writes(self):
        samples = bytes((i // 50) % 2 | (i // 20) % 2 << 1 for i in range(200))
        (self.folder / "samples").write_bytes(samples)
        subprocess.run(["sigrok-cli", "-I", "binary:numchannels=2:samplerate=1000", "-i", "samples", "-O", "vcd",
                        "-o", "sigrok.vcd"], cwd=self.folder, check=True, stdout=subprocess.DEVNULL)
        self.write("watch.py", WATCH)
        edges = []
        for ms in range(1, 200):
            for bit, pin in ((0, "P9"), (1, "P10")):
                level = samples[ms] >> bit & 1
                if level != samples[ms - 1] >> bit & 1:
                    edges.append("%s %d %d\n" % (pin, level, ms))
        self.check((0, "".join(edges), ""), "--virtual-time", "--replay", "sigrok.vcd,0=P9,1=P10", "watch.py")

    @unittest.skipUnless(shutil.which("vcd2fst") and shutil.which("fst2vcd"), "needs GTKWave's tools")
    def test_what_gtkwave_writes(self):
        head, body = LOGIC.split("$enddefinitions $end\n")
        # Its reader wants a line for each change.
        self.write("a.vcd", head + "$enddefinitions $end\n" + "\n".join(body.split()) + "\n")
        subprocess.run(["vcd2fst", "a.vcd", "a.fst"], cwd=self.folder, check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["fst2vcd", "a.fst", "-o", "b.vcd"], cwd=self.folder, check=True, stdout=subprocess.DEVNULL)
        self.write("watch.py", WATCH)
        status, out, err = self.run_tocsin("--virtual-time", "--replay", "b.vcd,D0=P9,D1=P10", "watch.py")
        # At equal times it orders the changes anew.
        self.assertEqual((0, sorted(SEEN.splitlines()), ""), (status, sorted(out.splitlines()), err))
