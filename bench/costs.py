# costs - everything but the latencies: rate, start, posts, drift, speed
#
# Each part returns a dict that has a `title` and `lines` to print besides its
# numbers.
#
# SPDX-License-Identifier: MIT
import math
import os
import re
import statistics
import subprocess
import sys

PARTS = ["rate", "trace", "start", "posts", "wires", "drift", "perf"]

HERE = os.path.dirname(os.path.abspath(__file__))

STARTS = 40
DRIFT_PERIODS = 1000000
DRIFT_PERIOD_US = 20
# MicroPython's parameters for a PC; every run once for each binary in turn.
PERF_SIZE = (1000, 1000)
PERF_ROUNDS = 5


def peer(name):
    return os.path.join(HERE, "peers", name)


def output(command, **kwargs):
    """What a command prints; its complaints when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, **kwargs)
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or ["no reason given"]
        raise SystemExit("bench: %s: %s" % (os.path.basename(command[0]), lines[-1]))
    return done.stdout


def numbers(text):
    return [int(field) for field in text.split()]


def thousands(value):
    return "{:,.0f}".format(value)


def rate(paths, machine, say):
    def run():
        return numbers(output([paths.tocsin, "--irq-depth", "65536", peer("rate.py")]))

    runs = []
    for number in range(3):
        say("rate %d of 3" % (number + 1))
        runs.append(machine.undisturbed(run))
    events, calls = (statistics.median(column) for column in zip(*runs))
    return {
        "tocsin_events": events,
        "tocsin_calls": calls,
        "title": "Sustained, none lost, handler `pass`",
        "lines": [
            ["events a second", thousands(events)],
            ["plain calls of the same function a second", thousands(calls)],
        ],
    }


# Runs of each kind, in turn; in each the bursts are apart, so that the writing
# thread is through with one before the next begins.
TRACE_ROUNDS = 5
TRACE_PAUSE_MS = 300


def traced(paths, path):
    """Events a second of one run, and records that are missing in its trace."""
    command = [paths.tocsin, "--irq-depth", "65536"]
    command += ["--trace", path] if path else []
    command += [peer("rate.py"), str(TRACE_PAUSE_MS)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit("bench: trace: %s" % done.stderr.strip())
    missing = re.search(r": (\d+) records found no room", done.stderr)
    return numbers(done.stdout)[0], int(missing[1]) if missing else 0


def trace(paths, machine, say):
    files = {"plain": None, "json": "trace.json", "vcd": "trace.vcd"}
    files = {kind: name and os.path.join(paths.out, name) for kind, name in files.items()}
    runs = {kind: [] for kind in files}
    for number in range(TRACE_ROUNDS):
        say("trace %d of %d" % (number + 1, TRACE_ROUNDS))
        for kind, path in files.items():
            runs[kind].append(machine.undisturbed(lambda: traced(paths, path)))
    for path in filter(None, files.values()):
        os.remove(path)
    rates = {kind: statistics.median(rate for rate, _ in of) for kind, of in runs.items()}
    result = {"title": "Bursts of 60,000 events, with and without --trace", "lines": []}
    result["lines"].append(["events a second, no trace", thousands(rates["plain"])])
    for kind in ("json", "vcd"):
        lost_percent = 100 * (1 - rates[kind] / rates["plain"])
        missing = sum(count for _, count in runs[kind])
        result[kind] = {"events": rates[kind], "lost_percent": lost_percent, "missing": missing}
        text = "%s  %.0f %% lost, %s records missing" % (thousands(rates[kind]), lost_percent, thousands(missing))
        result["lines"].append(["events a second, --trace .%s" % kind, text])
    return result


MICROPYTHON_LINE = "print(1); import sys; sys.stdin.readline()"


def start(paths, machine, say):
    commands = {
        "tocsin": ("Tocsin", [paths.tocsin, "-c", MICROPYTHON_LINE]),
        "stock": ("MicroPython, unix port", [paths.stock, "-c", MICROPYTHON_LINE]),
        "cpython": (
            "CPython",
            [sys.executable, "-c", "print(1, flush=True); import sys; sys.stdin.readline()"],
        ),
        "node": ("Node.js", ["node", "-e", "console.log(1); process.stdin.resume()"]),
    }
    times = {name: [] for name in commands}
    resident = {}
    for number in range(5):
        for name, (title, command) in commands.items():
            say("start %d of 5: %s" % (number + 1, title))
            launcher = os.path.join(paths.out, "start")
            text = machine.undisturbed(
                lambda: output([launcher, str(STARTS // 5), *command])
            )
            _, median_us, resident[name] = numbers(text)
            times[name].append(median_us / 1000)
    result = {"title": "From start to the first line of output", "lines": []}
    for name, (title, _) in commands.items():
        ms = statistics.median(times[name])
        result[name] = {"ms": ms, "rss_kib": resident[name]}
        text = "%.2f ms  %s KiB resident" % (ms, thousands(resident[name]))
        result["lines"].append([title, text])
    return result


def wires(paths, machine, say):
    say("wires")
    runs = [machine.undisturbed(lambda: output([paths.tocsin, peer("wires.py")])) for _ in range(3)]
    rows = [[float(field) for field in text.split()] for text in runs]
    plain_us, read_us = (min(column) for column in zip(*rows))
    return {
        "plain_us": plain_us,
        "read_us": read_us,
        "title": "I2C, readfrom_mem of 6 bytes from a simulated sensor, not paced",
        "lines": [
            ["a plain call of a Python function", "%.2f us" % plain_us],
            ["readfrom_mem, beyond that", "%.2f us" % (read_us - plain_us)],
        ],
    }


def csv_numbers(text):
    rows = (line.split(",") for line in text.splitlines()[1:])
    return {name: float(value) for name, value in rows}


POST_LINES = [
    ("atomic_add_alone_ns", "an atomic add"),
    ("atomic_add_two_threads_ns", "an atomic add, two threads"),
    ("clock_read_ns", "reading the clock"),
    ("post_ns", "a post, its clock reading included"),
    ("post_without_clock_ns", "a post, clock aside"),
    ("post_two_threads_ns", "a post, two threads"),
    ("mutex_queue_alone_ns", "into a queue under a mutex"),
    ("mutex_queue_two_threads_ns", "into a queue under a mutex, two threads"),
    ("eventfd_write_alone_ns", "a write to an eventfd"),
    ("eventfd_write_two_threads_ns", "a write to an eventfd, two threads"),
]


def alarm_lines(found):
    """Of rows such as expiry_of_16_ns."""
    for name, value in found.items():
        match = re.fullmatch(r"(arm|cancel|expiry)_of_(\d+)_ns", name)
        if match:
            yield [
                "%s, with %s alarms armed" % (match[1], thousands(int(match[2]))),
                "%.0f ns" % value,
            ]


def posts(paths, machine, say):
    best = {}
    for program in (paths.posts, paths.bench_core):
        for number in range(3):
            say("posts and alarms: %s, %d of 3" % (os.path.basename(program), number + 1))
            text = machine.undisturbed(lambda: output([program]))
            for name, value in csv_numbers(text).items():
                best[name] = min(value, best.get(name, value))
    lines = [[title, "%.1f ns" % best[name]] for name, title in POST_LINES if name in best]
    result = dict(best, title="Posting an event; alarms", lines=lines)
    lines += alarm_lines(best)
    if best.get("expiry_of_16_ns"):
        result["expiry_ratio"] = best["expiry_of_100000_ns"] / best["expiry_of_16_ns"]
    return result


def drift(paths, machine, say):
    say("drift, %d s" % (DRIFT_PERIODS * DRIFT_PERIOD_US // 1000000))
    command = [paths.tocsin, "--irq-depth", "4096", peer("drift.py")]
    command += [str(DRIFT_PERIODS), str(DRIFT_PERIOD_US)]
    handled, lost, drift_us = numbers(machine.undisturbed(lambda: output(command)))
    return {
        "handled": handled,
        "missed": lost,
        "drift_us": drift_us,
        "title": "A periodic alarm, every %d us" % DRIFT_PERIOD_US,
        "lines": [
            ["periods", thousands(handled + lost)],
            ["of them missed and told", thousands(lost)],
            ["off at the end", "%d us" % drift_us],
        ],
    }


def perf_script(paths, test, path):
    """What MicroPython's run-perfbench.py would send to a board."""
    folder = os.path.join(paths.tree, "tests", "perf_bench")
    with open(path, "w") as out:
        for name in (test, "benchrun.py"):
            with open(os.path.join(folder, name)) as file:
                out.write(file.read() + "\n")
        out.write("bm_run(%d, %d)\n" % PERF_SIZE)


def perf_run(binary, path):
    """Microseconds and the result; None where the benchmark is skipped."""
    fields = output([binary, path]).split(None, 2)
    if fields[0] == "SKIP" or int(fields[0]) < 0:
        return None
    return int(fields[0]), fields[2:]


def perf(paths, machine, say):
    folder = os.path.join(paths.tree, "tests", "perf_bench")
    tests = sorted(set(os.listdir(folder)) - {"benchrun.py"})
    tests = [test for test in tests if test.endswith(".py")]
    binaries = {"stock": paths.stock, "stock-gil": paths.stock_gil, "tocsin": paths.tocsin}
    times = {test: {name: [] for name in binaries} for test in tests}
    path = os.path.join(paths.out, "perf.py")
    for number in range(PERF_ROUNDS):
        for test in tests:
            say("perf_bench %d of %d: %s" % (number + 1, PERF_ROUNDS, test))
            perf_script(paths, test, path)
            results = machine.undisturbed(
                lambda: {name: perf_run(binary, path) for name, binary in binaries.items()}
            )
            ran = {name: result for name, result in results.items() if result}
            if len({repr(result[1]) for result in ran.values()}) > 1:
                raise SystemExit("bench: %s: results differ" % test)
            for name, result in ran.items():
                times[test][name].append(result[0])
    return perf_result(times)


def perf_result(times):
    result = {"tests": {}, "title": "MicroPython's perf_bench, speed beside stock"}
    lines = []
    for test, of in times.items():
        if not all(of.values()):
            continue
        # The best of the rounds: what the code costs.
        best = {name: min(values) for name, values in of.items()}
        percent = 100 * best["stock"] / best["tocsin"]
        best["percent"] = percent
        result["tests"][test] = best
        lines.append([test, "%.0f %%" % percent])
    for name, peer_name in (("mean_percent", "stock"), ("mean_percent_gil", "stock-gil")):
        logs = [math.log(t[peer_name] / t["tocsin"]) for t in result["tests"].values()]
        result[name] = 100 * math.exp(sum(logs) / len(logs))
    lines.append(["geometric mean", "%.1f %%" % result["mean_percent"]])
    lines.append(["the same beside the plain lock", "%.1f %%" % result["mean_percent_gil"]])
    result["lines"] = lines
    return result


def measure(part, paths, machine, say):
    return globals()[part](paths, machine, say)
