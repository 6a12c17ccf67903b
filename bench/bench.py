#!/usr/bin/env python3
# bench - Tocsin beside what people would use instead
#
#   bench.py [--quick] [--rounds N] [--parts NAME,...] [--patience SECONDS]
#            [--build DIR]
#
# Prints tables. In DIR/bench it leaves results.json, latency.svg, and tables.md
# for docs/BENCHMARKS.md. With
# --quick only the latencies that Tocsin's own targets name, in a minute. Parts
# that are left out keep what an earlier run wrote to results.json. Patience is
# what may be spent in all on waiting for other programs to leave the machine
# alone.
#
# SPDX-License-Identifier: MIT
import argparse
import json
import os
import shutil
import subprocess
import sys
import time
import types

import costs
import latency
import picture
import report
from machine import Machine

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

QUICK_CONTENDERS = ["raw", "tocsin", "stock-gil"]
QUICK_LOADS = ["asleep", "busy", "calls"]
# Seconds to spend on waiting for a quiet machine, in all.
PATIENCE = 600
QUICK_PATIENCE = 20
PARTS = ["latency", *costs.PARTS]


def symbol_distance(binary, name):
    """How far a function is from the entry point, in bytes."""
    at = {}
    for line in subprocess.check_output(["nm", binary], text=True).splitlines():
        fields = line.split()
        if len(fields) == 3:
            at[fields[2]] = int(fields[0], 16)
    return str(at[name] - at["_start"])


def find_paths(build):
    def built(*parts):
        return os.path.join(TOP, build, *parts)

    # A copy: what is measured stays the same when the project is built again.
    tocsin = built("bench", "tocsin")
    shutil.copy2(os.environ.get("TOCSIN") or built("tocsin"), tocsin)
    return types.SimpleNamespace(
        out=built("bench"),
        tocsin=tocsin,
        stock=built("stock", "micropython"),
        stock_gil=built("stock-gil", "micropython"),
        tree=os.environ.get("MPY_TOP") or built("deps", "micropython-1.25.0"),
        raw=built("bench", "raw"),
        posts=built("bench", "posts"),
        bench_core=os.environ.get("BENCH_CORE") or built("unit", "bench_core"),
        source=built("bench", "source"),
        library=built("bench", "liboutside.so"),
        sim_drive=symbol_distance(tocsin, "sim_drive"),
    )


def say(line):
    """Progress: one line that is written over, on a terminal only."""
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K" + line)
        sys.stderr.flush()


def load_results(path):
    try:
        with open(path) as file:
            return json.load(file)
    except (OSError, ValueError):
        return {}


def arguments():
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--parts", default=",".join(PARTS))
    parser.add_argument("--patience", type=float)
    parser.add_argument("--build", default="build")
    args = parser.parse_args()
    if args.patience is None:
        args.patience = QUICK_PATIENCE if args.quick else PATIENCE
    args.parts = ["latency"] if args.quick else args.parts.split(",")
    for part in args.parts:
        if part not in PARTS:
            parser.error("no part %s (there are %s)" % (part, ", ".join(PARTS)))
    return args


def measure_latency(paths, args, machine):
    if args.quick:
        names, loads = QUICK_CONTENDERS, QUICK_LOADS
    else:
        names, loads = list(latency.contenders(paths)), list(latency.LOADS)
    rounds = args.rounds or (3 if args.quick else 5)
    pairs = latency.measure(paths, names, loads, rounds, machine, say)
    every = latency.contenders(paths)
    return {
        "rounds": rounds,
        "contenders": {name: every[name].title for name in names},
        "short": {name: every[name].short for name in names},
        "loads": pairs,
    }


def main():
    args = arguments()
    paths = find_paths(args.build)
    machine = Machine(args.patience)
    name = "quick.json" if args.quick else "results.json"
    results_path = os.path.join(paths.out, name)
    results = load_results(results_path)
    for part in args.parts:
        if part == "latency":
            results[part] = measure_latency(paths, args, machine)
        else:
            results[part] = costs.measure(part, paths, machine, say)
    say("")
    results["machine"] = machine.describe()
    results["date"] = time.strftime("%Y-%m-%d %H:%M")
    with open(results_path, "w") as file:
        json.dump(results, file, indent=1)
    report.print_parts(results, args.parts)
    written = [results_path]
    if not args.quick and "latency" in results:
        written.append(os.path.join(paths.out, "latency.svg"))
        picture.write(results, written[-1])
        written.append(os.path.join(paths.out, "tables.md"))
        report.write_markdown(results, written[-1])
    print("\nwritten: " + " ".join(os.path.relpath(path) for path in written))


if __name__ == "__main__":
    main()
