#!/usr/bin/env python3
"""Run MicroPython's own tests on the stock unix port and on Tocsin.

Every test that passes on stock has to pass on Tocsin, but for the exceptions
listed in tests/upstream.md, each of which has to be one. A test that fails is
repeated alone first, so that a busy machine is not taken for a defect; what
passes then is named.

The tests run in copies under build/upstream, because some write files beside
themselves. Results of the stock binary are kept next to it, under a name made
from all that went into them.

SPDX-License-Identifier: MIT
"""

import argparse
import collections
import concurrent.futures
import contextlib
import hashlib
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
WORK = os.path.join(ROOT, "build", "upstream")
LIST = os.path.join(ROOT, "tests", "upstream.md")
UNITTEST = os.path.join(ROOT, "tests", "upstream", "unittest.py")

# One run-tests.py each, side by side: long ones first, none far behind.
PC_FOLDERS = (
    ("extmod",),
    ("basics",),
    ("stress",),
    ("micropython", "misc", "unicode"),
    ("float", "import", "io", "cmdline", "ports/unix"),
)
MPY_FOLDERS = (("basics",), ("float", "micropython"))

# Of the socket tests these ask for a host somewhere else.
OFFLINE = ("-e", "net_hosted/(connect|ssl)")

Run = collections.namedtuple("Run", "name options folders")
RUNS = (
    Run("plain", OFFLINE, (("thread",), ("net_hosted",)) + PC_FOLDERS),
    Run("native", ("--emit", "native"), PC_FOLDERS),
    Run("mpy", ("--via-mpy",), MPY_FOLDERS),
    Run("mpy-native", ("--via-mpy", "--emit", "native"), MPY_FOLDERS),
)

# The socket tests have port numbers of their own: one job at a time.
PORTS = threading.Lock()

# run-tests.py limits a test to 30 s, but not those that talk to the REPL.
JOB_SECONDS = 900

# One test polls more files than are allowed, and expects the usual limit.
OPEN_FILES = 1024

OUTCOMES = {"pass": "passed", "FAIL": "failed", "skip": "skipped"}
OUTCOME_LINE = re.compile(r"^(pass|FAIL|skip)  (\S+\.py)\b", re.MULTILINE)
LIST_LINE = re.compile(r"^\| *`([^`]+)` *\| *`?([\w-]+)`? *\| *(.*?) *\|$")


class Problem(Exception):
    pass


class Target:
    """A binary under test and the folder its copies of the tests are in."""

    def __init__(self, label, binary, options):
        self.label = label
        self.binary = os.path.abspath(binary)
        self.tree = os.path.abspath(options.tree)
        self.filters = ["-i", options.only] if options.only else []
        self.environment = dict(
            os.environ,
            MICROPY_MICROPYTHON=self.binary,
            MICROPY_MPYCROSS=os.path.abspath(options.mpy_cross),
            MICROPY_CPYTHON3=os.environ.get("MICROPY_CPYTHON3", sys.executable),
        )
        # Upstream leaves a test out where this is set; here, never.
        self.environment.pop("GITHUB_ACTIONS", None)
        if not os.access(self.binary, os.X_OK):
            raise Problem("no such program: %s" % binary)

    def folder(self, run, *parts):
        return os.path.join(WORK, self.label, run.name, *parts)

    def prepare(self, run):
        """Copy the tests and put beside them what run-tests.py looks for."""
        shutil.rmtree(self.folder(run), ignore_errors=True)
        shutil.copytree(
            os.path.join(self.tree, "tests"),
            self.folder(run, "tests"),
            symlinks=True,
        )
        for name in ("extmod", "tools"):
            os.symlink(os.path.join(self.tree, name), self.folder(run, name))
        library = "lib/micropython-lib/python-stdlib/unittest"
        os.makedirs(self.folder(run, library))
        shutil.copy(UNITTEST, self.folder(run, library))

    def execute(self, run, *arguments):
        """Return {test: outcome} of one run-tests.py."""
        command = [
            self.environment["MICROPY_CPYTHON3"],
            "-B",
            "run-tests.py",
            "-j1",
            "--result-dir=" + self.folder(run, "results"),
            *self.filters,
            *run.options,
            *arguments,
        ]
        process = subprocess.Popen(
            command,
            cwd=self.folder(run, "tests"),
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        try:
            output, _ = process.communicate(timeout=JOB_SECONDS)
        except subprocess.TimeoutExpired:
            output = None
        finally:
            # Also what a test left running.
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        if output is None:
            output, _ = process.communicate()
            output += "no end after %d s" % JOB_SECONDS
        if "tests performed" not in output:
            tail = "\n  ".join(output.splitlines()[-5:])
            raise Problem(
                "%s, run %s: run-tests.py %s stopped:\n  %s"
                % (self.label, run.name, " ".join(arguments), tail)
            )
        return {
            name: OUTCOMES[word] for word, name in OUTCOME_LINE.findall(output)
        }


def count(outcomes):
    totals = collections.Counter(outcomes.values())
    return [totals[word] for word in ("passed", "failed", "skipped")]


def run_job(target, run, folders):
    with PORTS if "net_hosted" in folders else contextlib.nullcontext():
        started = time.monotonic()
        outcomes = target.execute(run, "-d", *folders)
    print(
        "%-7s %-10s %-40s %4d passed %3d failed %3d skipped %4.0f s"
        % (
            target.label,
            run.name,
            " ".join(folders),
            *count(outcomes),
            time.monotonic() - started,
        ),
        flush=True,
    )
    return {(run.name, name): word for name, word in outcomes.items()}


def run_all(targets, jobs):
    """Return one {(run, test): outcome} for each of the targets."""
    results = [{} for _ in targets]
    pending = []
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        try:
            for run in RUNS:
                for result, target in zip(results, targets):
                    target.prepare(run)
                    for folders in run.folders:
                        future = pool.submit(run_job, target, run, folders)
                        pending.append((future, result))
            for future, result in pending:
                result.update(future.result())
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return results


def repeat(target, results, suspects):
    """Run the suspects again, one at a time; note and return who passes now."""
    recovered = set()
    for run in RUNS:
        names = sorted(name for where, name in suspects if where == run.name)
        if names:
            start = (target.label, run.name, len(names))
            print("%-7s %-10s repeating %d" % start, flush=True)
            for name, word in target.execute(run, *names).items():
                if word == "passed":
                    recovered.add((run.name, name))
                    results[run.name, name] = word
    return recovered


def cache_path(target, options):
    """The file for results of the stock binary: its name says what of."""
    digest = hashlib.sha256(sys.version.encode())
    files = (
        target.binary,
        options.mpy_cross,
        UNITTEST,
        os.path.abspath(__file__),
        os.path.join(target.tree, "tests", "run-tests.py"),
    )
    for name in files:
        with open(name, "rb") as file:
            digest.update(hashlib.sha256(file.read()).digest())
    folder = os.path.dirname(target.binary)
    return os.path.join(folder, "results-%s.json" % digest.hexdigest()[:16])


def load_results(path):
    try:
        with open(path) as file:
            return {(run, name): word for run, name, word in json.load(file)}
    except FileNotFoundError:
        return None


def store_results(path, results):
    folder = os.path.dirname(path)
    for name in os.listdir(folder):
        if re.fullmatch(r"results-\w+\.json", name):
            os.remove(os.path.join(folder, name))
    with open(path + ".new", "w") as file:
        rows = [(run, name, word) for (run, name), word in results.items()]
        json.dump(sorted(rows), file, indent=0)
    os.rename(path + ".new", path)


def read_exceptions():
    """Return [(line number, test, set of runs)] from the list."""
    exceptions = []
    known = {run.name for run in RUNS}
    with open(LIST) as file:
        for number, line in enumerate(file, 1):
            match = LIST_LINE.match(line.rstrip())
            if not match:
                continue
            name, where, reason = match.groups()
            if where != "all" and where not in known:
                raise Problem("%s:%d: unknown run %s" % (LIST, number, where))
            if not reason:
                raise Problem("%s:%d: no reason given" % (LIST, number))
            runs = known if where == "all" else {where}
            exceptions.append((number, name, runs))
    return exceptions


def failures(results):
    return {key for key, word in results.items() if word == "failed"}


def print_names(title, keys, target=None):
    if not keys:
        return
    print("\n%s:" % title)
    for run, name in sorted(keys):
        print("  %-10s %s" % (run, name))
    if target:
        folder = os.path.join(WORK, target.label)
        print("  outputs: %s/RUN/results" % os.path.relpath(folder))


def print_counts(labels, results):
    print("\n%-8s passed failed skipped" % "")
    for label, result in zip(labels, results):
        print("%-8s %6d %6d %7d" % (label, *count(result)))


def compare(stock, results, target, exceptions):
    """Report; return whether all is as it should be."""
    listed = {(run, name) for _, name, runs in exceptions for run in runs}
    lost = {
        key
        for key, word in stock.items()
        if word == "passed" and results.get(key) != "passed"
    }
    failed = {key for key in lost if results.get(key) == "failed"}
    recovered = repeat(target, results, failed - listed)
    lost -= recovered
    stale = [
        (number, name)
        for number, name, runs in exceptions
        if not any((run, name) in lost for run in runs)
    ]

    print_counts(("stock", target.label), (stock, results))
    print("exceptions %4d, listed %d" % (len(lost & listed), len(exceptions)))
    print_names("fail on stock, so not counted", failures(stock))
    skipped = {key for key, word in stock.items() if word == "skipped"}
    print_names(
        "skipped on stock, fail here, so not counted",
        failures(results) & skipped,
        target,
    )
    print_names("passed only when repeated", recovered)
    bad = lost - listed
    print_names(
        "pass on stock, but fail here", {k for k in bad if k in failed}, target
    )
    print_names(
        "pass on stock, but are skipped here",
        {k for k in bad if k not in failed},
        target,
    )
    for number, name in stale:
        where = "%s:%d" % (os.path.relpath(LIST), number)
        print("\n%s: %s is not an exception (any more)" % (where, name))
    passed = sum(word == "passed" for word in stock.values()) - len(lost)
    print("\nupstream: %d passed, %d failed" % (passed, len(bad) + len(stale)))
    return not bad and not stale


def upstream_dialect(binary):
    """A program that runs `binary` by MicroPython's rules, not by Pycom's."""
    os.makedirs(WORK, exist_ok=True)
    path = os.path.join(WORK, "tocsin-upstream")
    with open(path, "w") as file:
        file.write(
            '#!/bin/sh\nexec "%s" --dialect upstream "$@"\n'
            % os.path.abspath(binary)
        )
    os.chmod(path, 0o755)
    return path


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tree", required=True, help="MicroPython's source")
    parser.add_argument("--stock", required=True, help="the unix port")
    parser.add_argument("--mpy-cross", required=True)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument(
        "--only",
        metavar="REGEX",
        help="the tests whose path matches; without the list of exceptions",
    )
    parser.add_argument("tocsin", help="the binary to judge")
    return parser.parse_args()


def main():
    options = parse_arguments()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, most))
    stock = Target("stock", options.stock, options)
    target = Target("tocsin", upstream_dialect(options.tocsin), options)
    exceptions = [] if options.only else read_exceptions()

    cached = cache_path(stock, options)
    stock_results = None if options.only else load_results(cached)
    if stock_results is None:
        stock_results, results = run_all((stock, target), options.jobs)
        repeat(stock, stock_results, failures(stock_results))
        if not options.only:
            store_results(cached, stock_results)
    else:
        (results,) = run_all((target,), options.jobs)
    return 0 if compare(stock_results, results, target, exceptions) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Problem as problem:
        sys.exit("tocsin: %s" % problem)
    except KeyboardInterrupt:
        sys.exit(130)
