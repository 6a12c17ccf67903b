#!/usr/bin/env python3
#
# edges - Tocsin's real pins beside what people would use, in the guest of
# `make test-vm`: run there by tests/vm/run, as `make bench-vm` asks it to
#
#   edges.py SHARE [ROUNDS]     SHARE is where tools/vm-run.py says what the host
#                               does
#
# All contenders see the edges of one line of the kernel's simulated chip, which
# another process drives. Rounds go through all of them in turn; what counts are
# the runs of the quieter half, in which other programs on the host took least,
# and of these the medians. A rate is the one at which the edges came, and counts
# when none was missed.
#
# Prints tables, and leaves them in SHARE/real-pins.md for docs/BENCHMARKS.md.
#
# SPDX-License-Identifier: MIT
import json
import pathlib
import statistics
import sys
import time

from contenders import Absent, contenders, median, quieter

ROUNDS = 6
PACED = (1000, 2000)  # edges, us
RATE_EDGES = 2000
PERIODS_US = (4000, 1000, 250, 0)

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
        before, since = self.read(), time.monotonic()
        result = run()
        result.others = max(0, self.read()["others_s"] - before["others_s"]) / (time.monotonic() - since)
        self.shares.append(result.others)
        return result

    def lines(self):
        host = self.read()
        yield "%s, %d processors, Linux %s, %s; %s" % (
            host["processor"], host["processors"], host["kernel"], host["system"], time.strftime("%Y-%m-%d %H:%M"))
        yield "one emulated processor of it for the guest; load average %.1f at the begin and %.1f at the end, other" % (
            host["load_begin"], host["load"])
        yield "programs took %.0f %% of a processor, the median of all runs" % (100 * statistics.median(self.shares))


def measure_latencies(every, host, rounds):
    """Returns those that can take part, and why the others do not."""
    absent = {}
    for number in range(rounds):
        for contender in every:
            if contender.key in absent:
                continue
            try:
                contender.runs.append(host.watch(lambda: contender.run(*PACED)))
            except Absent as reason:
                absent[contender.key] = str(reason)
                print("# %s: absent: %s" % (contender.name, reason), flush=True)
                continue
            run = contender.runs[-1]
            print("# %s: round %d, others %.2f: p50 %.0f us, p99 %.0f us, %d missed"
                  % (contender.name, number + 1, run.others, run.p50_ns / 1000, run.p99_ns / 1000, run.missed), flush=True)
    return [contender for contender in every if contender.key not in absent], absent


def measure_rates(present, host, rounds):
    """Sets the rate of each, and how it is told."""
    ended = set()
    for contender in present:
        contender.rate, contender.rate_text = 0, "under %d" % (1e6 / PERIODS_US[0])
    for period_us in PERIODS_US:
        racing = [contender for contender in present if contender.key not in ended]
        runs = {contender.key: [] for contender in racing}
        for _ in range(rounds):
            for contender in racing:
                runs[contender.key].append(host.watch(lambda: contender.run(RATE_EDGES, period_us)))
        for contender in racing:
            quiet = quieter(runs[contender.key])
            rate = median(quiet, "rate")
            missed = [run.missed for run in quiet]
            print("# %s: every %d us, %.0f edges/s: missed %s of %d" % (contender.name, period_us, rate, missed, RATE_EDGES),
                  flush=True)
            if max(missed) > 0:
                ended.add(contender.key)
            else:
                # A busy host slows the world, so the last need not be the highest.
                contender.rate = max(contender.rate, rate)
                contender.rate_text = "{:,.0f}{}".format(contender.rate, "" if period_us else ": all that come")


def rows(present):
    missed_of = PACED[0] * len(quieter(present[0].runs))
    yield "| | p50 | p99 | longest | of {:,} missed | edges/s without a miss | resident | of it own |".format(missed_of)
    yield "|---|---:|---:|---:|---:|---:|---:|---:|"
    for contender in present:
        runs = quieter(contender.runs)
        memory = [run.memory for run in runs]
        yield "| %s | %.0f us | %.0f us | %.0f us | %d | %s | %.1f MB | %.1f MB |" % (
            contender.name, *(median(runs, name) / 1000 for name in ("p50_ns", "p99_ns", "longest_ns")),
            sum(run.missed for run in runs), contender.rate_text,
            median(memory, "all") / 1024, median(memory, "own") / 1024)


def targets(present):
    by_key = {contender.key: contender for contender in present}
    tocsin = by_key["tocsin"]
    pythons = [by_key[key] for key in PYTHONS if key in by_key]

    def of(contender, name):
        return median(quieter(contender.runs), name)

    def resident(contender):
        return median([run.memory for run in quieter(contender.runs)], "all")

    ratio = of(tocsin, "p50_ns") / of(by_key["c"], "p50_ns")
    yield "p50 beside C", "%.2fx" % ratio, "<= 1.5", ratio <= 1.5
    # One that missed edges at the lowest rate counts as if it had not.
    best = max(max(contender.rate for contender in pythons), 1e6 / PERIODS_US[0])
    yield "edges/s beside the best Python", "%.1fx" % (tocsin.rate / best), ">= 5", tocsin.rate >= 5 * best
    memory = resident(tocsin) / resident(by_key["cpython"])
    yield "memory beside CPython", "%.0f %%" % (100 * memory), "<= 33", memory <= 1 / 3


def report(present, absent, every, host):
    yield from host.lines()
    yield ""
    yield "| Target | measured | wanted | |"
    yield "|---|--:|--:|--:|"
    for what, measured, wanted, met in targets(present):
        yield "| %s | %s | %s | %s |" % (what, measured, wanted, "met" if met else "**missed**")
    yield ""
    yield from rows(present)
    yield ""
    for contender in every:
        if contender.key in absent:
            yield "* %s is not there: %s." % (contender.name, absent[contender.key])
        elif contender.key == "onoff":
            kernel_ns = median([run for run in every[0].runs if run.kernel_ns] or every[0].runs, "kernel_ns")
            yield "* %s: since the world's write, which is %.0f us before the kernel's time." % (contender.name, kernel_ns / 1000)
    for contender in present:
        yield "* Resident of %s: %s." % (contender.name, quieter(contender.runs)[0].memory)


def main():
    share = sys.argv[1]
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS
    host = Host(share)
    every = contenders()
    present, absent = measure_latencies(every, host, rounds)
    measure_rates(present, host, (2 * rounds + 2) // 3)
    lines = list(report(present, absent, every, host))
    print("\n".join(lines))
    (pathlib.Path(share) / "real-pins.md").write_text("\n".join(lines) + "\n")
    print("vm: 1 passed, 0 failed")


if __name__ == "__main__":
    main()
