# latency - from an event to the first bytecode of its handler
#
# Each pair of a contender and a load is a process of its own that handles a
# train of events. The driver only starts it, waits until it settled, and ends
# it. Rounds go over all pairs in turn, so that what else the machine does hits
# all of them alike.
#
# SPDX-License-Identifier: MIT
import os
import statistics
import subprocess
import sys
import time

from table import Table

EVENTS = 3000
WARM_UP = 100
PERIOD_NS = 300000
# Seconds after the train within which a handler has to be called: otherwise
# the event is lost.
PATIENCE = 5
# Seconds that a train may take, and a contender to start.
TRAIN = 3 * (EVENTS + WARM_UP) * PERIOD_NS / 1e9
START = 10

LOADS = {
    "asleep": "asleep",
    "busy": "busy loop",
    "calls": "short function calls",
    "alloc": "allocating, with collections",
    "copies": "long C calls: sorting, copying",
    "accept": "blocked in accept()",
}
PERCENTILES = {"p50": 50, "p90": 90, "p99": 99, "p99.9": 99.9, "max": 100}

HEAP = {"copies": "16M"}


def heap(load):
    return "heapsize=" + HEAP.get(load, "4M")


class Contender:
    """`command(load)` is its command line. Events reach it through standard
    input unless it has a thread of its own that makes them."""

    def __init__(self, short, title, command, piped=True):
        self.short = short
        self.title = title
        self.command = command
        self.piped = piped


def contenders(paths):
    peers = os.path.join(os.path.dirname(os.path.abspath(__file__)), "peers")

    def script(name):
        return os.path.join(peers, name)

    def micropython(binary, name, *args):
        return lambda load: [binary, "-X", heap(load), script(name), load, *args]

    return {
        "raw": Contender(
            "C", "C thread on a futex", lambda load: [paths.raw, load], piped=False
        ),
        "tocsin": Contender(
            "Tocsin",
            "Tocsin",
            micropython(paths.tocsin, "pin_callback.py"),
            piped=False,
        ),
        "tocsin-pipe": Contender(
            "Tocsin by pipe",
            "Tocsin, event through a pipe",
            micropython(paths.tocsin, "pin_callback.py", "relay"),
        ),
        "stock-gil": Contender(
            "plain mutex",
            "plain-mutex lock, dispatcher thread",
            micropython(paths.stock_gil, "dispatcher_thread.py"),
        ),
        "schedule": Contender(
            "schedule()",
            "unix port, micropython.schedule()",
            micropython(paths.stock, "schedule.py"),
        ),
        "cpython": Contender(
            "CPython",
            "CPython, thread on a pipe",
            lambda load: [sys.executable, script("cpython.py"), load],
        ),
        "node": Contender(
            "Node.js",
            "Node.js, event loop",
            lambda load: ["node", script("node.js"), load],
        ),
    }


def settle(table, process):
    """Wait until the contender said its last word, or will not any more."""
    since = time.monotonic()
    over = None
    while not table.is_settled() and process.poll() is None:
        now = time.monotonic()
        if over is None and table.is_over():
            over = now
        if now > (over + PATIENCE if over else since + TRAIN + START):
            break
        time.sleep(0.05)


def run_pair(contender, load, paths, quiet=True):
    """Returns the waits, and how many losses the contender knows of."""
    table = Table(EVENTS + WARM_UP, PERIOD_NS)
    env = dict(
        os.environ,
        OUTSIDE_TABLE=table.path,
        OUTSIDE_LIBRARY=paths.library,
        OUTSIDE_SIM_DRIVE=paths.sim_drive,
    )
    source = process = None
    try:
        if contender.piped:
            source = subprocess.Popen([paths.source], stdout=subprocess.PIPE, env=env)
        process = subprocess.Popen(
            contender.command(load),
            stdin=source.stdout if source else subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL if quiet else None,
            env=env,
        )
        settle(table, process)
        if not table.is_ready():
            raise SystemExit("bench: %s did not start" % contender.title)
        return table.waits(WARM_UP), table.named()
    finally:
        for child in filter(None, (process, source)):
            child.kill()
            child.wait()
        if source:
            source.stdout.close()
        table.close()


def percentile(waits, percent):
    """Of sorted values, the one that `percent` of them do not exceed."""
    return waits[min(len(waits) - 1, max(0, -int(-len(waits) * percent // 100) - 1))]


def curve(waits):
    """The whole distribution in some 60 points, denser towards the end."""
    points = [i for i in range(0, 90, 3)]
    for decade in (10, 1, 0.1, 0.01):
        points += [100 - decade + decade * 0.09 * i for i in range(10)]
    return [[p, percentile(waits, p)] for p in points + [100]]


class Round:
    """What one run of a contender under one load gave; `others` is how much
    of a processor other programs took meanwhile."""

    def __init__(self, waits, named, others):
        self.handled = sorted(wait for wait in waits if wait is not None)
        self.events = len(waits)
        self.lost = self.events - len(self.handled)
        self.named = min(named, self.lost)
        self.others = others


def summary(rounds):
    """Of the quieter half of the rounds: percentiles are the medians over
    these, the rest is of all of them."""
    quiet = sorted(rounds, key=lambda r: r.others)[: (len(rounds) + 1) // 2]
    out = {
        "rounds": len(quiet),
        "others": [r.others for r in quiet],
        "events": sum(r.events for r in quiet),
        "lost": sum(r.lost for r in quiet),
        "named": sum(r.named for r in quiet),
    }
    with_waits = [r.handled for r in quiet if r.handled]
    for name, percent in PERCENTILES.items():
        values = [percentile(waits, percent) for waits in with_waits]
        out[name] = statistics.median(values) if values else None
    if with_waits:
        pooled = sorted(wait for waits in with_waits for wait in waits)
        out["max"] = pooled[-1]
        out["curve"] = curve(pooled)
    return out


def measure(paths, names, loads, rounds, machine, say):
    """Returns {load: {contender: summary}}."""
    every = contenders(paths)
    pairs = {load: {name: [] for name in names} for load in loads}
    for number in range(rounds):
        for load in loads:
            for name in names:
                say("round %d of %d: %s, %s" % (number + 1, rounds, load, name))
                waits, named = machine.undisturbed(
                    lambda: run_pair(every[name], load, paths)
                )
                pairs[load][name].append(Round(waits, named, machine.last_others))
    return {
        load: {name: summary(of_pair) for name, of_pair in of.items()}
        for load, of in pairs.items()
    }
