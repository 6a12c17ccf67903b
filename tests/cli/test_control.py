# test_control - the control socket and tocsin ctl, as other programs use them
#
# Every answer and event that comes is checked against docs/control.schema.json
# where Python's jsonschema is there.
#
# SPDX-License-Identifier: MIT
import json
import os
import socket
import subprocess
import time
import unittest

import harness

try:
    import jsonschema
except ImportError:
    jsonschema = None

SCHEMA = json.loads((harness.ROOT / "docs" / "control.schema.json").read_text())



def check(schema, value):
    if jsonschema is not None:
        jsonschema.Draft7Validator(schema).validate(value)


PROGRAM = """
from machine import Pin, Timer
import time
def edge(pin):
    print('edge', pin(), time.ticks_ms())
Pin('P10', Pin.IN, Pin.PULL_UP).callback(Pin.IRQ_FALLING | Pin.IRQ_RISING, edge)
alarm = Timer.Alarm(lambda a: print('tick', time.ticks_ms()), 1, periodic=True)
print('ready')
"""


class Client:
    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(harness.LIMIT)
        until = time.monotonic() + harness.LIMIT
        while True:
            try:
                self.socket.connect(str(path))
                break
            except OSError:
                if time.monotonic() > until:
                    raise
        self.file = self.socket.makefile("rb")
        self.number = 0
        self.events = []

    def send(self, data):
        self.socket.sendall(data)

    def read(self):
        """One line; an event is kept and the next one read."""
        while True:
            line = self.file.readline()
            if not line:
                raise EOFError
            value = json.loads(line)
            if "event" not in value or len(self.events) < 1000:
                check(SCHEMA, value)
            if "event" not in value:
                return value
            self.events.append(value)

    def ask(self, do, **more):
        self.number += 1
        self.send(json.dumps(dict(more, id=self.number, do=do)).encode() + b"\n")
        answer = self.read()
        assert answer["id"] == self.number, answer
        return answer

    def close(self):
        self.file.close()
        self.socket.close()


class Control(harness.Case):
    def start(self, *options, program=PROGRAM):
        self.write("a.py", program)
        self.path = self.folder / "control"
        return self.session("--control", self.path, *options, "a.py")

    def ctl(self, *words):
        done = subprocess.run(harness.command("ctl", self.path, *words), capture_output=True, text=True,
                              timeout=harness.LIMIT, env=harness.environment())
        return done.returncode, done.stdout, done.stderr

    def test_held_time_goes_in_steps(self):
        session = self.start("--virtual-time", "--hold")
        client = Client(self.path)
        session.expect("ready\n")
        self.assertEqual({"id": 1, "ok": True, "now_us": 0, "virtual": True, "held": True}, client.ask("clock"))
        client.ask("subscribe", events=["pin"])
        self.assertEqual(1, client.ask("pin.read", pin="P10")["level"])
        self.assertTrue(client.ask("pin.press", pin="P10", after_us=1500000, for_us=200000)["ok"])
        self.assertEqual(2000000, client.ask("clock.step", us=2000000)["now_us"])
        self.assertEqual([("P10", 0, 1500000.0), ("P10", 1, 1700000.0)],
                         [(e["pin"], e["level"], e["time_us"]) for e in client.events])
        self.assertEqual({"P10": 2, "Alarm-1": 2},
                         {name: counts["handled"] for name, counts in client.ask("stats")["sources"].items()})
        self.assertTrue(client.ask("stop", status=7)["ok"])
        self.assertEqual("tick 1000\nedge 0 1500\nedge 1 1700\ntick 2000\n", session.rest())
        self.assertEqual(7, session.status())
        self.assertFalse(self.path.exists())

    def test_resets_begin_new_lives(self):
        session = self.start("--virtual-time", "--hold")
        client = Client(self.path)
        session.expect("ready\n")
        client.ask("subscribe", events=["life"])
        client.ask("reset", kind="soft")
        session.expect("ready\n")
        client.ask("clock.step", us=1)
        self.assertEqual([2], [event["life"] for event in client.events])
        client.ask("stop")
        session.rest()
        self.assertEqual(0, session.status())

    def test_devices_come_and_go(self):
        session = self.start("--virtual-time", "--hold")
        client = Client(self.path)
        name = client.ask("device.attach", device="i2c0@0x40=si7006,temperature=21.5")["device"]
        self.assertEqual([{"name": name, "place": "i2c0@0x40", "kind": "si7006"}], client.ask("devices")["devices"])
        self.assertEqual(21.5, client.ask("device.get", device=name, key="temperature")["value"])
        client.ask("device.set", device=name, key="temperature", value=-3.25)
        self.assertEqual(-3.25, client.ask("device.get", device=name)["values"]["temperature"])
        self.assertEqual("EINVAL", client.ask("device.set", device=name, key="fault", value="x")["error"]["code"])
        self.assertTrue(client.ask("device.set", device=name, key="fault", value="nack")["ok"])
        self.assertTrue(client.ask("device.detach", device=name)["ok"])
        self.assertEqual("ENOENT", client.ask("device.get", device=name)["error"]["code"])
        client.ask("stop")
        session.status()

    def test_malformed_lines_are_answered_and_do_nothing(self):
        session = self.start("--virtual-time", "--hold")
        session.expect("ready\n")
        client = Client(self.path)
        for line in (b"\xff\xfe\n", b"{\n", b"null\n", b'{"do":"pin.drive","pin":"P10"}\n', b"[" * 60000 + b"\n"):
            client.send(line)
            self.assertFalse(client.read()["ok"], line[:20])
        client.send(b"\r\n\n")
        client.send(b'{"do":"stop"' + b" " * 70000)
        self.assertIn("65536 bytes", client.read()["error"]["message"])
        client.send(b"}\n")
        self.assertEqual(1, client.ask("pin.read", pin="P10")["level"])
        # Half a line, and gone.
        client.send(b'{"do":"pin.drive","pin":"P10","level":0}')
        client.close()
        other = Client(self.path)
        self.assertEqual(1, other.ask("pin.read", pin="P10")["level"])
        other.ask("stop")
        session.status()

    def test_a_hundred_clients(self):
        session = self.start("--virtual-time", "--hold")
        session.expect("ready\n")
        clients = [Client(self.path) for _ in range(100)]
        for client in clients:
            client.send(b'{"id":1,"do":"subscribe","events":["pin"]}\n')
        for client in clients:
            self.assertTrue(client.read()["ok"])
        for client in clients:
            self.assertTrue(client.ask("pin.drive", pin="P9", level=1)["ok"])
        clients[0].ask("pin.drive", pin="P9", level=0)
        for client in clients:
            client.ask("pin.read", pin="P9")
            self.assertEqual([1, 0], [event["level"] for event in client.events if event["pin"] == "P9"])
            client.close()
        last = Client(self.path)
        last.ask("stop")
        session.status()

    def test_a_slow_reader_loses_events_and_is_told(self):
        session = self.start("--virtual-time", "--hold")
        session.expect("ready\n")
        slow = Client(self.path)
        slow.ask("subscribe", events=["pin"])
        quick = Client(self.path)
        edges = 200000
        quick.ask("pin.pulses", pin="P9", count=edges)
        # They are through when the pin takes another train.
        while not quick.ask("pin.pulses", pin="P9", count=0)["ok"]:
            pass
        slow.ask("pin.read", pin="P9")
        quick.ask("pin.drive", pin="P9", level=1)
        quick.ask("pin.drive", pin="P9", level=0)
        slow.ask("pin.read", pin="P9")
        lost = sum(event.get("lost", 0) for event in slow.events)
        self.assertGreater(lost, 0)
        # The last of the train lets go, which is no edge where it ended low.
        self.assertEqual(edges + 2, len(slow.events) + lost)
        quick.ask("stop")
        session.status()

    def test_who_does_not_read_answers_is_not_read_from(self):
        session = self.start("--virtual-time", "--hold")
        client = Client(self.path)
        client.socket.setblocking(False)
        request = b'{"do":"pins"}\n'
        sent = 0
        # Until neither side takes more: bounded by what the buffers hold.
        with self.assertRaises(BlockingIOError):
            while sent < 1 << 30:
                sent += client.socket.send(request * 64)
        other = Client(self.path)
        self.assertTrue(other.ask("hello")["ok"])
        client.socket.settimeout(harness.LIMIT)
        self.assertTrue(json.loads(client.file.readline())["ok"])
        client.close()
        other.ask("stop")
        session.status()

    def test_ctl(self):
        session = self.start("--virtual-time", "--hold")
        session.expect("ready\n")
        self.assertEqual((0, "1\n", ""), self.ctl("pin", "P10"))
        self.assertEqual((0, "", ""), self.ctl("pin", "P10", "0"))
        self.assertEqual((0, "0\n", ""), self.ctl("pin", "P10"))
        self.assertEqual((0, "", ""), self.ctl("pin", "P10", "release"))
        self.assertEqual((0, "si7006\n", ""), self.ctl("attach", "i2c0@0x40=si7006"))
        self.assertEqual((0, "", ""), self.ctl("set", "si7006", "temperature=4.5"))
        self.assertEqual((0, "4.5\n", ""), self.ctl("get", "si7006", "temperature"))
        self.assertEqual((0, '{"now_us": 1500}\n', ""), self.ctl("step", "1500us"))
        status, out, err = self.ctl("pin", "P99")
        self.assertEqual((1, ""), (status, out))
        self.assertIn("P99", err)
        status, out, err = self.ctl("frob")
        self.assertEqual((2, "tocsin: ctl: no command 'frob'; 'tocsin ctl' lists them\n"), (status, err))
        self.assertEqual((2, "tocsin: ctl: has to be: wire PIN PIN\n"), self.ctl("wire", "P9")[::2])
        self.assertEqual((2, "tocsin: ctl: step: '5' a duration needs a unit (s, ms, us, ns), such as 1.5s\n"),
                         self.ctl("step", "5")[::2])
        self.assertEqual((0, "", ""), self.ctl("stop", "4"))
        session.rest()
        self.assertEqual(4, session.status())
        status, _, err = self.ctl("pin", "P10")
        self.assertEqual((2, "tocsin: ctl: %s: No such file or directory\n" % self.path), (status, err))

    def test_addresses(self):
        session = self.start("--virtual-time", "--hold")
        client = Client(self.path)
        self.assertEqual(0o600, os.stat(self.path).st_mode & 0o777)
        second = self.session("--control", self.path, "-c", "print(1)")
        self.assertIn("tocsin: --control %s: Address already in use\n" % self.path, second.rest())
        self.assertNotEqual(0, second.status())
        session.process.kill()
        session.process.wait()
        client.close()
        # What a killed board left behind is replaced.
        third = self.session("--control", self.path, "--virtual-time", "--hold", "-c", "import machine; machine.idle()")
        Client(self.path).ask("stop")
        third.status()
        self.write("plain", "a file")
        fourth = self.session("--control", self.folder / "plain", "-c", "print(1)")
        self.assertIn("plain: Address already in use", fourth.rest())
        self.assertEqual("a file", (self.folder / "plain").read_text())
        fourth.status()

    def test_a_port_of_this_machine(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            address = "127.0.0.1:%d" % probe.getsockname()[1]
        self.path = address
        self.write("a.py", PROGRAM)
        session = self.session("--control", address, "a.py")
        session.expect("ready\n")
        self.assertEqual((0, "1\n", ""), self.ctl("pin", "P10"))
        self.assertEqual((0, "", ""), self.ctl("stop"))
        session.status()


if __name__ == "__main__":
    unittest.main()
