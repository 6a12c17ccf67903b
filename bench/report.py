# report - the results as tables for a terminal, and the targets
#
# SPDX-License-Identifier: MIT
import latency

COLUMNS = list(latency.PERCENTILES)


def microseconds(ns):
    if ns is None:
        return "-"
    us = ns / 1000
    return "%.1f" % us if us < 100 else "{:,.0f}".format(us)


def rows(table):
    """Lines of a table whose first column is text and the others numbers. A
    row of one cell is a heading."""
    width = max(len(row) for row in table)
    full = [row for row in table if len(row) == width]
    widths = [max(len(row[i]) for row in full) for i in range(width)]
    for row in table:
        if len(row) == 1:
            yield row[0]
            continue
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]
        yield "  ".join(cells).rstrip()


def latency_cells(pair):
    cells = [microseconds(pair[column]) for column in COLUMNS]
    named = "{:,}".format(pair["named"]) if pair["lost"] else ""
    return [*cells, "{:,}".format(pair["lost"]), named]


def print_latency(results):
    print("From an event to the first bytecode of its handler, in us")
    print(
        "(%d events, %d us apart; of %d rounds the quieter half, percentiles are their"
        % (latency.EVENTS, latency.PERIOD_NS // 1000, results["rounds"])
    )
    print("medians; named: lost events that the contender counted)\n")
    table = [["", *COLUMNS, "lost", "named"]]
    for load, pairs in results["loads"].items():
        table.append(["main program: " + latency.LOADS[load]])
        for name, pair in pairs.items():
            table.append(["  " + results["contenders"][name], *latency_cells(pair)])
    for line in rows(table):
        print(line)


class Targets:
    """Each target as (what, measured, limit, met)."""

    def __init__(self):
        self.list = []

    def at_most(self, what, value, limit, unit=""):
        self.list.append((what, value, "<= %s" % limit, unit, value <= limit))

    def at_least(self, what, value, limit, unit=""):
        self.list.append((what, value, ">= %s" % limit, unit, value >= limit))


def latency_targets(targets, loads):
    def get(load, name, column):
        return loads.get(load, {}).get(name, {}).get(column)

    raw, ours = get("asleep", "raw", "p50"), get("asleep", "tocsin", "p50")
    if raw and ours:
        targets.at_most("asleep: p50 beside raw", ours / raw, 1.5, "x")
    for load in ("busy", "calls"):
        raw, ours = get(load, "raw", "p99"), get(load, "tocsin", "p99")
        if raw and ours:
            limit = round(max(raw / 1000, 80))
            targets.at_most("%s: p99" % load, ours / 1000, limit, " us")
    stock, ours = get("calls", "stock-gil", "p99"), get("calls", "tocsin", "p99")
    if stock and ours:
        targets.at_least("calls: p99 beside the plain mutex", stock / ours, 30, "x better")
    stock, ours = get("asleep", "schedule", "p50"), get("asleep", "tocsin", "p50")
    if stock and ours:
        targets.at_least("asleep: p50 beside schedule()", stock / ours, 100, "x better")
    for load, pairs in loads.items():
        pair = pairs["tocsin"]
        if load == "copies":
            targets.at_most("copies: lost and not named", pair["lost"] - pair["named"], 0)
        else:
            targets.at_most("%s: lost" % load, pair["lost"], 0)


def cost_targets(targets, results):
    rate = results.get("rate")
    if rate:
        share = 100 * rate["tocsin_events"] / rate["tocsin_calls"]
        targets.at_least("sustained events beside plain calls", share, 25, " %")
    trace = results.get("trace")
    if trace:
        for kind in ("json", "vcd"):
            targets.at_most("events lost to --trace .%s" % kind, trace[kind]["lost_percent"], 10, " %")
    start = results.get("start")
    if start:
        ours, stock = start["tocsin"], start["stock"]
        targets.at_most("start beside stock", ours["ms"] / stock["ms"], 1.5, "x")
        targets.at_most("memory beside stock", ours["rss_kib"] / stock["rss_kib"], 1.5, "x")
    posts = results.get("posts")
    if posts and "post_without_clock_ns" in posts:
        targets.at_most("a post, clock aside", posts["post_without_clock_ns"], 30, " ns")
    if posts and "expiry_ratio" in posts:
        targets.at_most("expiry, 100,000 alarms beside 16", posts["expiry_ratio"], 3, "x")
    board_targets(targets, results)
    perf = results.get("perf")
    if perf and "mean_percent" in perf:
        targets.at_least("perf_bench beside stock", perf["mean_percent"], 95, " %")


def board_targets(targets, results):
    wires = results.get("wires")
    if wires:
        targets.at_most("I2C read of 6 bytes", wires["read_us"] - wires["plain_us"], 5, " us")
    uart = results.get("uart")
    if uart:
        targets.at_least("UART, not paced", uart["mb_per_s"], 10, " MB/s")
        targets.at_most("UART, off its baud rate", uart["off_percent"], 1, " %")
    control = results.get("control")
    if control:
        targets.at_least("control requests a second", control["requests"], 20000)
    boards = results.get("boards")
    if boards:
        targets.at_most("200 boards: latest alarm", boards["late_ms"], 50, " ms")


def targets_of(results):
    targets = Targets()
    if "latency" in results:
        latency_targets(targets, results["latency"]["loads"])
    cost_targets(targets, results)
    return targets.list


def number(value):
    if isinstance(value, int):
        return "{:,}".format(value)
    return "%.2f" % value if abs(value) < 10 else "{:,.0f}".format(value)


def print_targets(results):
    table = [["Target", "measured", "wanted", ""]]
    for what, value, limit, unit, met in targets_of(results):
        table.append(["  " + what, number(value) + unit, limit, "" if met else "MISSED"])
    print()
    for line in rows(table):
        print(line)


def print_costs(result):
    print("\n" + result["title"])
    for line in rows([["  " + name, value] for name, value in result["lines"]]):
        print(line)


def machine_lines(results):
    machine = results["machine"]
    yield "%s%s, %d processors, Linux %s, %s; %s" % (
        machine["processor"],
        " (virtual machine)" if machine["virtual"] else "",
        machine["processors"],
        machine["kernel"],
        machine["system"],
        results["date"],
    )
    yield "load average %.2f; of %d runs %d were repeated and %d remained disturbed" % (
        machine["load_average"][0],
        machine["runs"],
        machine["repeated"],
        machine["disturbed"],
    )


def print_parts(results, parts):
    for part in parts:
        if part == "latency":
            print_latency(results[part])
        else:
            print_costs(results[part])
    print_targets(results)
    print()
    for line in machine_lines(results):
        print(line)


def markdown_table(table):
    yield "| " + " | ".join(table[0]) + " |"
    yield "|---" + "|--:" * (len(table[0]) - 1) + "|"
    for row in table[1:]:
        yield "| " + " | ".join(row) + " |"


def markdown_latency(results):
    for load, pairs in results["loads"].items():
        head = ["Main program: " + latency.LOADS[load], *COLUMNS, "lost", "named"]
        table = [head]
        for name, pair in pairs.items():
            table.append([results["contenders"][name], *latency_cells(pair)])
        yield from markdown_table(table)
        yield ""


def markdown_targets(results):
    table = [["Target", "measured", "wanted", ""]]
    for what, value, limit, unit, met in targets_of(results):
        table.append([what, number(value) + unit, limit, "met" if met else "**missed**"])
    yield from markdown_table(table)


def write_markdown(results, path):
    lines = [*machine_lines(results), ""]
    lines += markdown_targets(results)
    lines.append("")
    lines += markdown_latency(results["latency"])
    for part in ("rate", "trace", "start", "posts", "wires", "uart", "control", "boards", "drift", "perf"):
        if part in results:
            lines += markdown_table([[results[part]["title"], ""], *results[part]["lines"]])
            lines.append("")
    with open(path, "w") as file:
        file.write("\n".join(lines))
