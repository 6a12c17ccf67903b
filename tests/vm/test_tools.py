# What a program does on a device file, seen by the tools of Linux, and the
# other way round.
#
# SPDX-License-Identifier: MIT
import pathlib
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = str(HERE), str(HERE.parent / "cli")
from harness import LIMIT, Case  # noqa: E402
from lines import Wire, chip_path, is_used, level_of  # noqa: E402

FREE = 9  # a line of the chip
KEY = 3
LED = 4


def number_of(name):
    return pathlib.Path("/dev/" + name).readlink().name.removeprefix("i2c-")


def tool(*words):
    done = subprocess.run([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=20)
    return done.stdout.decode().strip()


class Tools(Case):
    holder = None

    def setUp(self):
        super().setUp()
        self.addCleanup(self.let_go)

    def run_code(self, code, *options):
        status, out, err = self.run_tocsin(*options, "-c", code)
        self.assertEqual((0, ""), (status, err))
        return out

    def test_i2cget_reads_what_a_program_wrote(self):
        for name in ("i2c-plain", "i2c-stub"):
            self.run_code("from machine import I2C; I2C(0).writeto_mem(0x1e, 0x30, 0x5b)", "--map", "i2c0=/dev/" + name)
            self.assertEqual("0x5b", tool("i2cget", "-y", number_of(name), "0x1e", "0x30"))

    def test_a_program_reads_what_i2cset_wrote(self):
        for name in ("i2c-plain", "i2c-stub"):
            self.assertEqual("", tool("i2cset", "-y", number_of(name), "0x1e", "0x31", "0x77"))
            self.assertEqual("b'w'\n", self.run_code("from machine import I2C; print(I2C(0).readfrom_mem(0x1e, 0x31, 1))",
                                                     "--map", "i2c0=/dev/" + name))

    def gpioset(self, line, level):
        """A running one, once the level is there. It is ended by the next one."""
        self.let_go()
        self.holder = subprocess.Popen(["gpioset", "--mode=signal", chip_path(), "%d=%d" % (line, level)])
        deadline = time.monotonic() + LIMIT
        while not (is_used(line) and level_of(line) == level):
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.01)

    def let_go(self):
        if self.holder is not None:
            self.holder.terminate()
            self.holder.wait()
            self.holder = None

    def wire(self, begin, end):
        wire = Wire(begin, end)
        self.addCleanup(wire.close)
        wire.carry()
        return wire

    def test_gpioset_interrupts_a_board(self):
        self.gpioset(FREE, 0)
        wire = self.wire(FREE, KEY)
        session = self.session("--map", "P9=sim-pins:KEY", "-c", """
from machine import Pin
from tocsin import irq
seen = []
def on_edge(pin):
    seen.append((irq.event().level, pin()))
    print("edge", seen[-1])
    if len(seen) == 2:
        pin.callback(0)
Pin("P9", Pin.IN).callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, on_edge)
print("watching")
""")
        session.expect("watching")
        self.gpioset(FREE, 1)
        wire.carry()
        session.expect("edge (1, 1)")
        self.gpioset(FREE, 0)
        wire.carry()
        session.expect("edge (0, 0)")
        self.assertEqual(0, session.status())

    def test_gpioget_reads_what_a_program_drives(self):
        wire = self.wire(LED, FREE)
        session = self.session("--map", "P10=sim-pins:LED", "-c", """
from machine import Pin
led = Pin("P10", Pin.OUT)
for level in 1, 0, 1:
    led(level)
    print("driven")
    input()
""")
        for level in "101":
            session.expect("driven")
            wire.carry()
            self.assertEqual(level, tool("gpioget", chip_path(), FREE))
            self.assertRegex(tool("gpioinfo", chip_path()), r'line +4: +"LED" +"tocsin" +output +active-high +\[used\b')
            session.send("\n")
        self.assertEqual(0, session.status())
        self.assertRegex(tool("gpioinfo", chip_path()), r'line +4: +"LED" +unused ')

    def test_a_line_that_gpioset_holds_names_it(self):
        self.gpioset(FREE, 1)
        status, _, err = self.run_tocsin("--map", "P11=sim-pins:%d" % FREE, "-c", "from machine import Pin; Pin('P11')")
        self.assertEqual(1, status)
        self.assertRegex(err, r"OSError: resource not available: P11: gpiochip\d+ line 9: in use by gpioset\n")

    def test_a_program_measures_what_the_converter_is_set_to(self):
        raw = pathlib.Path("/sys/bus/iio/devices/iio:device0/in_voltage0_raw")
        self.addCleanup(raw.write_text, raw.read_text())
        raw.write_text("1600\n")
        self.assertEqual("800\n", self.run_code("from machine import ADC; print(ADC().channel(pin='P13').voltage())",
                                                "--map", "adc@P13=iio:device0:voltage0"))

    def test_the_watchdog_runs_while_the_program_does(self):
        state = pathlib.Path("/sys/class/watchdog/watchdog0")
        session = self.session("--map", "wdt=/dev/watchdog0", "-c",
                               "from machine import WDT; WDT(timeout=20000); print('on'); input()")
        session.expect("on")
        self.assertEqual("active", (state / "state").read_text().strip())
        self.assertEqual("20", (state / "timeout").read_text().strip())
        session.send("\n")
        self.assertEqual(0, session.status())
        self.assertEqual("inactive", (state / "state").read_text().strip())

    def test_a_watchdog_in_use_says_so(self):
        with open("/dev/watchdog0", "wb", buffering=0) as file:
            status, _, err = self.run_tocsin("--map", "wdt=/dev/watchdog0", "-c", "from machine import WDT; WDT(timeout=5000)")
            file.write(b"V")
        self.assertEqual(1, status)
        self.assertIn("OSError: resource not available: /dev/watchdog0: in use", err)

    def test_a_pulse_train_is_in_sysfs_until_the_end(self):
        folder = pathlib.Path("/sys/class/pwm/pwmchip0/pwm1")
        session = self.session("--map", "pwm@P9=pwmchip0:1", "-c", """
from machine import PWM
timer = PWM(0, frequency=1000)
channel = timer.channel(0, pin="P9", duty_cycle=0.25)
print("quarter")
input()
timer.init(frequency=50000)
channel.duty_cycle(1)
print("full")
input()
""")

        def put_out():
            return [int((folder / name).read_text()) for name in ("period", "duty_cycle", "enable")]

        session.expect("quarter")
        self.assertEqual([1000000, 250000, 1], put_out())
        session.send("\n")
        session.expect("full")
        self.assertEqual([20000, 20000, 1], put_out())
        session.send("\n")
        self.assertEqual(0, session.status())
        self.assertFalse(folder.exists())

    def test_a_channel_that_a_killed_program_left_is_taken_over(self):
        code = "from machine import PWM; PWM(0, frequency=%d).channel(0, pin='P9'); print('on'); input()"
        session = self.session("--map", "pwm@P9=pwmchip0:0", "-c", code % 10)
        session.expect("on")
        session.process.kill()
        session.status()
        self.assertTrue(pathlib.Path("/sys/class/pwm/pwmchip0/pwm0").exists())
        session = self.session("--map", "pwm@P9=pwmchip0:0", "-c", code % 20000)
        session.expect("on")
        session.send("\n")
        self.assertEqual(0, session.status())
        self.assertFalse(pathlib.Path("/sys/class/pwm/pwmchip0/pwm0").exists())
