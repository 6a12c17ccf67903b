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
import time

PARTS = ["rate", "trace", "start", "posts", "wires", "uart", "control", "boards", "drift", "perf"]

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


# Bytes through two crossed ports: as fast as it goes, and in virtual time.
UART_WIRES = ["--wire", "P3=P9", "--wire", "P4=P8"]
UART_BYTES = 200000000
UART_PACED = [(9600, 40960), (115200, 409600), (921600, 2048000)]
BITS_A_BYTE = 10


def uart(paths, machine, say):
    def run(options, baudrate, total):
        say("uart, %d baud" % baudrate)
        command = [paths.tocsin, *options, *UART_WIRES, peer("uart.py")]
        return numbers(output([*command, str(baudrate), str(total)]))

    fast = [machine.undisturbed(lambda: run(["--pace", "off"], 115200, UART_BYTES)) for _ in range(3)]
    mb_per_s = max(done / us for done, us in fast)
    lines = [["not paced", thousands(mb_per_s) + " MB/s"]]
    worst = 0.0
    for baudrate, total in UART_PACED:
        done, us = run(["--virtual-time"], baudrate, total)
        off = 100 * (us * baudrate / (done * BITS_A_BYTE * 1e6) - 1)
        worst = max(worst, abs(off))
        lines.append(["%s baud in virtual time, off by" % thousands(baudrate), "%.4f %%" % off])
    return {
        "mb_per_s": mb_per_s,
        "off_percent": worst,
        "title": "UART 1 and UART 2, wired crosswise, buffers of 4096 bytes",
        "lines": lines,
    }


CONTROL_SECONDS = 2
CONTROL_WINDOW = 64


def control_run(paths, window):
    path = os.path.join(paths.out, "control.sock")
    command = [paths.tocsin, "--control", path, "-c", "import time; print(1); time.sleep(3600)"]
    board = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        board.stdout.readline()
        return int(output([os.path.join(paths.out, "control"), path, str(CONTROL_SECONDS), str(window)]))
    finally:
        board.terminate()
        board.wait()


def control(paths, machine, say):
    rates = {}
    for window in (1, CONTROL_WINDOW):
        say("control, %d under way" % window)
        rates[window] = max(machine.undisturbed(lambda: control_run(paths, window)) for _ in range(3))
    return {
        "requests": rates[1],
        "pipelined": rates[CONTROL_WINDOW],
        "title": "Control requests a second, on one connection, from a client in C",
        "lines": [
            ["pin.read, each after the last one's answer", thousands(rates[1])],
            ["pin.read, %d under way" % CONTROL_WINDOW, thousands(rates[CONTROL_WINDOW])],
        ],
    }


BOARDS = 200
BOARDS_SECONDS = 10


def cpu_ns(pid):
    """Time on a processor of all threads of a process."""
    total = 0
    for thread in os.listdir("/proc/%d/task" % pid):
        with open("/proc/%d/task/%s/schedstat" % (pid, thread)) as stat:
            total += int(stat.read().split()[0])
    return total


def pss_kib(pid):
    with open("/proc/%d/smaps_rollup" % pid) as rollup:
        for line in rollup:
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def boards_run(paths):
    command = [paths.tocsin, peer("boards.py"), str(BOARDS_SECONDS)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    all_of_them = [subprocess.Popen(command, **pipes) for _ in range(BOARDS)]
    try:
        time.sleep(1)
        since, cpu = time.monotonic(), sum(cpu_ns(board.pid) for board in all_of_them)
        time.sleep(BOARDS_SECONDS - 4)
        cpu = sum(cpu_ns(board.pid) for board in all_of_them) - cpu
        cpu_percent = cpu / 1e7 / (time.monotonic() - since)
        told = [numbers(board.stdout.readline()) for board in all_of_them]
        memory = sum(pss_kib(board.pid) for board in all_of_them)
    finally:
        for board in all_of_them:
            board.communicate("\n")
    alarms, late_us = zip(*told)
    return max(late_us), sum(alarms), cpu_percent, memory


def boards(paths, machine, say):
    say("%d boards, %d s" % (BOARDS, BOARDS_SECONDS))
    late_us, alarms, cpu_percent, memory_kib = machine.undisturbed(lambda: boards_run(paths))
    return {
        "late_ms": late_us / 1000,
        "alarms": alarms,
        "cpu_percent": cpu_percent,
        "pss_kib": memory_kib,
        "title": "%d boards at once, each with an alarm of 1 s that reads a sensor over I2C" % BOARDS,
        "lines": [
            ["alarms", thousands(alarms)],
            ["the latest came late by", "%.1f ms" % (late_us / 1000)],
            ["of one processor", "%.1f %%" % cpu_percent],
            ["memory of all together (PSS)", "%.1f MiB" % (memory_kib / 1024)],
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
