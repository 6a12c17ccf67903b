#!/usr/bin/env python3
#
# edges - Tocsin's real pins beside what people would use, in the guest of
# `make test-vm`: run there by tests/vm/run, as `make bench-vm` asks it to
#
#   edges.py SHARE [ROUNDS [CLOCK]]
#
# SHARE is where tools/vm-run.py says what the host does. CLOCK says what a second
# is: "instructions", or "host", then rates are left out, as a busy host decides
# them.
#
# All contenders see the edges of one line of the kernel's simulated chip, which
# another process drives. Rounds go through all of them in turn; what counts are
# the runs of the quieter half, in which other programs on the host took least,
# and of these the medians. A rate is the one at which the edges came, and counts
# when none was missed.
#
# Prints tables, and leaves them in SHARE/CLOCK.md for docs/BENCHMARKS.md.
#
# SPDX-License-Identifier: MIT
import json
import pathlib
import statistics
import sys

from contenders import Absent, contenders, median, quieter

ROUNDS = 6
WARM = (100, 2000)  # edges, us
PACED = (1000, 2000)
RATE_EDGES = 1000
PERIODS_US = (4000, 1000, 250, 100, 50, 0)

CLOCKS = {
    "instructions": "Each instruction takes 1 ns, so what else the host does makes no difference:",
    "host": "The same on the host's clock, as fast as it emulates:",
}
PYTHONS = ("cpython", "gpiozero")


class Host:
    """What tools/vm-run.py says: seconds that other programs took, and more."""

    def __init__(self, share):
        self.path = pathlib.Path(share) / "host"
        self.shares = []

    def read(self):
        return json.loads(self.path.read_text())

    def watch(self, run):
        """Note in what run() returns which share of a processor others took."""
        before = self.read()
        result = run()
        after = self.read()
        took_s = after["at_s"] - before["at_s"]
        result.others = max(0, after["others_s"] - before["others_s"]) / took_s if took_s > 0 else 0
        self.shares.append(result.others)
        return result

    def lines(self, clock):
        host = self.read()
        yield CLOCKS[clock]
        yield ""
        yield "%s, %d processors, Linux %s, %s; %s" % (
            host["processor"], host["processors"], host["kernel"], host["system"], host["date"])
        yield "load average %.1f at the begin and %.1f at the end, other programs took %.0f %% of a processor" % (
            host["load_begin"], host["load"], 100 * statistics.median(self.shares))


def warm_up(every):
    """Has the guest load what all need. Returns why some cannot take part."""
    absent = {}
    for contender in every:
        try:
            contender.run(*WARM)
        except Absent as reason:
            absent[contender.key] = str(reason)
            print("# %s: absent: %s" % (contender.name, reason), flush=True)
    return absent


def measure_latencies(present, host, rounds):
    for number in range(rounds):
        for contender in present:
            run = host.watch(lambda: contender.run(*PACED))
            contender.runs.append(run)
            print("# %s: round %d, others %.2f: p50 %.0f us, p99 %.0f us, %d missed"
                  % (contender.name, number + 1, run.others, run.p50_ns / 1000, run.p99_ns / 1000, run.missed), flush=True)


class Rate:
    """The highest at which no edge was missed, 0 without one."""

    def __init__(self):
        self.value = 0
        self.text = "under %d" % (1e6 / PERIODS_US[0])
        self.p50_ns = None  # at the lowest

    def note(self, runs, period_us):
        """Returns whether a higher one is worth a try."""
        if self.p50_ns is None:
            self.p50_ns = median(runs, "p50_ns")
        if max(run.missed for run in runs) > 0:
            return False
        self.value = median(runs, "rate")
        self.text = "{:,.0f}{}".format(self.value, "" if period_us else ": all that come")
        return True


def measure_rates(present, host, rounds, *load):
    """Returns those of all by key."""
    rates = {contender.key: Rate() for contender in present}
    racing = present
    for period_us in PERIODS_US:
        runs = {contender.key: [] for contender in racing}
        for _ in range(rounds):
            for contender in racing:
                runs[contender.key].append(host.watch(lambda: contender.run(RATE_EDGES, period_us, *load)))
        going_on = []
        for contender in racing:
            quiet = quieter(runs[contender.key])
            print("# %s: every %d us, %.0f edges/s: missed %s of %d"
                  % (" ".join([contender.name, *load]), period_us, median(quiet, "rate"), [run.missed for run in quiet],
                     RATE_EDGES), flush=True)
            if rates[contender.key].note(quiet, period_us):
                going_on.append(contender)
        racing = going_on
    return rates


def us(ns):
    return ("%.1f us" if ns < 99500 else "%.0f us") % (ns / 1000)


def rows(present, rates):
    missed_of = PACED[0] * len(quieter(present[0].runs))
    head = ["", "p50", "p99", "longest", "of {:,} missed".format(missed_of)]
    head += ["edges/s without a miss", "busy: p50", "busy: edges/s"] if rates else []
    head += ["resident", "of it own"]
    yield head
    for contender in present:
        runs = quieter(contender.runs)
        memory = [run.memory for run in runs]
        row = [contender.name, *(us(median(runs, name)) for name in ("p50_ns", "p99_ns", "longest_ns"))]
        row.append(str(sum(run.missed for run in runs)))
        if rates:
            busy = rates["busy"].get(contender.key)
            row += [rates["asleep"][contender.key].text, *([us(busy.p50_ns), busy.text] if busy else ["-", "-"])]
        row += ["%.1f MB" % (median(memory, name) / 1024) for name in ("all", "own")]
        yield row


def targets(present, rates):
    by_key = {contender.key: contender for contender in present}
    tocsin = by_key["tocsin"]
    pythons = [by_key[key] for key in PYTHONS if key in by_key]

    def of(contender, name):
        return median(quieter(contender.runs), name)

    def resident(contender):
        return median([run.memory for run in quieter(contender.runs)], "all")

    ratio = of(tocsin, "p50_ns") / of(by_key["c"], "p50_ns")
    yield "p50 beside C", "%.2fx" % ratio, "<= 1.5", ratio <= 1.5
    ratio = of(tocsin, "p50_ns") / of(by_key["over"], "p50_ns")
    yield "p50 beside C that hands over", "%.2fx" % ratio, "", ""
    for load, by_contender in rates.items():
        # One that missed edges at the lowest rate counts as if it had not.
        best = max([by_contender[contender.key].value for contender in pythons] + [1e6 / PERIODS_US[0]])
        ratio = by_contender["tocsin"].value / best
        yield "edges/s beside the best Python, %s" % load, "%.1fx" % ratio, ">= 5", ratio >= 5
    memory = resident(tocsin) / resident(by_key["cpython"])
    yield "memory beside CPython", "%.0f %%" % (100 * memory), "<= 33", memory <= 1 / 3


def table(rows):
    rows = list(rows)
    yield "| " + " | ".join(rows[0]) + " |"
    yield "|---" + "|--:" * (len(rows[0]) - 1) + "|"
    for row in rows[1:]:
        yield "| " + " | ".join(row) + " |"


def target_rows(present, rates):
    yield ["Target", "measured", "wanted", ""]
    for what, measured, wanted, met in targets(present, rates):
        yield [what, measured, wanted, met if met == "" else "met" if met else "**missed**"]


def notes(present, absent, every):
    for contender in every:
        if contender.key in absent:
            yield "* %s is not there: %s." % (contender.name, absent[contender.key])
        elif contender.key == "onoff":
            kernel_ns = median([run for run in every[0].runs if run.kernel_ns] or every[0].runs, "kernel_ns")
            yield "* %s: since the world's write, which is %s before the kernel's time." % (contender.name, us(kernel_ns))
    for contender in present:
        yield "* Resident of %s: %s." % (contender.name, quieter(contender.runs)[0].memory)


def main():
    share = sys.argv[1]
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS
    clock = sys.argv[3] if len(sys.argv) > 3 else "host"
    with_rates = clock == "instructions"
    host = Host(share)
    every = contenders()
    absent = warm_up(every)
    present = [contender for contender in every if contender.key not in absent]
    measure_latencies(present, host, rounds)
    rates = {}
    if with_rates:
        rates["asleep"] = measure_rates(present, host, (rounds + 1) // 2)
        rates["busy"] = measure_rates([contender for contender in present if contender.has_main], host, 1, "busy")
    lines = [*host.lines(clock), "", *table(target_rows(present, rates)), "", *table(rows(present, rates))]
    if with_rates:
        lines += ["", *notes(present, absent, every)]
    print("\n".join(lines))
    (pathlib.Path(share) / (clock + ".md")).write_text("\n".join(lines) + "\n")
    print("vm: 1 passed, 0 failed")


if __name__ == "__main__":
    main()
