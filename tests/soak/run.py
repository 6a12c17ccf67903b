#!/usr/bin/env python3
#
# run - run the soak, watch its memory, and draw it
#
#   tests/soak/run.py --seconds 600 --out build/soak
#
# Runs tests/soak/board.py, life after life. Each life checks its own counters;
# here they are added up and checked in total. The resident set is sampled twice
# a second. It is flat when a straight line through the medians of the lives in
# the second half rises by less than 2 % of their mean over that half. Lives are
# compared, and not samples, because within a life memory rises and falls.
#
# OUT gets memory.csv, memory.svg, and what the board wrote (out, err). Exit
# status 0 when all of it held.
#
# TOCSIN in the environment is the command to run, by default build/tocsin.
#
# SPDX-License-Identifier: MIT
import argparse
import os
import pathlib
import re
import shlex
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BOARD = ROOT / "tests" / "soak" / "board.py"
INTERVAL_S = 0.5
RISE_MAX = 0.02
# For the last life, and to end.
PATIENCE_S = 60
PAGE = os.sysconf("SC_PAGE_SIZE")

WIDTH, HEIGHT = 1100, 560
LEFT, RIGHT, TOP, BOTTOM = 90, 30, 90, 70


def command(folder, life_seconds, end):
    words = shlex.split(os.environ.get("TOCSIN", str(ROOT / "build" / "tocsin")))
    return words + ["--heap", "16M", str(BOARD), folder, str(life_seconds), str(end)]


def resident_bytes(pid):
    """None when the process is gone."""
    try:
        return int(pathlib.Path("/proc/%d/statm" % pid).read_text().split()[1]) * PAGE
    except (OSError, IndexError):
        return None


def watch(process, folder, limit):
    """Returns the samples (seconds, bytes, life) and whether the board ended by itself."""
    began = time.monotonic()
    samples = []
    counter = pathlib.Path(folder) / "life"
    while process.poll() is None:
        seconds = time.monotonic() - began
        if seconds > limit:
            process.kill()
            process.wait()
            return samples, False
        size = resident_bytes(process.pid)
        text = counter.read_text() if counter.exists() else ""
        if size and text:
            samples.append((seconds, size, int(text)))
        time.sleep(INTERVAL_S)
    return samples, True


def lives_of(text):
    """The counters that each life printed before its end."""
    lives = []
    for line in re.findall(r"^life \d+ (.*)$", text, re.M):
        lives.append({key: int(value) for key, value in (word.split("=") for word in line.split())})
    return lives


def balances(counts):
    return counts["posted"] == sum(counts[key] for key in ("handled", "refused", "cancelled", "queued"))


def medians(samples):
    """(seconds, bytes) for each life, the last one left out: it may be cut short."""
    lives = {}
    for seconds, size, life in samples:
        lives.setdefault(life, []).append((seconds, size))
    return [(statistics.median(s for s, _ in points), statistics.median(b for _, b in points))
            for _, points in sorted(lives.items())[:-1]]


def rise(points):
    """How much a line through the second half rises over it, as a part of the mean; None with too few."""
    if len(points) < 4:
        return None
    half = [point for point in points if point[0] >= (points[0][0] + points[-1][0]) / 2]
    slope, _ = statistics.linear_regression([x for x, _ in half], [y for _, y in half])
    return slope * (half[-1][0] - half[0][0]) / statistics.mean(y for _, y in half)


def nice_step(span, steps):
    raw = span / steps
    for step in (f * 10**e for e in range(-2, 7) for f in (1, 2, 5)):
        if step >= raw:
            return step
    return raw


def svg(samples, title, subtitle):
    mib = [(seconds, size / 2**20) for seconds, size, _ in samples]
    resets = [b[0] for a, b in zip(samples, samples[1:]) if a[2] != b[2]]
    x_max = max(mib[-1][0], 1)
    y_step = nice_step(max(y for _, y in mib) * 1.1, 6)
    y_max = y_step * (int(max(y for _, y in mib) * 1.1 / y_step) + 1)
    x_step = nice_step(x_max, 10)

    def x(seconds):
        return LEFT + (WIDTH - LEFT - RIGHT) * seconds / x_max

    def y(size):
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * size / y_max

    out = ['<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif">' % (WIDTH, HEIGHT),
           '<rect width="100%" height="100%" fill="white"/>',
           '<text x="%d" y="34" font-size="20">%s</text>' % (LEFT, title),
           '<text x="%d" y="58" font-size="14" fill="#444">%s</text>' % (LEFT, subtitle)]
    for i in range(int(y_max / y_step + 0.5) + 1):
        level = y(i * y_step)
        out.append('<path d="M%d %.1fH%d" stroke="#ddd"/>' % (LEFT, level, WIDTH - RIGHT))
        out.append('<text x="%d" y="%.1f" font-size="13" text-anchor="end">%g</text>' % (LEFT - 8, level + 4, i * y_step))
    for seconds in resets:
        out.append('<path d="M%.1f %dV%d" stroke="#e08030" stroke-width="0.8" stroke-dasharray="3 3"/>'
                   % (x(seconds), TOP, HEIGHT - BOTTOM))
    for i in range(int(x_max / x_step) + 1):
        out.append('<text x="%.1f" y="%d" font-size="13" text-anchor="middle">%g</text>'
                   % (x(i * x_step), HEIGHT - BOTTOM + 20, i * x_step))
    out.append('<path d="M%d %dV%dH%d" stroke="black" fill="none"/>' % (LEFT, TOP, HEIGHT - BOTTOM, WIDTH - RIGHT))
    out.append('<polyline fill="none" stroke="#1f5fa8" stroke-width="1.6" points="%s"/>'
               % " ".join("%.1f,%.1f" % (x(s), y(b)) for s, b in mib))
    out.append('<text x="%d" y="%d" font-size="14" text-anchor="middle">time since the start (s); '
               'dashed: soft reset</text>' % ((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 20))
    out.append('<text transform="translate(28 %d) rotate(-90)" font-size="14" text-anchor="middle">'
               'resident set (MiB)</text>' % ((TOP + HEIGHT - BOTTOM) / 2))
    return "\n".join(out + ["</svg>", ""])


def run(seconds, life_seconds, out):
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, open(out / "out", "wb") as said, open(out / "err", "wb") as told:
        process = subprocess.Popen(command(folder, life_seconds, int(time.time() + seconds)), stdin=subprocess.DEVNULL,
                                   stdout=said, stderr=told)
        samples, ended = watch(process, folder, seconds + life_seconds + PATIENCE_S)
    return process.returncode, samples, ended


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--life", type=float, help="seconds of a life; default a fortieth, at least 3")
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "build" / "soak")
    given = parser.parse_args()
    life_seconds = given.life or max(given.seconds / 40, 3)
    status, samples, ended = run(given.seconds, life_seconds, given.out)

    wrong = []
    if not ended:
        wrong.append("hangs")
    elif status != 0:
        wrong.append("ended with status %d" % status)
    said = (given.out / "out").read_text(errors="replace")
    wrong += re.findall(r"^failed: .*$", said, re.M)
    lives = lives_of(said)
    total = {key: sum(life[key] for life in lives) for key in lives[0]} if lives else {}
    if not lives or not balances(total):
        wrong.append("the counters do not balance in total")
    points = medians(samples)
    rises = rise(points)
    if rises is None:
        wrong.append("too few lives to judge memory by: %d" % len(points))
    elif rises > RISE_MAX:
        wrong.append("memory rises by %.1f %% over the second half" % (rises * 100))

    with open(given.out / "memory.csv", "w") as f:
        f.write("seconds,resident_bytes,life\n")
        f.writelines("%.2f,%d,%d\n" % sample for sample in samples)
    print("%d lives in %d s: %s" % (len(lives), samples[-1][0] if samples else 0,
                                    ", ".join("%s %d" % item for item in total.items())))
    if points and rises is not None:
        trend = "second half: %+.2f %% (flat is below %g %%)" % (rises * 100, RISE_MAX * 100)
        print("resident set: median %.1f MiB, most %.1f MiB; %s"
              % (statistics.median(b for _, b in points) / 2**20, max(b for _, b, _ in samples) / 2**20, trend))
        (given.out / "memory.svg").write_text(svg(samples, "Memory of a soak of %d s, %d lives"
                                                  % (samples[-1][0], len(lives)), trend))
    for text in wrong:
        print("soak: " + text)
    print("soak: %d passed, %d failed" % (not wrong, bool(wrong)))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
