#!/usr/bin/env python3
#
# edges - Tocsin's real pins beside what people would use, in the guest of
# `make test-vm`: run there by tests/vm/run, as `make bench-vm` asks it to
#
# All contenders see the edges of one line of the kernel's simulated chip, which
# another process drives. Rounds go through all of them in turn; the table has
# the medians. A rate is the one at which the edges came, and counts when none of
# any round was missed.
#
# SPDX-License-Identifier: MIT
import pathlib
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
EDGES = str(ROOT / "build" / "bench" / "edges")
PULL = "/dev/gpio-sim/sim_gpio3/pull"
OFFSET = "3"
ROUNDS = 3
PACED = (1000, 2000)  # edges, us
RATE_EDGES = 2000
PERIODS_US = (4000, 1000, 250, 60, 0)


def chip():
    """The device file of the simulated chip."""
    for line in subprocess.run([str(ROOT / "build" / "tocsin"), "pins"], stdout=subprocess.PIPE, text=True).stdout.splitlines():
        if "[sim-pins]" in line:
            return "/dev/" + line.split()[0]
    sys.exit("bench-vm: there is no chip sim-pins")


def resident_kb(pid):
    for line in pathlib.Path("/proc/%d/status" % pid).read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


class Contender:
    def __init__(self, name, words, filtered=False):
        self.name = name
        self.words = words
        self.filtered = filtered  # it prints edges for another to read

    def start(self):
        if not self.filtered:
            self.process = subprocess.Popen(self.words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            self.reader = self.process
        else:
            self.process = subprocess.Popen(self.words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
            self.reader = subprocess.Popen([EDGES, "-"], stdin=self.process.stdout, stdout=subprocess.PIPE, text=True)
            # It says nothing when it has the line.
            subprocess.run(["sleep", "1"])
        assert self.reader.stdout.readline().startswith("ready"), self.name

    def stop(self):
        """Returns the numbers and the memory in kB."""
        if self.filtered:
            subprocess.run(["sleep", "1"])
            memory = resident_kb(self.process.pid)
            self.process.terminate()
            self.process.wait()
            numbers = self.reader.stdout.readline()
        else:
            numbers = self.reader.stdout.readline()
            memory = resident_kb(self.process.pid)
            self.process.stdin.write("\n")
            self.process.stdin.close()
        self.reader.wait()
        return list(map(int, numbers.split())), memory

    def run(self, edges, period_us):
        # Every run begins with the line low.
        pathlib.Path(PULL).write_text("pull-down")
        self.start()
        world = subprocess.run([EDGES, "toggle", PULL, str(edges), str(period_us)], stdout=subprocess.PIPE, check=True)
        self.rate = edges / int(world.stdout) * 1e9
        return self.stop()


def contenders():
    path = chip()
    tocsin = [str(ROOT / "build" / "tocsin"), "--irq-depth", "1024", "--map", "P9=sim-pins:" + OFFSET]
    yield Contender("C, libgpiod 2.2", [EDGES, path, OFFSET])
    yield Contender("Tocsin", tocsin + [str(ROOT / "bench" / "vm" / "edges_tocsin.py")])
    yield Contender("gpiomon 1.6, to a pipe", ["gpiomon", "--line-buffered", "--format=%s %n", path, OFFSET], filtered=True)
    yield Contender("CPython 3.11, python3-libgpiod 1.6, a thread",
                    ["/usr/bin/python3", str(ROOT / "bench" / "vm" / "edges_cpython.py"), path, OFFSET])


def main():
    every = list(contenders())
    paced = {c.name: [] for c in every}
    for _ in range(ROUNDS):
        for contender in every:
            paced[contender.name].append(contender.run(*PACED))
    rates = dict.fromkeys(paced, 0)
    for contender in every:
        for period_us in PERIODS_US:
            seen, seen_rates = zip(*((contender.run(RATE_EDGES, period_us)[0][0], contender.rate) for _ in range(ROUNDS)))
            rate = statistics.median(seen_rates)
            print("# %s: every %d us, %.0f edges/s: %s of %d" % (contender.name, period_us, rate, seen, RATE_EDGES), flush=True)
            if min(seen) < RATE_EDGES:
                break
            rates[contender.name] = "%s%s" % ("{:,.0f}".format(rate), "" if period_us else ", all that come")
    print("| | p50 | p99 | longest | of %d missed | edges/s without a miss | resident |" % (ROUNDS * PACED[0]))
    print("|---|---:|---:|---:|---:|---:|---:|")
    for name, rounds in paced.items():
        p50, p99, longest = (statistics.median(numbers[i] for numbers, _ in rounds) / 1000 for i in (2, 3, 4))
        missed = sum(PACED[0] - numbers[0] for numbers, _ in rounds)
        print("| %s | %.0f us | %.0f us | %.0f us | %d | %s | %.1f MB |"
              % (name, p50, p99, longest, missed, rates[name] or "under 250",
                 statistics.median(memory for _, memory in rounds) / 1024))
    print("vm: 1 passed, 0 failed")


if __name__ == "__main__":
    main()
