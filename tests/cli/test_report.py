# `tocsin report`: the picture of a trace, and what is wrong with a file.
#
# SPDX-License-Identifier: MIT
import json
import xml.etree.ElementTree

from harness import Case

SVG = "{http://www.w3.org/2000/svg}"


def named(tid, name):
    return {"ph": "M", "pid": 1, "tid": tid, "name": "thread_name", "args": {"name": name}}


def waited(tid, post, start, number):
    both = {"pid": 1, "tid": tid, "cat": "queued", "id": number}
    return [dict(both, ph="b", ts=post), dict(both, ph="e", ts=start)]


def ran(tid, start, end, **arguments):
    return [{"ph": "B", "ts": start, "pid": 1, "tid": tid, "cat": "handler"},
            {"ph": "E", "ts": end, "pid": 1, "tid": tid, "args": arguments}]


def queued(ts, depth):
    return [{"ph": "C", "ts": ts, "pid": 1, "name": "queue", "args": {"depth": depth}}]


TRACE = (
    [{"ph": "M", "pid": 1, "tid": 0, "name": "process_name", "args": {"name": "LoPy4"}},
     named(16, "P10"), named(17, "<Alarm> & \u00e9"),
     {"ph": "i", "s": "g", "ts": 0, "pid": 1, "tid": 0, "cat": "life", "name": "start", "args": {"depth": 4}}]
    + queued(1000, 1) + waited(16, 1000, 1200, 1) + queued(1200, 0) + ran(16, 1200, 5000)
    + queued(2000, 1) + waited(17, 2000, 5010, 2) + queued(5010, 0) + ran(17, 5010, 6000, raised=True)
    + [{"ph": "i", "s": "t", "ts": 2500, "pid": 1, "tid": 17, "cat": "refused", "name": "refused"}]
)


class Report(Case):
    def picture(self, trace, *arguments):
        """The texts and the tooltips of the picture."""
        self.write("a.json", trace if isinstance(trace, str) else json.dumps(trace))
        self.check((0, "", ""), "report", "a.json", "-o", "a.svg", *arguments)
        root = xml.etree.ElementTree.parse(self.folder / "a.svg").getroot()
        texts = ["".join(element.itertext()) if element.find(SVG + "title") is None
                 else element.find(SVG + "title").tail for element in root.iter(SVG + "text")]
        return texts, [element.text for element in root.iter(SVG + "title")]

    def test_what_it_tells(self):
        texts, tips = self.picture(TRACE)
        for text in ("Timeline of a.json", "LoPy4, 6.00 ms, 2 handler runs of 2 sources, 1 event refused", "0 ms",
                     "6 ms", "P10", "<Alarm> & \u00e9", "3.01 ms", "3.80 ms", "depth 4: more are refused", "at most 1",
                     "event refused", "and raises"):
            self.assertIn(text, texts)
        for tip in ("P10 ran 3.80 ms, from 1.200000 ms on", "<Alarm> & \u00e9 waited 3.01 ms, from 2.000000 ms on",
                    "<Alarm> & \u00e9 ran and raised 990 us, from 5.010000 ms on",
                    "<Alarm> & \u00e9 was refused at 2.500000 ms"):
            self.assertIn(tip, tips)

    def test_a_long_name_fits_beside_its_line(self):
        names = ["W" * 40, "i" * 40, "\u4e2d" * 20, "temperature sensor", "P10"]
        trace = [named(16 + i, name) for i, name in enumerate(names)]
        for i in range(len(names)):
            trace += ran(16 + i, 1000 * i, 1000 * i + 500)
        texts, tips = self.picture(trace)
        for text in ("W" * 9 + "\u2026", "i" * 21 + "\u2026", "\u4e2d" * 9 + "\u2026", "temperature sen\u2026", "P10"):
            self.assertIn(text, texts)
        for name in names:
            self.assertIn(name, tips)

    def test_a_part_of_the_time(self):
        texts, tips = self.picture(TRACE, "--from", "1ms", "--to=1.5ms")
        self.assertIn("LoPy4, 500 us of 6.00 ms, 1 handler run of 1 source", texts)
        self.assertEqual(["P10", "P10 waited 200 us, from 1.000000 ms on", "P10 ran 3.80 ms, from 1.200000 ms on"], tips)

    def test_a_trace_of_another_program(self):
        texts, _ = self.picture({"traceEvents": [{"ph": "X", "ts": 5e9, "dur": 1000, "pid": 1, "tid": 2, "name": "a"}]})
        self.assertIn("1.00 ms, 1 run of 1 thread", texts)
        self.assertIn("thread 2", texts)

    def test_a_trace_that_is_cut_off(self):
        texts, _ = self.picture(json.dumps(TRACE)[:-30])
        self.assertTrue(any(text.endswith("The trace is cut off") for text in texts))

    def test_a_hundred_thousand_events(self):
        events = TRACE[:4] + [event for i in range(100000) for event in ran(16 + i % 2, i * 10, i * 10 + 5)]
        texts, tips = self.picture(events)
        self.assertIn("LoPy4, 1.00 s, 100,000 handler runs of 2 sources", texts)
        self.assertLess((self.folder / "a.svg").stat().st_size, 200000)

    def test_to_standard_output(self):
        self.write("a.json", json.dumps(TRACE))
        status, out, err = self.run_tocsin("report", "-o", "-", "a.json")
        self.assertEqual((0, "<svg ", ""), (status, out[:5], err))

    def test_bad_lines(self):
        self.write("a.json", json.dumps(TRACE))
        self.write("b.json", "[\n{\"ph\":\"X\",\n]")
        for arguments, why in (
            ([], "has to be a trace and where the picture goes, such as 'tocsin report trace.json -o report.svg'"),
            (["a.json"], "has to be a trace and where the picture goes, such as 'tocsin report trace.json -o report.svg'"),
            (["a.json", "-o"], "-o needs a value"),
            (["a.json", "-o", "a.svg", "--form", "1s"], "unknown option '--form': see 'tocsin report --help'"),
            (["a.json", "b.json", "-o", "a.svg"], "one trace at a time, not 'b.json'"),
            (["a.json", "-o", "a.svg", "--from", "1"], "--from 1: a duration needs a unit (s, ms, us, ns), such as 1.5s"),
            (["a.json", "-o", "a.svg", "--from", "1s"], "--from 1s: the trace ends at 6.00 ms"),
            (["a.json", "-o", "a.svg", "--from", "2ms", "--to", "1ms"], "--to has to be later than --from"),
            (["a.json", "-o", "a.svg", "--to", "1us"], "nothing happened in that time"),
            (["no.json", "-o", "a.svg"], "cannot read 'no.json': No such file or directory"),
            (["b.json", "-o", "a.svg"], "b.json: line 3: string or '}' expected near ']'"),
        ):
            with self.subTest(arguments):
                self.check((2, "", "tocsin: report: " + why + "\n"), "report", *arguments)
                self.assertFalse((self.folder / "a.svg").exists())

    def test_a_picture_that_cannot_be_written(self):
        self.write("a.json", json.dumps(TRACE))
        self.check((1, "", "tocsin: report: cannot write 'no/a.svg': No such file or directory\n"), "report", "a.json",
                   "-o", "no/a.svg")
        self.check((1, "", "tocsin: report: cannot write '/dev/full': No space left on device\n"), "report", "a.json",
                   "-o", "/dev/full")

    def test_help_and_a_script_of_that_name(self):
        status, out, _ = self.run_tocsin("report", "--help")
        self.assertEqual((0, "usage: tocsin report TRACE.json -o OUT.svg"), (status, out[:42]))
        self.assertIn("\n  report TRACE.json -o OUT.svg\n", self.run_tocsin("--help")[1])
        self.write("report", "print('a script')\n")
        self.check((0, "a script\n", ""), "./report")
