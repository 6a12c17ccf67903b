#!/usr/bin/env python3
#
# docs-check - run what the documents and the examples show
#
#   tools/docs-check.py              all pages and examples
#   tools/docs-check.py cli button   those whose path contains a word
#   tools/docs-check.py --print ...  show what is written instead of comparing
#
# Checked are, in README.md and docs/**/*.md:
#   * a block ```python whose first line is `# run: tocsin OPTIONS NAME.py`: it
#     is saved under that name and run so; what it writes to stdout and stderr
#     together has to be the ```text block that follows it, if one follows
#     before the next heading or block;
#   * a block ```console: each line `$ tocsin ...` is run in the top folder and
#     has to write the lines below it. `$ echo $?` shows the status of the one
#     before. Other commands are not run;
#   * a block ```python whose first line is `# from examples/...`: the rest of it
#     stands so in that file;
#   * links to files of this repository, and to headings of the same page;
#   * in COMPAT.md, that each test it names (`name.py`) exists.
# A line `...` in an expected output stands for any lines.
#
# And examples/*.py that have a .exp: run as their first line says. And the tests
# in examples/pytest: each function as pytest would call it, with `tocsin` found.
#
# TOCSIN in the environment is the command to run, by default build/tocsin.
#
# SPDX-License-Identifier: MIT
import argparse
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
LIMIT_S = 20
CALL_TESTS = """
import importlib, sys
sys.path.insert(0, "")
tests = [f for name, f in vars(importlib.import_module(sys.argv[1])).items() if name.startswith("test_")]
assert tests
for test in tests:
    test()
"""
RUN = re.compile(r"# run: tocsin (.*)")
FROM = re.compile(r"# from (examples/\S+)")
FENCE = re.compile(r"^```(\w*)\s*$")
NAMED_TEST = re.compile(r"`(\w+\.py)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")


def tocsin():
    words = shlex.split(os.environ.get("TOCSIN", str(ROOT / "build" / "tocsin")))
    return [os.path.abspath(word) if os.path.exists(word) else word for word in words]


def run(arguments, folder):
    """Returns what was written, and the exit status."""
    try:
        done = subprocess.run(tocsin() + arguments, cwd=folder, timeout=LIMIT_S,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
    except subprocess.TimeoutExpired:
        return "killed after %d s\n" % LIMIT_S, -1
    return done.stdout.decode(errors="backslashreplace").replace("\r\n", "\n"), done.returncode


def matches(expected, seen):
    pattern = "".join(r"(?:.*\n)*" if line == "..." else re.escape(line) + r"\n"
                      for line in expected.splitlines())
    return re.fullmatch(pattern, seen) is not None


class Block:
    def __init__(self, kind, line, heading):
        self.kind = kind
        self.line = line
        self.heading = heading
        self.lines = []


def blocks_of(text):
    blocks, block, heading = [], None, 0
    for number, line in enumerate(text.splitlines(), 1):
        fence = FENCE.match(line)
        if block is None and fence:
            block = Block(fence.group(1), number, heading)
        elif block is None:
            heading += line.startswith("#")
        elif fence:
            blocks.append(block)
            block = None
        else:
            block.lines.append(line)
    return blocks


class Checker:
    def __init__(self, show):
        self.show = show
        self.checked = 0
        self.failed = 0

    def compare(self, where, what, expected, seen):
        self.checked += 1
        if self.show:
            print("%s: %s\n%s" % (where, what, seen))
        elif not matches(expected, seen):
            self.failed += 1
            print("%s: %s\n--- expected\n%s--- seen\n%s" % (where, what, expected, seen))

    def excerpt(self, where, block, name):
        rest = "\n".join(block.lines[1:]).strip("\n") + "\n"
        self.checked += 1
        if rest not in (ROOT / name).read_text():
            self.failed += 1
            print("%s: %s does not have these lines" % (where, name))

    def python_block(self, where, block, following):
        found = FROM.match(block.lines[0]) if block.lines else None
        if found:
            self.excerpt(where, block, found.group(1))
            return
        found = RUN.match(block.lines[0]) if block.lines else None
        if not found:
            return
        arguments = shlex.split(found.group(1))
        with tempfile.TemporaryDirectory() as folder:
            script = next(word for word in arguments if word.endswith(".py"))
            pathlib.Path(folder, script).write_text("\n".join(block.lines) + "\n")
            seen, _ = run(arguments, folder)
        expected = ""
        if following is not None and following.kind == "text" and following.heading == block.heading:
            expected = "".join(line + "\n" for line in following.lines)
        self.compare(where, found.group(0), expected, seen)

    def console_block(self, where, block):
        status = 0
        steps = []
        for line in block.lines:
            if line.startswith("$ "):
                steps.append((line[2:], []))
            elif steps:
                steps[-1][1].append(line)
        for command, lines in steps:
            expected = "".join(line + "\n" for line in lines)
            if command == "echo $?":
                self.compare(where, command, expected, "%d\n" % status)
            elif command.startswith("tocsin "):
                seen, status = run(shlex.split(command)[1:], ROOT)
                self.compare(where, command, expected, seen)

    def links(self, path, text):
        text = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
        anchors = {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")
                   for heading in re.findall(r"^#+ (.*)$", text, re.MULTILINE)}
        for target in LINK.findall(text):
            if re.match(r"\w+:", target):
                continue
            name, _, anchor = target.partition("#")
            there = (path.parent / name).exists() if name else anchor in anchors
            self.checked += 1
            if not there:
                self.failed += 1
                print("%s: there is no %s" % (path.relative_to(ROOT), target))

    def named_tests(self, path, text):
        for name in sorted(set(NAMED_TEST.findall(text))):
            self.checked += 1
            if not (ROOT / "tests" / "py" / name).exists() and not (ROOT / "examples" / name).exists():
                self.failed += 1
                print("%s: there is no test %s" % (path.relative_to(ROOT), name))

    def page(self, path):
        text = path.read_text()
        blocks = blocks_of(text)
        for block, following in zip(blocks, blocks[1:] + [None]):
            where = "%s:%d" % (path.relative_to(ROOT), block.line)
            if block.kind == "python":
                self.python_block(where, block, following)
            elif block.kind == "console":
                self.console_block(where, block)
        self.links(path, text)
        if path.name == "COMPAT.md":
            self.named_tests(path, text)

    def example(self, path):
        expected = path.with_suffix(".exp")
        found = RUN.match(path.read_text())
        if not found:
            self.failed += 1
            print("%s: the first line is no '# run: tocsin ...'" % path.relative_to(ROOT))
        elif expected.exists():
            seen, status = run(shlex.split(found.group(1)), ROOT)
            if status != 0:
                seen += "exit status %d\n" % status
            self.compare(path.relative_to(ROOT), found.group(0), expected.read_text(), seen)


    def pytests(self, path):
        with tempfile.TemporaryDirectory() as folder:
            command = pathlib.Path(folder, "tocsin")
            command.write_text('#!/bin/sh\nexec %s "$@"\n' % " ".join(shlex.quote(word) for word in tocsin()))
            command.chmod(0o755)
            env = dict(os.environ, PATH=folder + ":" + os.environ["PATH"], PYTHONDONTWRITEBYTECODE="1")
            done = subprocess.run([sys.executable, "-c", CALL_TESTS, path.stem], cwd=path.parent, env=env,
                                  timeout=10 * LIMIT_S, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.checked += 1
        if done.returncode != 0:
            self.failed += 1
            print("%s:\n%s" % (path.relative_to(ROOT), done.stdout.decode(errors="backslashreplace")))


def main():
    parser = argparse.ArgumentParser(description="Run what the documents and the examples show.")
    parser.add_argument("--print", action="store_true", help="show what is written")
    parser.add_argument("words", nargs="*", help="only paths that contain one of these")
    arguments = parser.parse_args()

    checker = Checker(getattr(arguments, "print"))
    paths = [ROOT / "README.md"] + sorted((ROOT / "docs").rglob("*.md"))
    paths += sorted((ROOT / "examples").glob("*.py"))
    paths += sorted((ROOT / "examples" / "pytest").glob("test_*.py"))
    for path in paths:
        name = str(path.relative_to(ROOT))
        if not path.exists() or arguments.words and not any(word in name for word in arguments.words):
            continue
        if path.suffix == ".md":
            checker.page(path)
        elif path.parent.name == "pytest":
            checker.pytests(path)
        else:
            checker.example(path)
    print("docs: %d passed, %d failed" % (checker.checked - checker.failed, checker.failed))
    return 1 if checker.failed else 0


if __name__ == "__main__":
    sys.exit(main())
