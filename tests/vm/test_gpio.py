# Pins on lines of a chip of the kernel's simulator: many edges, storms, what is
# left behind, and a recording that is replayed.
#
# SPDX-License-Identifier: MIT
import fcntl
import os
import pathlib
import re
import shutil
import signal
import struct
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))
from harness import Case, LIMIT, command  # noqa: E402

MAP = ("--map", "P9=sim-pins:KEY", "--map", "P10=sim-pins:LED")
PACED = 10000
STORM = 20000

# Edges until the world says that they were all.
COUNT = """
import sys, time
from machine import Pin
from tocsin import irq
edges = [0, 0, 0, 0]  # all, out of order, back in time, twice the same
last = [None, 0]
def on_edge(pin):
    event = irq.event()
    edges[0] += 1
    edges[1] += event.seq != edges[0]
    edges[2] += event.time_us < last[1]
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


class World:
    """A line, and what drives it from outside."""

    def __init__(self, line, chip="gpio-sim"):
        self.file = os.open("/dev/%s/sim_gpio%d/pull" % (chip, line), os.O_WRONLY)

    def drive(self, level):
        os.pwrite(self.file, b"pull-up" if level else b"pull-down", 0)

    def close(self):
        os.close(self.file)


def is_used(line):
    """Whether a program holds the line, as the kernel says."""
    offsets = {"KEY": 3, "LED": 4}
    with open(chip_path(), "rb", buffering=0) as file:
        info = bytearray(256)
        struct.pack_into("I", info, 64, offsets[line])
        fcntl.ioctl(file, 0xC100B405, info)  # GPIO_V2_GET_LINEINFO
    return bool(struct.unpack_from("Q", info, 72)[0] & 1)


def chip_path():
    return [path for path in pathlib.Path("/dev").glob("gpiochip*") if label_of(path) == "sim-pins"][0]


def label_of(path):
    with open(path, "rb", buffering=0) as file:
        info = bytearray(68)
        fcntl.ioctl(file, 0x8044B401, info)  # GPIO_GET_CHIPINFO
    return bytes(info[32:64]).rstrip(b"\0").decode()


class Gpio(Case):
    def setUp(self):
        super().setUp()
        self.key = World(3)
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

    def test_paced_edges_all_arrive_in_order(self):
        session = self.session("--irq-depth", "256", "--stats", *MAP, "-c", COUNT.replace("print(edges", "print('edges', edges"))
        session.expect("watching")
        for i in range(PACED):
            self.key.drive(1 - i % 2)
            time.sleep(0.0002)
        session.send("\n")
        text = session.rest(4 * LIMIT)
        if os.cpu_count() == 1:
            self.assertIn("edges [%d, 0, 0, 0] [%d, 0, 0]\n" % (PACED, PACED), text)
        else:
            # The kernel looks at the level when it gets to it. With a second
            # processor it may come too late for one of two edges.
            numbers = re.search(r"edges \[(\d+), 0, 0, \d+\] \[(\d+), 0, 0\]\n", text)
            self.assertIsNotNone(numbers, text)
            self.assertEqual(numbers[1], numbers[2])
        # The histogram of kernel time to first bytecode, to be seen.
        print("\n".join(text.splitlines()[-20:]))

    def test_a_storm_is_accounted_for(self):
        session = self.session("--irq-depth", "64", *MAP, "-c", COUNT)
        session.expect("watching")
        for i in range(STORM):
            self.key.drive(1 - i % 2)
        numbers, text = self.counted(session)
        handled, refused, lost = numbers[4:]
        # The kernel looks at the level when it gets to it: two changes in a row
        # may be one edge to it, and are then never events.
        print("storm: %d changes = %d handled + %d refused + %d lost in the kernel + %d merged by the kernel"
              % (STORM, handled, refused, lost, STORM - handled - refused - lost))
        self.assertGreater(handled, 0)
        self.assertLessEqual(handled + refused + lost, STORM)
        self.assertEqual(lost > 0, "tocsin: the kernel lost" in text, text)
        self.assertEqual(refused > 0, "tocsin: interrupt queue full" in text, text)

    def test_what_the_kernel_loses_is_told(self):
        # Nobody reads while the process is stopped.
        session = self.session("--irq-depth", "16", *MAP, "-c", COUNT)
        session.expect("watching")
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

    def test_a_killed_program_holds_no_line(self):
        session = self.session(*MAP, "-c", "from machine import Pin\nPin('P10', Pin.OUT, value=1)\n"
                               "Pin('P9').callback(Pin.IRQ_RISING, print)\nprint('on')")
        session.expect("on")
        self.assertEqual((True, True), (is_used("KEY"), is_used("LED")))
        session.process.kill()
        session.process.wait()
        self.assertEqual((False, False), (is_used("KEY"), is_used("LED")))

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
        self.assertFalse(is_used("KEY"))
        self.assertEqual(counts[0], counts[-1])

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
