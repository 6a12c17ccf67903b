# A serial port that is a device file, over a pseudo terminal.
#
# SPDX-License-Identifier: MIT
import os
import pty
import select
import shutil
import subprocess
import time
import tty
import unittest

from harness import LIMIT, Case, command, emulator

CALLBACK = """
import time
from machine import UART
uart = UART(1, 31250)
def heard(port):
    line = port.read()
    if line:
        print("heard", line)
        port.write(b"<" + line + b">")
        if b"." in line:
            port.callback(UART.RX_ANY, None)
        else:
            # What comes while the handler runs calls it again.
            while not port.any():
                time.sleep_ms(1)
uart.callback(UART.RX_ANY, heard)
print("ready")
"""


class LinuxUart(Case):
    def setUp(self):
        super().setUp()
        self.wire, end = pty.openpty()
        tty.setraw(end)
        self.path = os.ttyname(end)
        # The other end stays open here, or it would count as unplugged.
        self.end = end

    def tearDown(self):
        os.close(self.wire)
        os.close(self.end)
        super().tearDown()

    def on_port(self, bus, *arguments):
        """A session whose bus is the port."""
        place = "%s=%s" % (bus, self.path)
        code = "from machine import UART; UART(%s)" % bus[-1]
        # Nothing else is wrong with a pseudo terminal.
        if emulator() and "not supported" in self.run_tocsin("--map", place, "-c", code)[2]:
            self.skipTest("%s does not know TCGETS2, which sets any rate" % emulator())
        return self.session("--map", place, *arguments)

    def hear(self, wanted):
        heard = b""
        deadline = time.monotonic() + LIMIT
        while heard != wanted:
            ready = select.select([self.wire], [], [], max(0, deadline - time.monotonic()))[0]
            self.assertTrue(ready, "%r came and no more" % heard)
            heard += os.read(self.wire, 4096)
            self.assertTrue(wanted.startswith(heard), heard)

    def test_a_handler_answers_and_ends_the_program(self):
        session = self.on_port("uart1", "-c", CALLBACK)
        session.expect("ready\n")
        os.write(self.wire, b"a")
        session.expect("heard b'a'\n")
        self.hear(b"<a>")
        os.write(self.wire, b".")
        self.hear(b"<.>")
        # Nothing can interrupt any more.
        session.rest()
        self.assertEqual(session.status(), 0)

    def test_what_was_written_last_is_sent_before_the_end(self):
        code = "from machine import UART; UART(1).write(b'0123456789' * 300)"
        session = self.on_port("uart1", "-c", code)
        self.hear(b"0123456789" * 300)
        self.assertEqual(session.rest(), "")
        self.assertEqual(session.status(), 0)

    def test_read_waits_for_a_character_and_readline_for_a_line(self):
        code = (
            "from machine import UART\nuart = UART(2, 9600, timeout_chars=9600)\nprint('ready')\n"
            "print(uart.readline())\nuart.deinit()\n"
        )
        session = self.on_port("uart2", "-c", code)
        session.expect("ready\n")
        os.write(self.wire, b"$GPGGA\n")
        self.assertEqual(session.rest(), "b'$GPGGA\\n'\n")

    def test_the_prompt_is_on_uart_0(self):
        session = self.on_port("uart0")
        session.expect(">>> ")
        # It can be interrupted once it runs, which its echo does not tell.
        os.write(self.wire, b"import time; print(2 * 3); time.sleep(1000)\r")
        session.expect("6\n")
        os.write(self.wire, b"\x03")
        session.expect("KeyboardInterrupt")
        session.expect(">>> ")
        os.write(self.wire, b"6 * 7\r")
        session.expect("6 * 7\n42\n>>> ")

    def test_a_device_that_is_gone_is_told(self):
        missing = "/nonexistent/ttyUSB0"
        _, out, _ = self.run_tocsin(
            "--map", "uart1=" + missing, "-c",
            "from machine import UART\ntry:\n    UART(1)\nexcept OSError as e:\n    print(e)",
        )
        self.assertEqual(out, "resource not available: %s: not found\n" % missing)

    @unittest.skipUnless(os.getuid() == 0, "only root can give a file away")
    def test_a_device_of_a_group_names_it(self):
        path = self.write("ttyUSB0", "")
        self.folder.chmod(0o755)
        shutil.chown(path, "root", "dialout")
        path.chmod(0o660)
        done = subprocess.run(command("--map", "uart1=%s" % path, "-c", "from machine import UART; UART(1)"), stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd="/", user=65534, group=65534, extra_groups=[])
        self.assertIn("OSError: resource not available: %s: permission denied, it is for the group dialout: "
                      "sudo adduser $USER dialout, then log in anew\n" % path, done.stdout.decode())


if __name__ == "__main__":
    unittest.main()
