# contenders - those who see the edges of a line, each a process of its own
#
# A contender prints "ready" when it has the line, or "absent: REASON". Told that
# it was the last edge, it prints its numbers and waits to be told to end, so that
# its memory can be looked at.
#
# SPDX-License-Identifier: MIT
import pathlib
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
VM = ROOT / "bench" / "vm"
EDGES = str(ROOT / "build" / "bench" / "edges")
TOCSIN = str(ROOT / "build" / "tocsin")
# What tools/bench-peers.sh installed.
PEERS = ROOT / "build" / "bench" / "peers"
# Where the world leaves the times at which it drove the line.
STAMPS = pathlib.Path("/tmp/stamps")
LINE = 9
# When all that come have come.
SETTLE_S = 0.5
PULL = pathlib.Path("/dev/gpio-sim/sim_gpio%d/pull" % LINE)


class Absent(Exception):
    """Why a contender cannot take part."""


class Run:
    """What came out of one."""

    def __init__(self, edges, numbers, memory, rate):
        self.missed = edges - numbers[0]
        self.p50_ns, self.p99_ns, self.longest_ns = numbers[2:5]
        # From the world's write until the kernel's time, where it was looked at.
        self.kernel_ns = numbers[5] if len(numbers) > 5 else None
        self.memory = memory
        self.rate = rate
        self.others = 0.0


class Memory:
    """Resident memory in kB, as ps shows it, and what it is made of."""

    def __init__(self, pid):
        self.parts = {}
        name = "anonymous"
        for line in pathlib.Path("/proc/%d/smaps" % pid).read_text().splitlines():
            words = line.split()
            if not words[0].endswith(":"):
                name = words[5].rpartition("/")[2] if len(words) > 5 and words[5][0] == "/" else "anonymous"
            elif words[0] in ("Rss:", "Anonymous:"):
                sign = 1 if words[0] == "Rss:" else -1
                # Pages of a file that were written to are the process's own.
                self.add(name, sign * int(words[1]))
                if sign < 0:
                    self.add("anonymous", int(words[1]))
        self.all = sum(self.parts.values())
        self.own = self.parts.get("anonymous", 0)

    def add(self, name, kb):
        self.parts[name] = self.parts.get(name, 0) + kb

    def __str__(self):
        parts = sorted(self.parts.items(), key=lambda part: -part[1])
        return ", ".join("%d kB %s" % (kb, name) for name, kb in parts if kb)


class Contender:
    has_main = True  # a program that might have other things to do

    def __init__(self, key, name, words):
        self.key = key
        self.name = name
        self.words = list(map(str, words))
        self.runs = []

    def start(self, *more):
        self.process = subprocess.Popen([*self.words, *more], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.wait_until_ready(self.process)

    def wait_until_ready(self, reader):
        line = reader.stdout.readline().rstrip()
        if line.startswith("absent: "):
            reader.wait()
            raise Absent(line.partition(" ")[2])
        if line != "ready":
            reader.kill()
            raise Absent("it failed")

    def say(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def stop(self):
        """Returns the numbers and the memory."""
        self.say()
        numbers = self.process.stdout.readline()
        if not numbers:
            raise Absent("it failed")
        memory = Memory(self.process.pid)
        self.say()
        self.process.stdin.close()
        self.process.wait()
        return numbers, memory

    def run(self, edges, period_us, *more):
        # Every run begins with the line low.
        PULL.write_text("pull-down")
        self.start(*more)
        words = [EDGES, "toggle", PULL, edges, period_us, STAMPS]
        world = subprocess.run(list(map(str, words)), stdout=subprocess.PIPE, check=True)
        time.sleep(SETTLE_S)
        numbers, memory = self.stop()
        return Run(edges, list(map(int, numbers.split())), memory, edges / int(world.stdout) * 1e9)


class Filtered(Contender):
    """One that prints edges for another program to read."""

    has_main = False

    def start(self, *more):
        self.process = subprocess.Popen([*self.words, *more], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        self.reader = subprocess.Popen([EDGES, "-"], stdin=self.process.stdout, stdout=subprocess.PIPE, text=True)
        # It says nothing when it has the line.
        time.sleep(1)
        self.wait_until_ready(self.reader)

    def stop(self):
        memory = Memory(self.process.pid)
        self.process.terminate()
        self.process.wait()
        numbers = self.reader.stdout.readline()
        self.reader.wait()
        return numbers, memory


def chip():
    """The device file of the simulated chip."""
    pins = subprocess.run([TOCSIN, "pins"], stdout=subprocess.PIPE, text=True)
    for line in pins.stdout.splitlines():
        if "[sim-pins]" in line:
            return "/dev/" + line.split()[0]
    sys.exit("bench-vm: there is no chip sim-pins")


def contenders():
    path = chip()
    python = "/usr/bin/python3"
    return [
        Contender("c", "C, libgpiod 2.2", [EDGES, path, LINE, STAMPS]),
        Contender("over", "C, handing over to a second thread", [EDGES, path, LINE, STAMPS, "over"]),
        Contender("tocsin", "Tocsin", [TOCSIN, "--irq-depth", 1024, "--map", "P9=sim-pins:%d" % LINE, VM / "edges_tocsin.py"]),
        Filtered("gpiomon", "gpiomon 1.6, to a pipe", ["gpiomon", "--line-buffered", "--format=%s %n", path, LINE]),
        Contender("cpython", "CPython 3.11, python3-libgpiod 1.6, a thread", [python, VM / "edges_cpython.py", path, LINE]),
        Contender("gpiozero", "gpiozero 1.6 with lgpio", [python, VM / "edges_gpiozero.py", path, LINE, PEERS / "python"]),
        Contender("onoff", "Node, onoff 6.0", ["node", VM / "edges_onoff.js", "sim-pins", LINE, STAMPS, PEERS / "node_modules"]),
    ]


def quieter(runs):
    """Those half during which others on the host did least."""
    return sorted(runs, key=lambda run: run.others)[:(len(runs) + 1) // 2]


def median(runs, name):
    return statistics.median(getattr(run, name) for run in runs)
