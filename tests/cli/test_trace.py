# --trace: the file is read back, its rules are checked, its counts compared.
#
# SPDX-License-Identifier: MIT
import json
import os
import shlex
import subprocess
import time

from harness import LIMIT, Case, command

PROGRAM = """
import time, random, _thread, tocsin
from machine import Pin, Timer

pin = Pin("P10", Pin.IN, Pin.PULL_UP)


def on_edge(pin):
    time.sleep_us(random.randint(50, 400))


def on_alarm(n):
    if n % 17 == 0:
        raise ValueError(n)
    time.sleep_us(random.getrandbits(6))


def work():
    for _ in range(20):
        time.sleep_us(random.randint(100, 900))


pin.callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, on_edge)
alarms = [
    Timer.Alarm(on_alarm, us=random.randint(200, 9000), arg=n, periodic=n % 3 == 0)
    for n in range(200)
]
for _ in range(3):
    _thread.start_new_thread(work, ())
tocsin.board.pulses("P10", 90, 150)
time.sleep_ms(25)
pin.callback(0, None)
for alarm in alarms:
    alarm.cancel()
time.sleep_ms(50)
stats = tocsin.irq.stats()
print([stats[key] for key in ("posted", "handled", "refused", "cancelled", "queued")])
"""

def sums_of(line):
    return [line["args"][key] for key in ("posted", "handled", "refused", "cancelled", "queued")]


class Trace(Case):
    def trace(self, *arguments, name="trace.json"):
        path = os.path.join(self.folder, name)
        done = self.run_tocsin("--trace", path, *arguments)
        return path, done

    def load(self, path):
        with open(path) as file:
            return json.load(file)

    def check_rules(self, events):
        """Ends for begins, times in order, ids in pairs, no negative counter."""
        last, depth, waits = {}, {}, {}
        names = {}
        for event in events:
            phase = event["ph"]
            if phase == "M":
                if event["name"] == "thread_name":
                    names[event["tid"]] = event["args"]["name"]
                continue
            ts = event["ts"]
            if phase == "C":
                self.assertGreaterEqual(event["args"]["depth"], 0)
                self.assertGreaterEqual(ts, last.get("C", 0))
                last["C"] = ts
                continue
            tid = event["tid"]
            if phase in "be":
                key = (event["cat"], event["id"])
                waits.setdefault(key, []).append((phase, ts))
                continue
            self.assertGreaterEqual(ts, last.get(tid, 0), event)
            last[tid] = ts
            if phase == "B":
                self.assertEqual(depth.get(tid, 0), 0, event)
                depth[tid] = 1
                if event["cat"] == "handler":
                    self.assertEqual(event["name"], names[tid])
                    self.assertEqual(waits[("queued", event["args"]["id"])],
                                     [("b", event["args"]["post"]), ("e", ts)])
            elif phase == "E":
                self.assertEqual(depth[tid], 1, event)
                depth[tid] = 0
            else:
                self.assertEqual(phase, "i")
        self.assertEqual(set(depth.values()) - {0}, set())
        for key, pair in waits.items():
            self.assertEqual([phase for phase, _ in pair], ["b", "e"], key)
            self.assertLessEqual(pair[0][1], pair[1][1], key)

    def check_counts(self, events, handlers, refused, cancelled):
        def count(phase, cat):
            return sum(e["ph"] == phase and e.get("cat") == cat for e in events)

        self.assertEqual(count("B", "handler"), handlers)
        self.assertEqual(count("i", "refused"), refused)
        self.assertEqual(count("i", "cancelled"), cancelled)
        self.assertEqual(count("b", "queued"), handlers + cancelled)

    def test_counts_agree_and_rules_hold(self):
        script = self.write("a.py", PROGRAM)
        for options in (["--virtual-time", "--seed", "5"], ["--irq-depth", "4"],
                        ["--virtual-time", "--irq-full", "oldest"]):
            with self.subTest(options=options):
                path, done = self.trace(*options, script)
                self.assertEqual(done[0], 0, done)
                events = self.load(path)
                self.check_rules(events)
                told = json.loads(done[1])
                self.assertGreater(told[1], 10)
                self.assertEqual(sums_of(events[-1]), told)
                self.check_counts(events, *told[1:4])
                self.assertEqual(events[-1]["args"]["dropped"], 0)

    def test_another_seed_is_another_trace(self):
        script = self.write("a.py", PROGRAM)
        files = []
        for seed in "12":
            path, _ = self.trace("--virtual-time", "--seed", seed, script)
            with open(path) as file:
                files.append(file.read())
        self.assertNotEqual(*files)

    def test_is_complete_after_each_kind_of_end(self):
        for code, status in (("import sys; sys.exit(3)", 3), ("1 / 0", 1),
                             ("import machine; machine.Timer.Alarm(print, 1)", 0)):
            path, done = self.trace("--virtual-time", "-c", code)
            self.assertEqual(done[0], status)
            self.assertEqual(self.load(path)[-1]["name"], "end")

    def test_is_complete_after_ctrl_c(self):
        path = os.path.join(self.folder, "c.json")
        session = self.session("--trace", path, "-c", "print('on')\nwhile True: pass")
        session.expect("on")
        session.interrupt()
        self.assertEqual(session.status(), 1)
        self.assertEqual(self.load(path)[-1]["name"], "end")

    def test_is_complete_after_a_second_ctrl_c(self):
        # The main thread is in C code and does not come to take the first one.
        code = "n = 7\nprint('begins')\nn ** 10000000"
        for name in ("c.json", "c.vcd"):
            path = os.path.join(self.folder, name)
            session = self.session("--heap", "64M", "--trace", path, "-c", code)
            session.expect("begins")
            deadline = time.monotonic() + LIMIT
            while session.process.poll() is None and time.monotonic() < deadline:
                session.interrupt()
                time.sleep(0.001)
            self.assertEqual(session.status(), 130)
            if name.endswith("json"):
                self.assertEqual(self.load(path)[-1]["name"], "end")
            else:
                with open(path) as file:
                    self.assertIn("$enddefinitions $end\n#0\n$dumpvars", file.read())

    def test_a_full_disk_is_told_at_the_end(self):
        # No file may be larger than a block: writing fails as on a full disk.
        script = self.write("a.py", PROGRAM)
        for name in ("full.json", "full.vcd"):
            path = os.path.join(self.folder, name)
            words = " ".join(map(shlex.quote, command("--virtual-time", "--trace", path, script)))
            done = subprocess.run(["sh", "-c", "trap '' XFSZ; ulimit -f 1; exec " + words], capture_output=True,
                                  text=True, timeout=LIMIT)
            self.assertEqual(done.returncode, 0)
            self.assertTrue(done.stderr.endswith(
                "tocsin: --trace %s: File too large; the file is cut off\n" % path), done.stderr[-300:])
            self.assertTrue(done.stdout.startswith("["))
        self.assertEqual(self.run_tocsin("--trace", "/dev/full", "-c", "1")[0], 2)

    def test_bad_files_stop_it(self):
        there = self.write("there.json", "old")
        cases = [
            ("no/such/out.json", "No such file or directory"),
            (self.folder, "has to end in .json or .vcd, such as trace.json"),
            ("out.txt", "has to end in .json or .vcd, such as trace.json"),
            ("/dev/null/x.json", "Not a directory"),
        ]
        for path, why in cases:
            done = self.run_tocsin("--trace", there, "--trace", path, "-c", "print(1)")
            self.assertEqual(done, (2, "", "tocsin: --trace %s: %s\n" % (path, why)))
        with open(there) as file:
            self.assertEqual(file.read(), "old")
        twice = self.run_tocsin("--trace", there, "--trace", there, "-c", "print(1)")
        self.assertEqual(twice, (2, "", "tocsin: --trace %s: is given twice\n" % there))

    def test_memory_ring_is_bounded(self):
        script = self.write("ring.py", """
import time, tocsin
from machine import Pin
pin = Pin("P10", Pin.IN)
pin.callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, lambda pin: None)
tocsin.board.pulses("P10", 5000, 10)
time.sleep_ms(60)
print(tocsin.irq.stats()["handled"])
events = tocsin.irq.trace()
print(len(events), events[-1].seq - events[0].seq, len(tocsin.irq.trace(7)), len(tocsin.irq.trace(0)))
""")
        self.check((0, "5000\n4096 4095 7 0\n", ""), "--virtual-time", script)
