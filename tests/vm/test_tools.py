# What a program does on a device file, seen by the tools of Linux, and the
# other way round.
#
# SPDX-License-Identifier: MIT
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))
from harness import Case  # noqa: E402


def number_of(name):
    return pathlib.Path("/dev/" + name).readlink().name.removeprefix("i2c-")


def tool(*words):
    done = subprocess.run([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=20)
    return done.stdout.decode().strip()


class Tools(Case):
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
