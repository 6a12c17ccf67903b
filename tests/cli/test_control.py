# test_control - the control socket and tocsin ctl, as other programs use them
#
# Every answer and event that comes, and every request that is done, is checked
# against docs/control.schema.json where Python's jsonschema is there.
#
# SPDX-License-Identifier: MIT
import json
import os
import resource
import socket
import subprocess
import threading
import time
import unittest

import harness

try:
    import jsonschema
except ImportError:
    jsonschema = None

SCHEMA = json.loads((harness.ROOT / "docs" / "control.schema.json").read_text())
REQUEST = {"$ref": "#/definitions/request", "definitions": SCHEMA["definitions"]}


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
        host, _, port = str(path).partition(":")
        self.socket = socket.socket(socket.AF_INET if port else socket.AF_UNIX)
        self.socket.settimeout(harness.LIMIT)
        until = time.monotonic() + harness.LIMIT
        while True:
            try:
                self.socket.connect((host, int(port)) if port else host)
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
        request = dict(more, id=self.number, do=do)
        self.send(json.dumps(request).encode() + b"\n")
        answer = self.read()
        assert answer["id"] == self.number, answer
        if answer["ok"]:
            check(REQUEST, request)
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

    def test_a_step_holds_a_clock_that_goes(self):
        session = self.start("--virtual-time", "--hold", program="import time; print('ready'); time.sleep_ms(1)")
        client = Client(self.path)
        session.expect("ready\n")
        self.assertFalse(client.ask("clock.release")["held"])
        while client.ask("clock")["now_us"] == 0:
            pass
        self.assertEqual(6000, client.ask("clock.step", us=5000)["now_us"])
        self.assertEqual((6000, True), tuple(client.ask("clock")[key] for key in ("now_us", "held")))
        client.ask("stop")
        session.status()

    def test_a_step_ends_when_all_that_was_due_has_happened(self):
        program = ("import time\nfor i in range(100000): pass\nprint('ready')\n"
                   "while True:\n  time.sleep_ms(100)\n  for i in range(20000): pass\n  print(time.ticks_ms())\n")
        session = self.start("--virtual-time", "--hold", program=program)
        client = Client(self.path)
        for step, until in ((0, 0), (100000, 100), (1000000, 1100), (0, 1100)):
            client.ask("clock.step", us=step)
            expected = "ready\n" + "".join("%d\n" % ms for ms in range(100, until + 1, 100))
            # It is in the pipe by now: nothing to wait for.
            session.read_now()
            self.assertEqual(expected, session.seen.decode())
        client.ask("stop")
        session.status()

    def test_a_pwm_has_edges_for_who_subscribed_alone(self):
        program = ("import time\nfrom machine import PWM\nPWM(0, frequency=20000).channel(0, pin='P12', duty_cycle=0.5)\n"
                   "print('ready')\ntime.sleep(200000)\n")
        session = self.start("--virtual-time", "--hold", program=program)
        client = Client(self.path)
        session.expect("ready\n")
        client.ask("subscribe", events=["pin"])
        client.ask("clock.step", us=1000)
        self.assertEqual(40, len(client.events))
        client.ask("unsubscribe", events=["pin"])
        # Three billion edges: they would take many minutes.
        client.ask("clock.step", us=24 * 3600 * 1000000)
        self.assertEqual(40, len(client.events))
        client.ask("subscribe", events=["pin"])
        client.ask("clock.step", us=1000)
        self.assertEqual(80, len(client.events))
        client.ask("stop")
        session.status()

    def test_a_board_begins_held_however_soon_somebody_asks(self):
        for _ in range(5):
            session = self.start("--virtual-time", "--hold")
            client = Client(self.path)
            self.assertEqual(0, client.ask("clock.step", us=0)["now_us"])
            client.ask("stop")
            self.assertEqual((0, "ready\n"), (session.status(), session.rest()))
            client.close()

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

    def test_a_second_stop_ends_whatever_the_program_does(self):
        program = "print('ready')\nwhile True:\n  try:\n    while True: pass\n  except: print('caught')\n"
        session = self.start(program=program)
        session.expect("ready\n")
        self.assertEqual((0, "", ""), self.ctl("stop", "5"))
        session.expect("caught\n")
        self.assertEqual((0, "", ""), self.ctl("stop", "6"))
        self.assertEqual(6, session.status())
        self.assertFalse(self.path.exists())

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
        # A switch is true or false in both directions.
        name = client.ask("device.attach", device="onewire@P10=ds18b20")["device"]
        self.assertIs(True, client.ask("device.get", device=name, key="powered")["value"])
        client.ask("device.set", device=name, key="powered", value=False)
        self.assertIs(False, client.ask("device.get", device=name)["values"]["powered"])
        name = client.ask("device.attach", device="can0=loop")["device"]
        self.assertEqual({}, client.ask("device.get", device=name)["values"])
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

    def test_a_web_page_cannot_speak_to_a_board(self):
        session = self.start("--virtual-time", "--hold")
        session.expect("ready\n")
        body = b'{"do":"pin.drive","pin":"P10","level":0}\n'
        page = Client(self.path)
        page.send(b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        self.assertIn("no web server", page.read()["error"]["message"])
        with self.assertRaises((EOFError, ConnectionError)):
            page.read()
        client = Client(self.path)
        self.assertEqual(1, client.ask("pin.read", pin="P10")["level"])
        # The word alone, in a request, is nothing of that kind.
        self.assertFalse(client.ask("device.attach", device="x HTTP/1.1")["ok"])
        client.ask("stop")
        session.status()

    def test_without_descriptors_the_next_one_is_told(self):
        self.write("a.py", PROGRAM)
        self.path = self.folder / "control"
        session = self.session("--control", self.path, "--virtual-time", "--hold", "a.py",
                               limits={resource.RLIMIT_NOFILE: 32})
        session.expect("ready\n")
        clients = [Client(self.path)]
        answer = clients[-1].ask("hello")
        while answer["ok"]:
            clients.append(Client(self.path))
            try:
                clients[-1].send(b'{"do":"hello"}\n')
            except BrokenPipeError:
                pass  # the refused one need not have asked
            answer = clients[-1].read()
        self.assertEqual("too many clients", answer["error"]["message"])
        self.assertGreater(len(clients), 8)
        self.assertTrue(clients[0].ask("hello")["ok"])
        clients[1].close()
        clients[0].ask("hello")  # by now that one has been closed
        clients.append(Client(self.path))
        self.assertTrue(clients[-1].ask("stop")["ok"])
        session.status()
        for client in clients:
            client.close()

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

    def test_one_client_too_many_is_told_and_closed(self):
        session = self.start("--virtual-time", "--hold")
        session.expect("ready\n")
        clients = [Client(self.path) for _ in range(256)]
        self.assertTrue(all(client.ask("hello")["ok"] for client in clients))
        last = Client(self.path)
        self.assertEqual("EBUSY", last.read()["error"]["code"])
        with self.assertRaises(EOFError):
            last.read()
        clients[7].close()
        clients[0].ask("hello")  # by now that one has been closed
        again = Client(self.path)
        self.assertTrue(again.ask("stop")["ok"])
        session.status()
        for client in clients + [last, again]:
            client.close()

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
        self.assertIn("no command 'pulse': did you mean 'pulses'?;", self.ctl("pulse", "P10")[2])
        self.assertEqual((2, "tocsin: ctl: analog: 'nan' has to be a number of millivolts\n"),
                         self.ctl("analog", "P13", "nan")[::2])
        self.assertIn("no event 'pins'", self.ctl("watch", "pins")[2])
        self.assertEqual((2, "tocsin: ctl: has to be: wire PIN PIN\n"), self.ctl("wire", "P9")[::2])
        self.assertEqual((2, "tocsin: ctl: step: '5' a duration needs a unit (s, ms, us, ns), such as 1.5s\n"),
                         self.ctl("step", "5")[::2])
        self.assertEqual((0, "", ""), self.ctl("stop", "4"))
        session.rest()
        self.assertEqual(4, session.status())
        status, _, err = self.ctl("pin", "P10")
        self.assertEqual((2, "tocsin: ctl: %s: No such file or directory: no board listens there; start one with "
                             "--control %s\n" % (self.path, self.path)), (status, err))

    def test_ctl_tells_what_it_can_do(self):
        self.path = "--help"
        asked = self.ctl()
        self.assertEqual((0, ""), asked[::2])
        for words in (["x", "--help"], ["x", "pin", "-h"]):
            self.path = words[0]
            self.assertEqual(asked, self.ctl(*words[1:]))
        self.path = "x"
        self.assertEqual((2, "", asked[1]), self.ctl())

    def test_ctl_and_what_is_no_board(self):
        with socket.socket(socket.AF_UNIX) as other:
            self.path = self.folder / "other"
            other.bind(str(self.path))
            # A socket file that nobody listens at.
            status, _, err = self.ctl("pins")
            self.assertEqual(2, status)
            self.assertIn("Connection refused: no board listens there", err)
            other.listen()
            for greeting, error in ((b"SSH-2.0\r\n", "what answered is no board"),
                                    (b"", "the board ended without an answer")):
                def greet():
                    with other.accept()[0] as asked:
                        asked.recv(1000)
                        asked.sendall(greeting)

                greeter = threading.Thread(target=greet)
                greeter.start()
                self.assertEqual((1, "", "tocsin: ctl: %s\n" % error), self.ctl("pins"))
                greeter.join()

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
        self.assertIn("plain: is there already, and is no socket\n", fourth.rest())
        self.assertEqual("a file", (self.folder / "plain").read_text())
        fourth.status()

    def test_the_socket_goes_wherever_the_program_went(self):
        self.check((0, "/\n", ""), "--control", "board", "-c", "import os; os.chdir('/'); print(os.getcwd())")
        self.assertEqual([], os.listdir(self.folder))

    def test_wrong_addresses(self):
        right = ("has to be HOST:PORT, a port from 0 to 65535, such as 127.0.0.1:7000; "
                 "a path with a colon has a slash as well")
        for address, error in (
            ("127.0.0.1:99999", right),
            ("127.0.0.1:65536", right),
            ("127.0.0.1:", right),
            ("127.0.0.1:http", right),
            (":7000", right),
            ("x" * 108, "the path of a socket has 1 to 107 bytes"),
        ):
            with self.subTest(address):
                status, out, err = self.run_tocsin("--control", address, "-c", "print(1)")
                self.assertEqual((2, "", "tocsin: --control %s: %s\n" % (address, error)), (status, out, err))
                self.path = address
                self.assertEqual((2, "", "tocsin: ctl: %s: %s\n" % (address, error)), self.ctl("pins"))
        status, out, err = self.run_tocsin("--control", "192.0.2.1:7000", "-c", "print(1)")
        self.assertEqual((1, "", "tocsin: --control 192.0.2.1:7000: Cannot assign requested address\n"),
                         (status, out, err))
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            address = "127.0.0.1:%d" % taken.getsockname()[1]
            status, out, err = self.run_tocsin("--control", address, "-c", "print(1)")
            self.assertEqual((1, "", "tocsin: --control %s: Address already in use\n" % address), (status, out, err))
        self.assertEqual([], os.listdir(self.folder))

    def test_a_port_that_the_machine_chooses(self):
        self.write("a.py", PROGRAM)
        session = self.session("--control", "127.0.0.1:0", "--virtual-time", "--hold", "a.py")
        session.expect("tocsin: --control 127.0.0.1:0: port ")
        client = Client("127.0.0.1:" + session.expect("\n"))
        self.assertEqual("lopy4", client.ask("hello")["board"])
        client.ask("stop")
        session.status()

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
