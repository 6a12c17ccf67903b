#!/usr/bin/env python3
#
# run-py-tests - run the scripts of tests/py and the command line's tests
#
#   tools/run-py-tests.py                     all of them
#   tools/run-py-tests.py rule01 test_repl    those whose name contains a word
#   tools/run-py-tests.py --times 20 timer    each 20 times, to find flaky ones
#
# A script passes when what it writes to stdout and stderr together is exactly
# its .exp file; an exit status other than 0 shows there as a last line. Beside
# NAME.py may lie NAME.args (line 1: options for tocsin, line 2: arguments for
# the script; {dir} is a folder of the test's own) and NAME.in (standard
# input). A script whose first line of output is SKIP does not count; the second
# one says why, and is printed.
#
# How many lines tell of lost interrupts depends on when the dispatcher looks.
# Where the last line of .exp is "lost in total: P9 4", they are added up; with
# "lost in total: some" how many and whose is chance as well.
#
# tests/conform/*.py are the contract of each peripheral: on the virtual board
# with the options of NAME.args, and with --vm, in the guest of `make test-vm`,
# once with those of each line of NAME.vm. The output is the same. So it is of
# those in tests/py that have a .vm beside them.
#
# tests/cli/test_*.py are unittest cases; they run here too, as one each. With
# --vm, it is those of tests/vm.
#
# TOCSIN in the environment is the command to test, by default build/tocsin;
# it may have a wrapper in front. TOCSIN_SLOW multiplies the time limits, for
# builds that are slow.
#
# SPDX-License-Identifier: MIT
import argparse
import concurrent.futures
import difflib
import importlib.util
import itertools
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import threading
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent
SCRIPTS = ROOT / "tests" / "py"
CONFORM = ROOT / "tests" / "conform"
CASES = ROOT / "tests" / "cli"
VM_CASES = ROOT / "tests" / "vm"

LOST_LINE = re.compile(r"tocsin: interrupt queue full \(depth \d+\), \d+ lost: (.*)\n")
LOST_SUM = "lost in total: "

# Of a difference that are shown.
DIFF_LINES = 60

print_lock = threading.Lock()


class Outcome:
    """passed, failed or skipped, with what there is to say about it"""

    def __init__(self, name, verdict, text="", seconds=0.0):
        self.name = name
        self.verdict = verdict
        self.text = text
        self.seconds = seconds


def command():
    words = shlex.split(os.environ.get("TOCSIN", str(ROOT / "build" / "tocsin")))
    return [os.path.abspath(word) if os.path.exists(word) else word for word in words]


def clean_environment():
    environment = dict(os.environ)
    for name in ("MICROPYINSPECT", "MICROPYPATH"):
        environment.pop(name, None)
    return environment


def lines_of(path):
    return path.read_text().splitlines() if path.exists() else []


def script_command(script, lines, folder):
    lines = [line.format(dir=folder) for line in lines]
    options = shlex.split(lines[0]) if lines else []
    arguments = shlex.split(lines[1]) if len(lines) > 1 else []
    return command() + options + [script.name] + arguments


def run_limited(words, folder, stdin, limit):
    """Returns what the command wrote, with a line about how it ended unless well."""
    process = subprocess.Popen(words, cwd=folder, stdin=stdin, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, env=clean_environment())
    try:
        output = process.communicate(timeout=limit)[0]
        ending = "exit status %d\n" % process.returncode if process.returncode else ""
    except subprocess.TimeoutExpired:
        process.kill()
        output = process.communicate()[0]
        ending = "killed after %g s\n" % limit
    text = output.decode(errors="backslashreplace").replace("\r\n", "\n")
    if ending and text and not text.endswith("\n"):
        text += "\n"
    return text + ending


def add_up_losses(text, expected):
    """Replace the lines about lost interrupts by their sum, at the end."""
    lost = {}
    for whose in LOST_LINE.findall(text):
        for name, count in re.findall(r"(\S+) (\d+)", whose):
            lost[name] = lost.get(name, 0) + int(count)
    sums = ", ".join("%s %d" % item for item in sorted(lost.items()))
    if expected.endswith(LOST_SUM + "some\n") and LOST_LINE.search(text):
        sums = "some"
    return LOST_LINE.sub("", text) + LOST_SUM + sums + "\n"


def run_script(what, limit):
    """`what` is the script and the lines of its .args."""
    script, lines = what
    expected_path = script.with_suffix(".exp")
    input_path = script.with_suffix(".in")
    with tempfile.TemporaryDirectory() as folder:
        words = script_command(script, lines, folder)
        with open(input_path if input_path.exists() else os.devnull, "rb") as stdin:
            text = run_limited(words, script.parent, stdin, limit)
    if text.startswith("SKIP\n"):
        return "skipped", text[len("SKIP\n"):].split("\n")[0]
    if not expected_path.exists():
        return "failed", "there is no %s\n%s" % (expected_path.name, text)
    expected = expected_path.read_text()
    if expected.splitlines()[-1:] and expected.splitlines()[-1].startswith(LOST_SUM):
        text = add_up_losses(text, expected)
    if text == expected:
        return "passed", ""
    diff = difflib.unified_diff(expected.splitlines(True), text[:200000].splitlines(True),
                                "expected", "seen")
    lines = list(itertools.islice(diff, DIFF_LINES))
    return "failed", "".join(line if line.endswith("\n") else line + "\n" for line in lines)


def run_case(case, limit):
    """An instance of each run's own: with --times some run side by side."""
    method = case.id().rpartition(".")[2]
    result = unittest.TestResult()
    type(case)(method).run(result)
    if result.skipped:
        return "skipped", result.skipped[0][1]
    if result.wasSuccessful():
        return "passed", ""
    return "failed", "".join(text for _, text in result.failures + result.errors)


def flatten(suite):
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            yield from flatten(item)
        else:
            yield item


def load_cases(path):
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(path.parent))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return list(flatten(unittest.defaultTestLoader.loadTestsFromModule(module)))


def on_board():
    scripts = [(script.stem, script) for script in sorted(SCRIPTS.glob("*.py"))]
    scripts += [("conform_" + script.stem, script) for script in sorted(CONFORM.glob("*.py"))]
    return [(name, run_script, (script, lines_of(script.with_suffix(".args")))) for name, script in scripts]


def in_guest():
    for prefix, folder in ("conform_", CONFORM), ("", SCRIPTS):
        for lines in sorted(folder.glob("*.vm")):
            for options in lines_of(lines):
                yield "%s%s %s" % (prefix, lines.stem, options), run_script, (lines.with_suffix(".py"), [options])


def find_tests(words, vm):
    tests = list(in_guest()) if vm else on_board()
    for path in sorted((VM_CASES if vm else CASES).glob("test_*.py")):
        tests += [(case.id(), run_case, case) for case in load_cases(path)]
    return [test for test in tests if not words or any(word in test[0] for word in words)]


def run_one(test, limit, verbose):
    name, runner, what = test
    began = time.monotonic()
    try:
        verdict, text = runner(what, limit)
    except OSError as error:
        verdict, text = "failed", "%s\n" % error
    outcome = Outcome(name, verdict, text, time.monotonic() - began)
    with print_lock:
        if verdict == "failed":
            print("FAIL %s\n%s" % (name, text), end="", flush=True)
        elif verdict == "skipped":
            print("SKIP %s: %s" % (name, text or "says no reason"), flush=True)
        elif verbose:
            print("%-8s %6.2f s  %s" % (verdict, outcome.seconds, name), flush=True)
    return outcome


def main():
    parser = argparse.ArgumentParser(description="Run the scripts of tests/py and tests/cli.")
    parser.add_argument("words", nargs="*", help="only tests whose name contains one of these")
    parser.add_argument("-j", "--jobs", type=int, default=2)
    parser.add_argument("--times", type=int, default=1, help="run each so often")
    parser.add_argument("--limit", type=float, default=20, help="seconds for one script")
    parser.add_argument("-v", "--verbose", action="store_true", help="show the passed ones too")
    parser.add_argument("--vm", action="store_true", help="those of the virtual machine, which this has to be")
    options = parser.parse_args()

    tests = find_tests(options.words, options.vm) * options.times
    if not tests:
        sys.exit("run-py-tests: no test has such a name")
    limit = options.limit * float(os.environ.get("TOCSIN_SLOW", "1"))
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        outcomes = list(pool.map(lambda test: run_one(test, limit, options.verbose), tests))

    counts = {verdict: sum(outcome.verdict == verdict for outcome in outcomes)
              for verdict in ("passed", "failed", "skipped")}
    failed = sorted({outcome.name for outcome in outcomes if outcome.verdict == "failed"})
    if failed:
        print("failed: " + " ".join(failed))
    skipped = ", %d skipped" % counts["skipped"] if counts["skipped"] else ""
    print("%s: %d passed, %d failed%s" % ("vm" if options.vm else "py", counts["passed"], counts["failed"], skipped))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
