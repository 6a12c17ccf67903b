# Deep sleep, reset and the report of the board, as the shell sees them.
#
# SPDX-License-Identifier: MIT
import re
import unittest

from harness import Case


class Power(Case):
    def test_info_is_the_report_of_the_original(self):
        _, report, _ = self.run_tocsin("--board", "gpy", "-c", "import machine; machine.info()")
        line = "-" * 45 + "\n"
        tasks = "".join("%s stack water mark: [0-9]+\n" % task for task in ("MPTask", "ServersTask", "TimerTask", "IdleTask"))
        pattern = line + r"System memory info \(in bytes\)\n" + line + tasks + "System free heap: [0-9]+\n" + line
        self.assertTrue(re.fullmatch(pattern, report), report)

    def test_a_board_wakes_with_its_own_files(self):
        self.write(
            "flash/boot.py",
            "import machine\nprint('boot', machine.reset_cause())\nmachine.main('other.py')\n",
        )
        self.write(
            "flash/other.py",
            "import machine, sys\n"
            "if machine.reset_cause() != machine.DEEPSLEEP_RESET:\n    machine.deepsleep(86400000)\n"
            "machine.deepsleep()\n",
        )
        self.check(
            (0, "boot 0\nboot 3\n", "tocsin: the board sleeps and nothing can wake it\n"),
            "--virtual-time",
            "--flash",
            "flash",
        )


if __name__ == "__main__":
    unittest.main()
