#!/usr/bin/env python3
#
# compat - the tables of docs/COMPAT.md, made from docs/compat/*.csv
#
#   tools/compat.py               write the tables into docs/COMPAT.md
#   tools/compat.py --check       say what is wrong with tables, page or program
#   tools/compat.py --self-test   seed one fault of each kind, find it
#
# One file for each class or module, docs/compat/machine.Pin.csv and so on, with
# the columns `name,status,note,tests`: one row for each name, its status one of
# those in STATUSES, `tests` the scripts of tests/py and examples that show it,
# separated by spaces. A name may leave out what the file's own name says:
# "machine.I2C.scan", "I2C.scan" and "scan" are the same in machine.I2C.csv.
#
# docs/compat/names.txt has the names that need a row, and for those that no
# module has by themselves (methods of an object, say) how to get at them.
#
# --check fails when
#   * a row's status is unknown, its name twice there, a test of it missing, or
#     `same` or `differs` is said without a test;
#   * a name of names.txt has no row;
#   * the page is not what the tables make of it;
#   * the program has no name that is said to be there, or has an absent one.
#
# TOCSIN in the environment is the command to run, by default build/tocsin.
#
# SPDX-License-Identifier: MIT
import argparse
import collections
import csv
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
STATUSES = ("same", "differs", "extra", "absent")
COLUMNS = ["name", "status", "note", "tests"]
TESTED = ("same", "differs")
BEGIN = "<!-- made by `make compat` from docs/compat/*.csv: change those -->\n"
END = "<!-- end of what `make compat` makes -->\n"
LIMIT_S = 20

# Run by the program itself: a line "NAME yes|no|what went wrong" for each.
PROBE = """
def probe(name, expression):
    scope = {}
    parts = name.split(".")
    try:
        exec("import " + parts[0], scope)
        eval(expression, scope)
        return "yes"
    except (ImportError, AttributeError):
        return "no"
    except Exception as error:
        return repr(error)

for name, expression in NAMES:
    print(name, probe(name, expression))
"""

Row = collections.namedtuple("Row", "name status note tests where")


class Table:
    """One csv file: a class or a module."""

    def __init__(self, stem, rows):
        self.stem = stem
        self.rows = rows


def read_names(folder):
    """The names that need a row, each with the expression that gets at it."""
    names = {}
    for line in (folder / "names.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            name, _, expression = line.partition(" = ")
            names[name] = expression or name
    return names


def full_name(written, stem, names):
    module = stem.partition(".")[0]
    for name in (written, stem + "." + written, module + "." + written):
        if name in names:
            return name
    if (written + ".").startswith(module + "."):
        return written
    if (module + "." + written + ".").startswith(stem + "."):
        return module + "." + written
    return stem + "." + written


def script_name(word):
    return word if word.endswith(".py") else word + ".py"


def read_table(path, names, faults):
    rows = []
    with open(path, newline="") as file:
        reader = csv.reader(file)
        if next(reader, None) != COLUMNS:
            faults.append("%s: the first line is not %s" % (path.name, ",".join(COLUMNS)))
            return Table(path.stem, rows)
        for fields in reader:
            where = "%s:%d" % (path.name, reader.line_num)
            if len(fields) != len(COLUMNS):
                faults.append("%s: %d columns instead of %d; quote what has a comma" %
                              (where, len(fields), len(COLUMNS)))
                continue
            name, status, note, tests = fields
            rows.append(Row(full_name(name, path.stem, names), status, note,
                            [script_name(word) for word in tests.split()], where))
    return Table(path.stem, rows)


def read_tables(folder, names, faults):
    return [read_table(path, names, faults)
            for path in sorted(folder.glob("*.csv"), key=lambda path: path.stem.lower())]


def check_rows(tables, names, test_exists, faults):
    seen = {}
    for row in (row for table in tables for row in table.rows):
        if row.status not in STATUSES:
            faults.append("%s: %s is '%s', not one of %s" %
                          (row.where, row.name, row.status, " ".join(STATUSES)))
        if row.name in seen:
            faults.append("%s: %s has a row already, at %s" % (row.where, row.name, seen[row.name]))
        seen[row.name] = row.where
        if row.status in TESTED and not row.tests:
            faults.append("%s: %s is '%s' and names no test" % (row.where, row.name, row.status))
        for test in row.tests:
            if not test_exists(test):
                faults.append("%s: there is no test %s" % (row.where, test))
    for name in names:
        if name not in seen:
            faults.append("no table has a row for %s" % name)


def probe(questions):
    """What the program has: {name: "yes", "no" or what went wrong}"""
    words = shlex.split(os.environ.get("TOCSIN", str(ROOT / "build" / "tocsin")))
    words = [os.path.abspath(word) if os.path.exists(word) else word for word in words]
    with tempfile.TemporaryDirectory() as folder:
        script = pathlib.Path(folder, "probe.py")
        script.write_text("NAMES = %r\n%s" % (questions, PROBE))
        done = subprocess.run(words + ["--virtual-time", "--exit", str(script)], cwd=folder,
                              timeout=LIMIT_S, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
    text = done.stdout.decode(errors="backslashreplace")
    if done.returncode != 0:
        sys.exit("compat: the program ended with status %d:\n%s" % (done.returncode, text))
    return dict(line.rstrip("\r").split(" ", 1) for line in text.splitlines() if " " in line)


def check_program(tables, names, ask, faults):
    rows = [row for table in tables for row in table.rows]
    answers = ask([(row.name, names.get(row.name, row.name)) for row in rows])
    for row in rows:
        answer = answers.get(row.name, "never reached")
        if answer == "yes" and row.status == "absent":
            faults.append("%s: %s is said to be absent, but it is there" % (row.where, row.name))
        elif answer == "no" and row.status != "absent":
            faults.append("%s: %s is said to be '%s', but it is absent" %
                          (row.where, row.name, row.status))
        elif answer not in ("yes", "no"):
            faults.append("%s: %s cannot be looked at: %s" % (row.where, row.name, answer))


def anchor(stem):
    return stem.lower().replace(".", "")


def render_row(table, row):
    prefix = table.stem.partition(".")[0] + "."
    name = row.name[len(prefix):] if row.name.startswith(prefix) else row.name
    cells = ["`%s`" % name, row.status, row.note.replace("|", "\\|"),
             " ".join("`%s`" % test for test in row.tests)]
    return "| " + " | ".join(cells).replace("|  |", "| |").replace("|  |", "| |").rstrip() + " |\n"


# No counts here: each change of a table would change the same lines, and two
# branches could not be merged.
def render_contents(tables):
    return "".join("* [%s](#%s)\n" % (table.stem, anchor(table.stem)) for table in tables)


def count_statuses(tables):
    counts = collections.Counter(row.status for table in tables for row in table.rows)
    return ", ".join("%d %s" % (counts[status], status) for status in STATUSES)


def render(tables):
    text = "## Names\n\n" + render_contents(tables)
    for table in tables:
        text += "\n## %s\n\n| Name | | Note | Test |\n|---|---|---|---|\n" % table.stem
        text += "".join(render_row(table, row) for row in table.rows)
    return text


def with_tables(page, tables):
    """The page with its tables made anew, or None where its marks are missing."""
    head, begin, rest = page.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        return None
    return head + BEGIN + "\n" + render(tables) + "\n" + END + tail


def check_page(page, tables, faults):
    made = with_tables(page, tables)
    if made is None:
        faults.append("COMPAT.md: the marks around the tables are missing")
    elif made != page:
        faults.append("COMPAT.md: the page is out of date; run `make compat`")


def test_exists(name):
    return (ROOT / "tests" / "py" / name).exists() or (ROOT / "examples" / name).exists()


def read_all(faults):
    folder = ROOT / "docs" / "compat"
    names = read_names(folder)
    return names, read_tables(folder, names, faults)


def report(faults):
    for fault in faults:
        print("compat: " + fault)
    return 1 if faults else 0


def check():
    faults = []
    names, tables = read_all(faults)
    check_rows(tables, names, test_exists, faults)
    check_page((ROOT / "docs" / "COMPAT.md").read_text(), tables, faults)
    check_program(tables, names, probe, faults)
    rows = sum(len(table.rows) for table in tables)
    print("compat: " + count_statuses(tables))
    print("compat: %d passed, %d failed" % (max(rows - len(faults), 0), len(faults)))
    return report(faults)


def write():
    faults = []
    _, tables = read_all(faults)
    page = ROOT / "docs" / "COMPAT.md"
    made = with_tables(page.read_text(), tables)
    if made is None:
        faults.append("COMPAT.md: the marks around the tables are missing")
    else:
        page.write_text(made)
    return report(faults)


# What is wrong with the table, and the words that the complaint has to have.
SEEDED = (
    ("name,status,note\nx.a,same,\n", "first line"),
    ("name,status,note,tests\nx.a,same,a,b,t\n", "columns"),
    ("name,status,note,tests\nx.a,fine,,t\nx.b,absent,,\n", "'fine'"),
    ("name,status,note,tests\nx.a,same,,t\na,same,,t\nx.b,absent,,\n", "a row already"),
    ("name,status,note,tests\nx.a,same,,\nx.b,absent,,\n", "names no test"),
    ("name,status,note,tests\nx.a,same,,u\nx.b,absent,,\n", "no test u.py"),
    ("name,status,note,tests\nx.a,same,,t\n", "no table has a row for x.b"),
    ("name,status,note,tests\nx.a,absent,,\nx.b,absent,,\n", "but it is there"),
    ("name,status,note,tests\nx.a,same,,t\nx.b,same,,t\n", "but it is absent"),
    ("name,status,note,tests\nx.a,same,,t\nx.b,absent,,\nx.c,extra,,\n", "cannot be looked at"),
)
GOOD = "name,status,note,tests\nx.a,same,\"a, | b\",t\nb,absent,,\n"


def faults_of(text, page=None):
    faults = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "names.txt").write_text("# names\nx.a\nx.b = x.A().b\n")
        (folder / "x.csv").write_text(text)
        names = read_names(folder)
        tables = read_tables(folder, names, faults)
    check_rows(tables, names, lambda test: test == "t.py", faults)
    check_page(page or with_tables(BEGIN + END, tables), tables, faults)
    there = {"x.a": "yes", "x.A().b": "no", "x.c": "boom"}
    check_program(tables, names, lambda asked: {a: there[b] for a, b in asked}, faults)
    return faults


def self_test():
    problems = [] if not faults_of(GOOD) else ["the good table: %s" % faults_of(GOOD)]
    for text, complaint in SEEDED:
        if not any(complaint in fault for fault in faults_of(text)):
            problems.append("not found: %s" % complaint)
    for page, complaint in ((BEGIN + "old\n" + END, "out of date"), ("text", "marks")):
        if not any(complaint in fault for fault in faults_of(GOOD, page)):
            problems.append("not found: %s" % complaint)
    return report(problems)


def main():
    parser = argparse.ArgumentParser(description="The tables of docs/COMPAT.md.")
    parser.add_argument("--check", action="store_true", help="say what is wrong")
    parser.add_argument("--self-test", action="store_true", help="seed faults, find them")
    arguments = parser.parse_args()
    if arguments.self_test:
        return self_test()
    return check() if arguments.check else write()


if __name__ == "__main__":
    sys.exit(main())
