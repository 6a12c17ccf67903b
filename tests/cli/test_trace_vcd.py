# --trace FILE.vcd: GTKWave's tools read it back, the times are those of the
# run, and a recording replayed is the same run again.
#
# SPDX-License-Identifier: MIT
import os
import subprocess

from harness import Case, emulator

PROGRAM = """
import time, tocsin
from machine import Pin, Timer

button = Pin("P10", Pin.IN, Pin.PULL_UP)
led = Pin("P9", Pin.OUT)


def on_edge(pin):
    print("edge", pin(), time.ticks_us())
    led.toggle()
    time.sleep_ms(2)


button.callback(Pin.IRQ_FALLING | Pin.IRQ_RISING, on_edge)
alarm = Timer.Alarm(lambda alarm: time.sleep_ms(1), ms=7, periodic=True)
tocsin.board.pulses("P11", 5, 300)
tocsin.board.press("P12", 5, 5)
time.sleep_us(100)
tocsin.board.drive("P8", 1)
time.sleep_ms(40)
tocsin.board.release("P8")
alarm.cancel()
print("done", time.ticks_us())
"""
PRESSES = ("--press", "P10@20ms:10ms", "--press", "P10@150ms:5ms", "--press", "P13@31ms:4ms")

STUCK = """
import _thread, time
@micropython.viper
def forever():
    while True:
        pass
_thread.start_new_thread(forever, ())
"""


def parse(text):
    """The variables, "scope.name" to its changes, each a time and a value."""
    head, body = text.split("$enddefinitions")
    names, changes, scope = {}, {}, None
    lines = [line.split() for line in head.splitlines()]
    for words in lines:
        if words[:1] == ["$scope"]:
            scope = words[2]
        elif words[:1] == ["$var"]:
            names[words[3]] = scope + "." + words[4]
            changes[scope + "." + words[4]] = []
    now = 0
    for line in body.splitlines()[1:]:
        if line.startswith("#"):
            now = int(line[1:])
        elif line and not line.startswith("$"):
            value, code = line.split() if line[0] == "b" else (line[0], line[1:])
            if value[0] == "b":
                value = int(value[1:], 2)
            changes[names[code]].append((now, value))
    return changes


class Vcd(Case):
    def trace(self, *arguments, name="a.vcd"):
        done = self.run_tocsin("--virtual-time", "--trace", name, *arguments)
        return done, (self.folder / name).read_text()

    def test_it_tells_what_happened_when(self):
        self.write("a.py", PROGRAM)
        done, text = self.trace(*PRESSES, "a.py")
        self.assertEqual(done, (0, "edge 0 20000\nedge 1 30000\ndone 40100\nedge 0 150000\nedge 1 155000\n", ""))
        changes = parse(text)
        ms = 1000000
        self.assertEqual(changes["pins.P10"],
                         [(0, "0"), (0, "1"), (20 * ms, "0"), (30 * ms, "1"), (150 * ms, "0"), (155 * ms, "1"),
                          (157 * ms, "0")])  # without power, without a pull-up
        self.assertEqual(changes["outside.P10"],
                         [(0, "x"), (20 * ms, "0"), (30 * ms, "x"), (150 * ms, "0"), (155 * ms, "x")])
        self.assertEqual(changes["outside.P13"], [(0, "x"), (31 * ms, "1"), (35 * ms, "x")])
        self.assertEqual(changes["handlers.P10"],
                         [(0, "0")] + [(at * ms, value) for at, value in
                                       ((20, "1"), (22, "0"), (30, "1"), (32, "0"),
                                        (150, "1"), (152, "0"), (155, "1"), (157, "0"))])
        self.assertEqual(changes["events.Alarm-1"], [(at * ms, "1") for at in (7, 14, 21, 28, 35)])
        self.assertEqual(changes["handlers.Alarm-1"][5:7], [(22 * ms, "1"), (23 * ms, "0")])
        self.assertEqual(max(value for _, value in changes["queue.depth"]), 1)

    def test_what_the_program_drives_is_not_from_outside(self):
        self.write("a.py", PROGRAM)
        changes = parse(self.trace("a.py")[1])
        self.assertEqual(changes["pins.P8"], [(0, "0"), (100000, "1"), (40100000, "0")])
        self.assertEqual(changes["pins.P12"], [(0, "0"), (5000000, "1")])
        self.assertEqual(len(changes["pins.P11"]), 7)  # the first level, five pulses, the pull-down
        for name in ("P8", "P11", "P12"):
            self.assertEqual(changes["outside." + name], [(0, "x")])

    def test_gtkwave_reads_the_same(self):
        self.write("a.py", PROGRAM)
        _, text = self.trace(*PRESSES, "a.py")
        for line in (["vcd2fst", "a.vcd", "a.fst"], ["fst2vcd", "-f", "a.fst", "-o", "b.vcd"]):
            subprocess.run(line, cwd=self.folder, check=True, stdout=subprocess.DEVNULL)
        self.assertEqual(parse((self.folder / "b.vcd").read_text()), parse(text))

    def test_a_replay_is_the_same_run(self):
        self.write("a.py", PROGRAM)
        first = self.trace("--trace", "a.json", *PRESSES, "a.py")
        again = self.trace("--trace", "b.json", "--replay", "a.vcd", "a.py", name="b.vcd")
        self.assertEqual(again, first)
        self.assertEqual((self.folder / "b.json").read_bytes(), (self.folder / "a.json").read_bytes())

    def test_is_complete_after_each_kind_of_end(self):
        led = "from machine import Pin\nled = Pin('P9', Pin.OUT)\nled(1)\n"
        for code, status in (("import sys; sys.exit(3)", 3), ("1 / 0", 1), ("pass", 0)):
            done, text = self.trace("-c", led + code)
            self.assertEqual(done[0], status)
            self.assertEqual(parse(text)["pins.P9"][:2], [(0, "0"), (0, "1")])
        self.assertEqual(os.listdir(self.folder), ["a.vcd"])

    def test_is_complete_after_ctrl_c(self):
        path = self.folder / "c.vcd"
        code = "from machine import Pin\nPin('P9', Pin.OUT, value=1)\nprint('on')\nwhile True: pass"
        session = self.session("--trace", path, "-c", code)
        session.expect("on")
        session.interrupt()
        self.assertEqual(session.status(), 1)
        self.assertEqual([value for _, value in parse(path.read_text())["pins.P9"]][:2], ["0", "1"])

    def test_is_complete_when_a_thread_is_stuck(self):
        if emulator() and "decorator" in self.run_tocsin("-c", "@micropython.viper\ndef f():\n    pass")[2]:
            self.skipTest("MicroPython has no native code for the processor of " + emulator())
        done, text = self.trace("--exit", "-c", STUCK + "from machine import Pin\nPin('P9', Pin.OUT, value=1)\n")
        self.assertIn("does not end; ending it", done[2])
        self.assertEqual(parse(text)["pins.P9"][:2], [(0, "0"), (0, "1")])

    def test_a_name_with_no_room_for_another_beside_it(self):
        name = "x" * 246 + ".vcd"
        self.check((2, "", "tocsin: --trace %s: cannot make a temporary file beside it: File name too long\n" % name),
                   "--trace", name, "-c", "print(1)")
        self.assertEqual(os.listdir(self.folder), [])
