# picture - the latencies as an SVG: a panel for each load, a line for each
# contender
#
# Across: how many of the events, from half of them to all but one in ten
# thousand, each step ten times rarer. Up: how long they waited at most, each
# line ten times longer. So a line that is low and flat to the right end is
# fast, and never slow.
#
# SPDX-License-Identifier: MIT
import math
from xml.sax.saxutils import escape

import latency

# Colour, dashes, width.
STYLES = {
    "raw": ("#8a8f98", "6 4", 2),
    "tocsin": ("#c8102e", "", 3.5),
    "tocsin-pipe": ("#c8102e", "2 4", 2),
    "stock-gil": ("#1d5fa8", "", 2),
    "schedule": ("#1a8f7a", "", 2),
    "cpython": ("#c98a00", "", 2),
    "node": ("#7a3fa0", "", 2),
}

TITLE = "From an event to the first line of its Python handler"

COLUMNS = 2
PANEL_WIDTH = 560
PANEL_HEIGHT = 330
PLOT_LEFT = 66
PLOT_TOP = 44
PLOT_WIDTH = 470
PLOT_HEIGHT = 224
MARGIN = 24
HEAD_HEIGHT = 150

# Percentiles to mark, and what they mean to a reader.
TICKS = [(50, "half"), (90, "9 in 10"), (99, "99 in 100"), (99.9, "all but 1 in 1,000")]
RAREST = 99.99
LEAST_NS = 1e3
MOST_NS = 1e10
DECADES = [
    (1e3, "1 µs"),
    (1e4, "10 µs"),
    (1e5, "100 µs"),
    (1e6, "1 ms"),
    (1e7, "10 ms"),
    (1e8, "100 ms"),
    (1e9, "1 s"),
    (1e10, "10 s"),
]


def rarity(percent):
    return -math.log10(1 - min(percent, RAREST) / 100)


def x_of(percent):
    first, last = rarity(50), rarity(RAREST)
    return PLOT_LEFT + PLOT_WIDTH * (rarity(percent) - first) / (last - first)


def y_of(ns, most_ns):
    share = math.log(max(ns, LEAST_NS) / LEAST_NS) / math.log(most_ns / LEAST_NS)
    return PLOT_TOP + PLOT_HEIGHT * (1 - min(share, 1))


def text(x, y, content, size=13, **attributes):
    extra = "".join(' %s="%s"' % (k.replace("_", "-"), v) for k, v in attributes.items())
    return '<text x="%.1f" y="%.1f" font-size="%d"%s>%s</text>' % (
        x,
        y,
        size,
        extra,
        escape(content),
    )


def line(x1, y1, x2, y2, colour, width=1.0):
    return '<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="%s" stroke-width="%s"/>' % (
        x1,
        y1,
        x2,
        y2,
        colour,
        width,
    )


def grid(most_ns):
    out = []
    for ns, label in DECADES:
        if ns > most_ns:
            break
        y = y_of(ns, most_ns)
        out.append(line(PLOT_LEFT, y, PLOT_LEFT + PLOT_WIDTH, y, "#dfe2e6"))
        out.append(text(PLOT_LEFT - 8, y + 4, label, 12, text_anchor="end", fill="#555"))
    for percent, label in TICKS:
        x = x_of(percent)
        out.append(line(x, PLOT_TOP, x, PLOT_TOP + PLOT_HEIGHT, "#dfe2e6"))
        anchor = "start" if percent == 50 else "middle"
        y = PLOT_TOP + PLOT_HEIGHT + 18
        out.append(text(x, y, label, 12, text_anchor=anchor, fill="#555"))
    out.append(
        text(
            PLOT_LEFT + PLOT_WIDTH,
            PLOT_TOP + PLOT_HEIGHT + 36,
            "of the events waited no longer than",
            12,
            text_anchor="end",
            fill="#555",
        )
    )
    return out


def polyline(name, pair, most_ns):
    colour, dashes, width = STYLES[name]
    points = [
        "%.1f,%.1f" % (x_of(percent), y_of(ns, most_ns))
        for percent, ns in pair["curve"]
        if 50 <= percent <= RAREST
    ]
    dash = ' stroke-dasharray="%s"' % dashes if dashes else ""
    return (
        '<polyline points="%s" fill="none" stroke="%s" stroke-width="%s"%s '
        'stroke-linejoin="round"/>' % (" ".join(points), colour, width, dash)
    )


def lost_line(pairs, names):
    parts = []
    for name, pair in pairs.items():
        if pair["lost"] == 0:
            continue
        percent = 100 * pair["lost"] / pair["events"]
        share = "%.0f %%" % percent if percent >= 1 else "%.2f %%" % percent
        unnoticed = "" if pair["named"] == pair["lost"] else " unnoticed"
        parts.append("%s %s%s" % (names[name], share, unnoticed))
    return "lost: " + ", ".join(parts) if parts else "no event lost"


def panel(load, pairs, names, most_ns):
    out = [text(PLOT_LEFT, 24, "Main program: " + latency.LOADS[load], 16, font_weight="bold")]
    out += grid(most_ns)
    # Ours last, so that it lies on top.
    for name in sorted(pairs, key=lambda name: name == "tocsin"):
        if pairs[name].get("curve"):
            out.append(polyline(name, pairs[name], most_ns))
    y = PLOT_TOP + PLOT_HEIGHT + 54
    out.append(text(PLOT_LEFT, y, lost_line(pairs, names), 12, fill="#333"))
    return out


def legend(titles, width):
    out = []
    step = (width - 2 * MARGIN) / 4
    for i, name in enumerate(titles):
        colour, dashes, stroke = STYLES[name]
        x = MARGIN + step * (i % 4)
        y = 104 + 24 * (i // 4)
        dash = ' stroke-dasharray="%s"' % dashes if dashes else ""
        out.append(
            '<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="%s" '
            'stroke-width="%s"%s/>' % (x, y, x + 30, y, colour, stroke, dash)
        )
        weight = "bold" if name == "tocsin" else "normal"
        out.append(text(x + 38, y + 4, titles[name], 13, font_weight=weight))
    return out


def head(results):
    machine = results["machine"]
    where = "%d processors, %s%s, Linux %s; %s" % (
        machine["processors"],
        machine["processor"],
        ", virtual" if machine["virtual"] else "",
        machine["kernel"],
        results["date"],
    )
    how = (
        "Each line: how long events wait, the luckiest half at the left, the unluckiest "
        "at the right. Lower is better; each grid line up is ten times slower."
    )
    return [
        text(MARGIN, 34, TITLE, 22, font_weight="bold"),
        text(MARGIN, 58, how, 13, fill="#333"),
        text(MARGIN, 78, where, 12, fill="#777"),
    ]


def worst(loads):
    """The next power of ten above everything that is drawn."""
    most = max(
        ns
        for pairs in loads.values()
        for pair in pairs.values()
        for percent, ns in pair.get("curve", [])
        if percent <= RAREST
    )
    return min(MOST_NS, 10 ** math.ceil(math.log10(max(most, 1e5))))


def write(results, path):
    measured = results["latency"]
    loads, titles = measured["loads"], measured["contenders"]
    most_ns = worst(loads)
    rows = -(-len(loads) // COLUMNS)
    width = COLUMNS * PANEL_WIDTH + 2 * MARGIN
    height = HEAD_HEIGHT + rows * PANEL_HEIGHT + MARGIN
    out = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" '
        'font-family="Helvetica, Arial, sans-serif">' % (width, height, width, height),
        '<rect width="100%" height="100%" fill="#fff"/>',
    ]
    out += head(results)
    out += legend(titles, width)
    for i, (load, pairs) in enumerate(loads.items()):
        x = MARGIN + PANEL_WIDTH * (i % COLUMNS)
        y = HEAD_HEIGHT + PANEL_HEIGHT * (i // COLUMNS)
        out.append('<g transform="translate(%d %d)">' % (x, y))
        out += panel(load, pairs, measured["short"], most_ns)
        out.append("</g>")
    out.append("</svg>")
    with open(path, "w") as file:
        file.write("\n".join(out) + "\n")
