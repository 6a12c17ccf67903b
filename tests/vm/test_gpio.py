# Pins on lines of a chip of the kernel's simulator: many edges, storms, what is
# left behind, and a recording that is replayed.
#
# SPDX-License-Identifier: MIT
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = str(HERE), str(HERE.parent / "cli")
from harness import Case, LIMIT, command  # noqa: E402
from lines import World, chip_path, interrupts_of, is_used, share_a_processor  # noqa: E402

KEY, LED = 3, 4
MAP = ("--map", "P9=sim-pins:KEY", "--map", "P10=sim-pins:LED")
PACED = 10000
STORM = 20000

# Edges until the world says that they were all.
COUNT = """
import sys, time
from machine import Pin
from tocsin import irq
edges = [0, 0, 0, 0]  # all, out of order, no later, twice the same
last = [None, -1]
def on_edge(pin):
    event = irq.event()
    edges[0] += 1
    edges[1] += event.seq != edges[0]
    edges[2] += event.time_us <= last[1]
    edges[3] += event.level == last[0]
    last[:] = event.level, event.time_us
pin = Pin("P9", Pin.IN)
pin.callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, on_edge)
print("watching")
input()
time.sleep_ms(200)
pin.callback(0)
stats = irq.stats()
print(edges, [stats[key] for key in ("handled", "refused", "lost_in_kernel")])
"""


class Gpio(Case):
    def setUp(self):
        super().setUp()
        self.key = World(KEY)
        self.addCleanup(self.key.close)
        self.key.drive(0)

    def counted(self, session):
        session.send("\n")
        text = session.rest()
        self.assertEqual(0, session.status(), text)
        # A line about lost interrupts may come behind it.
        line = re.search(r"^\[.*\] \[.*\]$", text, re.MULTILINE)
        self.assertIsNotNone(line, text)
        return [int(number) for number in re.findall(r"\d+", line.group())], text

    def in_step(self):
        """No change of a line may escape the kernel."""
        self.addCleanup(share_a_processor("tocsin"))

    def test_paced_edges_all_arrive_in_order(self):
        session = self.session("--irq-depth", "256", "--stats", *MAP, "-c", COUNT.replace("print(edges", "print('edges', edges"))
        session.expect("watching")
        self.in_step()
        for i in range(PACED):
            self.key.drive(1 - i % 2)
            time.sleep(0.0002)
        session.send("\n")
        text = session.rest(4 * LIMIT)
        self.assertIn("edges [%d, 0, 0, 0] [%d, 0, 0]\n" % (PACED, PACED), text)
        # The histogram of kernel time to first bytecode, to be seen.
        print("\n".join(text.splitlines()[-20:]))

    def storm(self, in_step):
        """Returns how many changes were no edges to the kernel."""
        session = self.session("--irq-depth", "64", *MAP, "-c", COUNT)
        session.expect("watching")
        if in_step:
            self.in_step()
        before = interrupts_of("tocsin")
        for i in range(STORM):
            self.key.drive(1 - i % 2)
        interrupts = interrupts_of("tocsin") - before
        numbers, text = self.counted(session)
        handled, refused, lost = numbers[4:]
        edges = handled + refused + lost
        print("storm: %d changes made %d interrupts of the kernel, and these %d edges = %d handled + %d refused"
              " + %d lost in the kernel" % (STORM, interrupts, edges, handled, refused, lost))
        self.assertGreater(handled, 0)
        # Changes become one where the kernel does not get to look between them,
        # at first as interrupts that wait, then in the thread that looks.
        self.assertLessEqual(edges, interrupts)
        self.assertLessEqual(interrupts, STORM)
        if edges < STORM:
            print("storm: the kernel merged %d changes into the interrupt before, and %d interrupts into the edge before"
                  % (STORM - interrupts, interrupts - edges))
        self.assertEqual(lost > 0, "tocsin: the kernel lost" in text, text)
        self.assertEqual(refused > 0, "tocsin: interrupt queue full" in text, text)
        return STORM - edges

    def test_a_storm_is_accounted_for(self):
        merged = self.storm(False)
        if os.cpu_count() > 1:
            merged = self.storm(True)
        self.assertEqual(0, merged)

    def test_what_the_kernel_loses_is_told(self):
        # Nobody reads while the process is stopped.
        session = self.session("--irq-depth", "16", *MAP, "-c", COUNT)
        session.expect("watching")
        self.in_step()
        session.process.send_signal(signal.SIGSTOP)
        for i in range(100):
            self.key.drive(1 - i % 2)
            time.sleep(0.002)
        session.process.send_signal(signal.SIGCONT)
        numbers, text = self.counted(session)
        handled, refused, lost = numbers[4:]
        self.assertEqual(100, handled + refused + lost, text)
        # The kernel keeps 16.
        self.assertGreaterEqual(lost, 80, text)
        self.assertIn("tocsin: the kernel lost %d edges: P9 %d" % (lost, lost), text)

    def test_a_program_killed_amid_edges_holds_no_line(self):
        code = """
from machine import Pin
led = Pin("P10", Pin.OUT, value=1)
Pin("P9").callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, lambda pin: (led.toggle(), print("edge")))
print("on")
"""
        session = self.session(*MAP, "-c", code)
        session.expect("on")
        for i in range(400):
            self.key.drive(1 - i % 2)
            if i == 200:
                session.expect("edge")
                self.assertEqual((True, True), (is_used(KEY), is_used(LED)))
                session.process.kill()
        session.process.wait()
        self.assertEqual((False, False), (is_used(KEY), is_used(LED)))
        # The next one has them at once.
        session = self.session(*MAP, "-c", code)
        session.expect("on")
        self.key.drive(1)
        session.expect("edge")

    def test_a_line_in_use_names_its_consumer(self):
        session = self.session(*MAP, "-c", "from machine import Pin\nPin('P9').callback(Pin.IRQ_RISING, print)\nprint('on')")
        session.expect("on")
        status, _, err = self.run_tocsin(*MAP, "-c", "from machine import Pin; Pin('P9')")
        self.assertEqual(1, status)
        self.assertRegex(err, r"OSError: resource not available: P9: gpiochip\d+ line 3 \(KEY\): in use by tocsin\n")

    def test_no_permission_names_the_group(self):
        path = chip_path()
        self.addCleanup(shutil.chown, path, "root", "root")
        self.addCleanup(path.chmod, 0o600)
        for mode, group, why in ((0o660, "dialout", "it is for the group dialout: sudo adduser $USER dialout, then log in anew"),
                                 (0o600, "root", "it is for root only")):
            shutil.chown(path, "root", group)
            path.chmod(mode)
            done = subprocess.run(command("--map", "P9=%s:3" % path, "-c", "from machine import Pin; Pin('P9')"), stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd="/", user=65534, group=65534, extra_groups=[])
            self.assertIn("OSError: resource not available: P9: %s: permission denied, %s\n" % (path, why), done.stdout.decode())
            done = subprocess.run(command("pins"), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                  cwd="/", user=65534, group=65534, extra_groups=[])
            self.assertIn("tocsin: %s: permission denied, %s\n" % (path, why), done.stdout.decode())

    def test_soft_resets_leave_no_descriptor(self):
        session = self.session(*MAP, "-i", "-c", "pass")
        folder = pathlib.Path("/proc/%d/fd" % session.process.pid)
        counts = []
        for i in range(100):
            session.expect(">>> ")
            session.send("from machine import Pin\n")
            session.expect(">>> ")
            session.send("p = Pin('P9'); p.callback(Pin.IRQ_RISING, print); q = Pin('P10', Pin.OUT)\n")
            session.expect(">>> ")
            counts.append(len(list(folder.iterdir())))
            session.send("\x04")
        session.expect(">>> ")
        self.assertFalse(is_used(KEY))
        self.assertEqual(counts[:1] * 100, counts)

    def test_watching_anew_leaves_no_descriptor(self):
        session = self.session(*MAP, "-c", """
from machine import Pin
p = Pin("P9")
for i in range(101):
    p.callback(Pin.IRQ_RISING, print)
    if i in (0, 100):
        print("watching")
        input()
    p.callback(0)
    p.mode(Pin.OUT)
    p.mode(Pin.IN)
""")
        folder = pathlib.Path("/proc/%d/fd" % session.process.pid)
        counts = []
        for _ in range(2):
            session.expect("watching")
            counts.append(len(list(folder.iterdir())))
            session.send("\n")
        self.assertEqual(0, session.status())
        self.assertEqual(counts[0], counts[1])

    def test_a_watched_pin_keeps_the_board_alive(self):
        session = self.session(*MAP, "-c", "from machine import Pin\np = Pin('P9')\n"
                               "p.callback(Pin.IRQ_RISING, lambda p: (print('got it'), p.callback(0)))\nprint('on')")
        session.expect("on")
        self.key.drive(1)
        session.expect("got it")
        self.assertEqual(0, session.status())

    def test_another_chip_goes_away(self):
        more = World(2, "gpio-more")
        more.drive(0)
        live = pathlib.Path("/sys/kernel/config/gpio-sim/more/live")
        session = self.session(*MAP, "--map", "P11=sim-more:2", "-c", """
from machine import Pin
other = Pin("P11")
p = Pin("P9")
p.callback(Pin.IRQ_RISING, lambda p: (print("still here"), p.callback(0)))
print("both", other())
input()
try:
    other()
except OSError as error:
    print(error)
""")
        session.expect("both 0")
        more.close()
        live.write_text("0")
        self.addCleanup(self.plug_in, live)
        session.send("\n")
        self.assertRegex(session.expect(": the chip is unplugged\n"), r"resource not available: P11: (gpiochip\d+ line 2|sim-more:2)$")
        self.key.drive(1)
        session.expect("still here")
        self.assertEqual(0, session.status())

    @staticmethod
    def plug_in(live):
        live.write_text("1")
        link = pathlib.Path("/dev/gpio-more")
        config = live.parent
        link.unlink()
        link.symlink_to("/sys/devices/platform/%s/%s" % ((config / "dev_name").read_text().strip(),
                                                         (config / "bank0/chip_name").read_text().strip()))

    def test_a_recording_replays_as_the_same_edges(self):
        self.write("edges.py", """
import sys
from machine import Pin
from tocsin import irq
led = Pin("P10", Pin.OUT)
seen = []
def on_edge(pin):
    event = irq.event()
    seen.append((event.time_us, event.edge, event.level))
    led.toggle()
    if len(seen) == 40:
        pin.callback(0)
        for i, (time_us, edge, level) in enumerate(seen):
            print(i, time_us - seen[0][0], edge, level)
        print("led", led())
pin = Pin("P9", Pin.IN)
pin.callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, on_edge)
print("watching")
""")
        session = self.session("--trace", "run.vcd", *MAP, "edges.py")
        session.expect("watching")
        self.in_step()
        for i in range(40):
            self.key.drive(1 - i % 2)
            time.sleep(0.001 + 0.0003 * (i % 7))
        recorded = session.rest()
        self.assertEqual(0, session.status(), recorded)
        status, replayed, err = self.run_tocsin("--virtual-time", "--replay", "run.vcd", "edges.py")
        self.assertEqual((0, ""), (status, err))
        replayed = replayed.partition("watching")[2]

        def edges(text):
            return [tuple(map(int, line.split())) for line in text.strip().splitlines() if line[0].isdigit()]
        # Microseconds are cut off from nanoseconds that have another beginning.
        for was, now in zip(edges(recorded), edges(replayed), strict=True):
            self.assertEqual((was[0], was[2:]), (now[0], now[2:]))
            self.assertLessEqual(abs(was[1] - now[1]), 1)
        self.assertEqual(recorded.strip().splitlines()[-1], replayed.strip().splitlines()[-1])

    def test_pins_lists_the_lines(self):
        status, out, _ = self.run_tocsin("pins", *MAP, "--map", "P11=sim-pins:9,active-low", "--map", "P12=sim-none:1")
        self.assertEqual(0, status)
        self.assertRegex(out, r"gpiochip\d+ \[sim-pins\], 16 lines\n")
        self.assertRegex(out, r" 3  KEY +in +- +P9 \(G16\)\n")
        self.assertRegex(out, r" 9  - +in +- +P11 \(\w+\), active low\n")
        self.assertTrue(out.endswith("Pins whose line is not there:\nP12=sim-none:1\n"), out)

    def test_active_low_and_mixed_boards(self):
        self.key.drive(1)
        status, out, err = self.run_tocsin(
            "--map", "P9=sim-pins:3,active-low", "--wire", "P11=P12", "--attach", "i2c0=si7006,temperature=21.5", "-c", """
from machine import Pin, I2C
print(Pin("P9")())
out = Pin("P11", Pin.OUT, value=1)
print(Pin("P12")())
print(I2C(0).scan())
""")
        self.assertEqual((0, "0\n1\n[64]\n", ""), (status, out, err))
