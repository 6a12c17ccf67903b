#!/usr/bin/env python3
"""check-layers - who may include whom

    tools/check-layers.py [FOLDER]     print each include that breaks a rule
    tools/check-layers.py --self-test  seed one violation of each rule, find it

An include is looked up beside the file that names it, from the top folder, and
in the folders that are on the include path. What is found nowhere in the
project belongs to MicroPython.

SPDX-License-Identifier: MIT
"""

import pathlib
import re
import sys
import tempfile

MICROPYTHON = "MicroPython"

# What a folder may include besides itself: folders, or single headers.
RULES = {
    "core": ["port"],
    # Functions of the port and of a peripheral return core's error codes.
    "port": ["core/err.h"],
    "hal": ["core/err.h", "port"],
    "backend": ["hal", "core", "port"],
    "net": ["hal", "core", "port"],
    "trace": ["hal", "core", "port"],
    "cli": ["net", "hal", "core", "port"],
    # tocsin.board is a handle on the virtual board, whatever board runs.
    "bind": ["hal", "core", "port", "net", "backend/sim/sim.h", "backend/sim/sim_attach.h",
             MICROPYTHON],
    "mpy": ["bind", "net", "trace", "cli", "backend", "hal", "core", "port", MICROPYTHON],
    "tests": ["net", "trace", "cli", "backend", "hal", "core", "port"],
}

# Their subfolders are alternatives, which do not know each other.
SIBLINGS = ("port", "backend")

# Compiled where there is no operating system.
FREESTANDING = ("core/", "port/port", "port/baremetal/")
FREESTANDING_HEADERS = {
    "float.h", "iso646.h", "limits.h", "stdalign.h", "stdarg.h", "stdatomic.h",
    "stdbool.h", "stddef.h", "stdint.h", "stdnoreturn.h",
}  # fmt: skip

INCLUDE_PATH = ("core", "hal", "port", "backend/sim", "backend/linux", "backend/template",
                "trace", "cli", "net", "tests/unit")
MICROPYTHON_HEADER = re.compile(r"(py|extmod|shared|ports|genhdr|lib)/")
INCLUDE = re.compile(r'\s*#\s*include\s*(["<])([^">]+)[">]')


def find(top, file, name):
    """The included file as a path below the top folder, or None."""
    folders = [file.parent, pathlib.Path(".")]
    folders += [pathlib.Path(folder) for folder in INCLUDE_PATH]
    # Which port's port_types.h is meant is chosen on the command line.
    if file.parts[0] == "tests":
        folders += [path.relative_to(top) for path in sorted(top.glob("port/*/"))]
    for folder in folders:
        if (top / folder / name).is_file():
            return pathlib.Path((folder / name).as_posix())
    return None


def sibling(path):
    """Which alternative of its folder the file is part of, if of any."""
    return path.parts[1] if path.parts[0] in SIBLINGS and len(path.parts) > 2 else None


def is_freestanding(file):
    return file.as_posix().startswith(FREESTANDING)


def judge(top, file, bracket, name):
    """What is wrong with that include, or None."""
    found = find(top, file, name)
    folder = file.parts[0]
    if found is None:
        if bracket == "<" and not MICROPYTHON_HEADER.match(name):
            if is_freestanding(file) and name not in FREESTANDING_HEADERS:
                return "core and what it needs include freestanding headers only"
            return None
        if name == "port_types.h":
            return None
        if bracket == '"' and not MICROPYTHON_HEADER.match(name) and folder not in ("bind", "mpy"):
            return None if folder == "tests" else "no such header in the project"
        if MICROPYTHON not in RULES[folder]:
            return "only bind/ and mpy/ include MicroPython"
        return None
    if found.parts[0] == folder:
        if sibling(found) not in (None, sibling(file)):
            return f"{folder}/{sibling(found)} is one of several: nothing else names it"
        return None
    allowed = RULES[folder]
    if found.as_posix() in allowed or found.parts[0] in allowed:
        return None
    return f"{folder} may include {', '.join(allowed)}"


def check(top):
    """Every include that breaks a rule, as (file, line number, name, reason)."""
    for folder in RULES:
        for path in sorted((top / folder).rglob("*.[ch]")):
            file = path.relative_to(top)
            for number, line in enumerate(path.read_text().splitlines(), 1):
                match = INCLUDE.match(line)
                reason = match and judge(top, file, *match.groups())
                if reason:
                    yield file.as_posix(), number, match[2], reason


SEEDS = {
    "core/a.c": '#include "sim.h"',
    "core/b.c": "#include <string.h>",
    "core/c.c": '#include "py/obj.h"',
    "core/d.h": '#include "hal/pin.h"',
    "port/port_more.h": "#include <stdio.h>",
    "port/fake/a.c": '#include "port/posix/posix.h"',
    "port/posix/a.c": '#include "irqq.h"',
    "hal/a.c": '#include "irqq.h"',
    "backend/linux/a.c": '#include "backend/sim/sim.h"',
    "backend/sim/a.c": '#include "bind/irq.h"',
    "cli/a.c": '#include "bind/irq.h"',
    "net/a.c": '#include "cli/options.h"',
    "trace/a.c": '#include "cli/options.h"',
    "bind/a.c": '#include "mpy/gil.h"',
    "tests/unit/a.c": "#include <py/gc.h>",
}
FINE = {
    "core/irqq.h": '#include "port.h"\n#include <stdint.h>',
    "core/err.h": "",
    "port/port.h": '#include "port_types.h"\n#include <stdbool.h>',
    "port/posix/posix.h": '#include "err.h"\n#include <pthread.h>',
    "hal/pin.h": '#include "err.h"',
    "backend/sim/sim.h": '#include "pin.h"\n#include "irqq.h"\n#include <string.h>',
    "bind/irq.h": '#include "py/obj.h"\n#include "core/irqq.h"',
    "bind/b.c": '#include "backend/sim/sim.h"',
    "cli/options.h": '#include "irqq.h"',
    "mpy/gil.h": '#include "bind/irq.h"\n#include "genhdr/mpversion.h"',
    "tests/unit/b.c": "#include <check.h>",
}


def self_test():
    with tempfile.TemporaryDirectory() as folder:
        top = pathlib.Path(folder)
        for name, text in {**SEEDS, **FINE}.items():
            path = top / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("// a line before\n" + text + "\n")
        found = {(name, number) for name, number, _, _ in check(top)}
    missed = {(name, 2) for name in SEEDS} - found
    wrong = found - {(name, 2) for name in SEEDS}
    for name, number in sorted(missed):
        print(f"layers: self-test: missed {name}:{number}: {SEEDS[name]}")
    for name, number in sorted(wrong):
        print(f"layers: self-test: wrongly reports {name}:{number}")
    return bool(missed or wrong)


def main():
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    top = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    broken = list(check(top))
    for name, number, included, reason in broken:
        print(f"{name}:{number}: {included}: {reason}")
    return bool(broken)


if __name__ == "__main__":
    sys.exit(main())
