#!/usr/bin/env python3
# bench - Tocsin beside what people would use instead
#
#   bench.py [--quick] [--rounds N] [--only PART,...] [--out DIR]
#
# SPDX-License-Identifier: MIT
import argparse
import json
import os
import subprocess
import sys
import time
import types

import latency

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


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

    return types.SimpleNamespace(
        tocsin=os.environ.get("TOCSIN") or built("tocsin"),
        stock=built("stock", "micropython"),
        stock_gil=built("stock-gil", "micropython"),
        raw=built("bench", "raw"),
        source=built("bench", "source"),
        library=built("bench", "liboutside.so"),
    )
