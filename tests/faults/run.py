#!/usr/bin/env python3
#
# run - let the n-th allocation, thread, clock reading, wait, wake ... fail
#
#   tests/faults/run.py                  each kind, in real and in virtual time
#   tests/faults/run.py virtual:alloc    only those whose name contains this
#   tests/faults/run.py virtual:heap:17  this one run, with what it wrote
#
# Runs tests/faults/board.py with n = 1, 2, ... until it passes because there is
# no n-th call. A run has to end within its limit and not by a signal. It is
# good when it wrote what it writes without a fault, with status 0, or when its
# stderr names the cause. From DENSE on n grows by a quarter each time, because
# there are thousands of some calls; --dense runs each n.
#
# TOCSIN_FAULTS in the environment is the binary, linked with inject.c.
#
# SPDX-License-Identifier: MIT
import argparse
import concurrent.futures
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BOARD = ROOT / "tests" / "faults" / "board.py"
TOCSIN = os.environ.get("TOCSIN_FAULTS", str(ROOT / "build" / "mpy" / "tocsin-faults"))
LIMIT_S = 30
DENSE = 24
GROWTH = 1.25

MEMORY = r"out of memory|cannot allocate|memory allocation failed|MemoryError|\[Errno 12\]|ENOMEM"
CAUSES = {
    "alloc": MEMORY,
    "heap": MEMORY,
    "thread": r"cannot start|can't start|\[Errno 11\]|EAGAIN",
    "clock": r"read the clock|\[Errno 22\]",
    "wait": r"(?!)",  # a wait that was interrupted has to go on
    "wake": r"cannot wake",
    "event": r"OSError: 24\b",
    # Two threads that fail write their tracebacks into one another.
    "socket": r"OSError.*(: 24\b|\[Errno 105?\]|\[Errno 12\])",
}
MODES = {"real": [], "virtual": ["--virtual-time"]}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Run:
    def __init__(self, mode, kind, n):
        self.name = "%s:%s:%d" % (mode, kind, n)
        mark, mark_end = os.pipe()
        env = dict(os.environ, TOCSIN_FAULT="%s:%d" % (kind, n), TOCSIN_FAULT_FD=str(mark_end))
        env.pop("MICROPYINSPECT", None)
        with tempfile.TemporaryDirectory() as folder:
            words = [TOCSIN, *MODES[mode], str(BOARD), folder, str(free_port())]
            try:
                done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, timeout=LIMIT_S, env=env,
                                      pass_fds=[mark_end])
                self.status, out, err = done.returncode, done.stdout, done.stderr
            except subprocess.TimeoutExpired as expired:
                self.status, out, err = None, expired.stdout or b"", expired.stderr or b""
        self.out, self.err = out.decode(errors="replace"), err.decode(errors="replace")
        os.close(mark_end)
        self.fired = os.read(mark, 1) == b"x"
        os.close(mark)

    def wrong(self, kind, expected):
        """What is wrong with it, or None."""
        if self.status is None:
            return "does not end"
        if self.status < 0:
            return "ended by signal %d" % -self.status
        if (self.status, self.out, self.err) == (0, expected, ""):
            return None
        if not self.fired:
            return "fails without a fault"
        if not re.search(CAUSES[kind], self.err, re.DOTALL):
            return "does not name the cause"
        return None

    def show(self):
        return "%s: status %s\n--- stdout\n%s--- stderr\n%s---" % (self.name, self.status, self.out, self.err)


def numbers(dense):
    n = 1
    while True:
        yield n
        n = n + 1 if dense or n < DENSE else int(n * GROWTH)


def run_kind(mode, kind, dense):
    """Returns the runs that were good and texts about those that were not."""
    # The same in both kinds of time, and in virtual time whatever else runs.
    expected = Run("virtual", "none", 1)
    if expected.status != 0 or expected.err:
        return 0, ["fails without a fault: " + expected.show()]
    good, bad = 0, []
    for n in numbers(dense):
        run = Run(mode, kind, n)
        wrong = run.wrong(kind, expected.out)
        if wrong is None:
            good += 1
        else:
            bad.append("%s\n%s" % (wrong, run.show()))
        if not run.fired or len(bad) == 5:
            break
    return good, bad


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--dense", action="store_true")
    parser.add_argument("only", nargs="?", default="")
    given = parser.parse_args()
    parts = given.only.split(":")
    if len(parts) == 3:
        print(Run(parts[0], parts[1], int(parts[2])).show())
        return 0
    jobs = [(mode, kind) for kind in CAUSES for mode in MODES if given.only in "%s:%s" % (mode, kind)]
    passed = failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        futures = [pool.submit(run_kind, *job, given.dense) for job in jobs]
        for (mode, kind), future in zip(jobs, futures):
            good, bad = future.result()
            passed += good
            failed += len(bad)
            print("%-16s %3d good, %d bad" % (mode + ":" + kind, good, len(bad)), flush=True)
            for text in bad:
                print("FAIL " + text, flush=True)
    print("faults: %d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
