# Rule 10: soft reset and exit while handlers run, and a thousand resets.
#
# SPDX-License-Identifier: MIT
import os
import time

from harness import SLOW, Case

PROMPT = ">>> "

# Whatever is raised wherever in here, some level catches it and goes on.
STUCK = """
from machine import Timer
def swallow():
    try:
        try:
            while True:
                pass
        except BaseException:
            pass
        swallow()
    except BaseException:
        swallow()
began = False
def stuck(alarm):
    global began
    print("stuck")
    began = True
    swallow()
"""

LEAVE_WHEN_STUCK = """
import sys, time
while not began:
    time.sleep_ms(1)
sys.exit(6)
"""

LIVES = """
import sys, _thread, machine
from machine import Pin, Timer
from tocsin import board, irq

count_file, memory_file, lives = sys.argv[1], sys.argv[2], int(sys.argv[3])
try:
    with open(count_file) as f:
        life = int(f.read()) + 1
except OSError:
    life = 1
with open(count_file, "w") as f:
    f.write(str(life))
if irq.stats()["posted"]:
    print("life", life, "begins with", irq.stats())
if life == 500 or life == lives:
    for line in open("/proc/self/status"):
        if line.startswith("VmRSS"):
            with open(memory_file, "a") as f:
                f.write(line.split()[1] + " ")
if life == lives:
    print("last life")
    sys.exit(7)

enough = _thread.allocate_lock()
enough.acquire()
of_pins = of_alarms = 0

def on_pin(arg):
    global of_pins
    of_pins += 1
    look(arg)

def on_alarm(arg):
    global of_alarms
    of_alarms += 1
    look(arg)

def look(arg):
    if arg != life:
        print("a message of life", arg, "in life", life)
    if of_pins >= 5 and of_alarms >= 10 and enough.locked():
        enough.release()

for name in ("P9", "P10"):
    Pin(name, Pin.IN).callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, on_pin, life)
    try:
        board.pulses(name, 1000000, 100)
    except OSError:
        pass  # the world outside goes on over a reset
for n in range(10):
    Timer.Alarm(on_alarm, us=500 + 10 * n, arg=life, periodic=True)
enough.acquire()
machine.soft_reset()
"""


class Reset(Case):
    def prompt(self, *arguments):
        session = self.session(*arguments)
        session.expect(PROMPT)
        return session

    def paste(self, session, code):
        session.send("\x05")
        session.expect("=== ")
        session.send(code.strip().replace("\n", "\r") + "\r\x04")

    def test_handler_that_waits_ends_at_once(self):
        session = self.prompt()
        self.paste(session, "import time\nfrom machine import Timer\n"
                   "def handler(alarm):\n"
                   "    try:\n        print('be' 'gun')\n        time.sleep(1000)\n"
                   "    finally:\n        print('the ' 'end')\n"
                   "Timer.Alarm(handler, ms=1)\n")
        session.expect("begun")
        began = time.monotonic()
        session.send("\x04")
        session.expect("soft reboot")
        session.expect("the end")
        session.expect(PROMPT)
        self.assertLess(time.monotonic() - began, 1.5 * SLOW)

    def test_handler_that_loops_ends_at_its_next_bytecode(self):
        session = self.prompt()
        self.paste(session, "from machine import Timer\n"
                   "def handler(alarm):\n"
                   "    print('be' 'gun')\n"
                   "    while True:\n        pass\n"
                   "Timer.Alarm(handler, ms=1)\n")
        session.expect("begun")
        session.send("\x04")
        text = session.expect("soft reboot") + session.expect(PROMPT)
        self.assertNotIn("does not end", text)
        self.assertNotIn("Unhandled", text)

    def test_nothing_that_was_queued_comes_later(self):
        session = self.prompt()
        self.paste(session, "import time, machine\nfrom machine import Pin, Timer\nfrom tocsin import board\n"
                   "machine.disable_irq()\n"
                   "for n in range(5):\n    Timer.Alarm(lambda alarm: print('ear' 'lier'), ms=n + 1)\n"
                   "Pin('P9', Pin.IN).callback(3, lambda pin: print('ear' 'lier'))\n"
                   "board.drive('P9', 1)\n"
                   "time.sleep_ms(20)\n")
        session.expect("sleep_ms(20)")
        session.expect(PROMPT)
        session.send("import tocsin; tocsin.irq.stats()['queued']\r")
        session.expect("\n6\n" + PROMPT)
        session.send("\x04")
        session.expect("soft reboot")
        session.expect(PROMPT)
        session.send("import tocsin, time; time.sleep_ms(100); tocsin.irq.stats()['posted']\r")
        text = session.expect("\n0\n" + PROMPT)
        self.assertNotIn("earlier", text)

    def test_a_hold_outlasts_it(self):
        session = self.prompt()
        session.send("from machine import Pin; p = Pin('P9', Pin.OUT, value=1); p.hold(True)\r")
        session.expect(PROMPT)
        session.send("\x04")
        session.expect("soft reboot")
        session.expect(PROMPT)
        session.send("from machine import Pin; p = Pin.module.P9; (p.hold(), p())\r")
        session.expect("\n(True, 1)\n" + PROMPT)
        session.send("p.hold(False); (p.hold(), p())\r")
        session.expect("\n(False, 0)\n" + PROMPT)

    def test_stuck_handler_is_named_and_ended(self):
        self.write("a.py", STUCK + "Timer.Alarm(stuck, ms=1)\n")
        session = self.session("-i", "a.py")
        # The prompt's banner may come before the end of that line.
        session.expect("stuck")
        began = time.monotonic()
        session.send("\x04")
        session.expect("soft reboot")
        session.expect("tocsin: the handler of Alarm-1, stuck (a.py:16), does not end; ending it\n")
        self.assertGreater(time.monotonic() - began, 1.9)
        # The next life runs the script again.
        session.expect("stuck")

    def test_stuck_handler_at_exit(self):
        self.write("a.py", STUCK + "Timer.Alarm(stuck, ms=1)\n" + LEAVE_WHEN_STUCK)
        status, out, err = self.run_tocsin("a.py")
        self.assertEqual((6, "stuck\n", "tocsin: the handler of Alarm-1, stuck (a.py:16), does not end; ending it\n"),
                         (status, out, err))

    def test_stuck_thread_at_exit(self):
        self.write("a.py", STUCK + "import _thread\n_thread.start_new_thread(stuck, (1,))\n" + LEAVE_WHEN_STUCK)
        status, out, err = self.run_tocsin("a.py")
        self.assertEqual((6, "stuck\n", "tocsin: a thread of the program does not end; ending it\n"),
                         (status, out, err))

    def test_a_thousand_resets(self):
        lives = 1000
        self.write("lives.py", LIVES)
        began = time.monotonic()
        status, out, err = self.run_tocsin("--irq-depth", "1024", "lives.py", "count", "memory", lives, limit=60 * SLOW)
        took = time.monotonic() - began
        # On a busy machine the queue may fill up; that is no matter of resets.
        err = "".join(line for line in err.splitlines(True) if not line.startswith("tocsin: interrupt queue full"))
        self.assertEqual((7, "PYB: soft reboot\n" * (lives - 1) + "last life\n", ""), (status, out, err))
        self.assertLess(took, 30 * SLOW)
        early, late = map(int, (self.folder / "memory").read_text().split())
        # By then the ring of the last events has been written all over.
        # The address sanitizer keeps what was freed and looks for leaks itself;
        # the thread sanitizer keeps the histories of threads that have ended.
        if "TOCSIN_KEEPS_FREED" not in os.environ:
            self.assertLess(late, early * 1.02, "kB resident after 500 lives and after %d" % lives)
