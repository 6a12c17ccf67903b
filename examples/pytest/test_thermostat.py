# run: pytest test_thermostat.py
import pathlib

from board import Board

PROGRAM = pathlib.Path(__file__).with_name("thermostat.py")
SENSOR = "i2c0=si7006,temperature=%s"


def test_it_heats_when_it_is_cold():
    with Board("--attach", SENSOR % 18.5, PROGRAM) as board:
        board.step(1.5)
        assert board.text() == "18.5 C\n"
        assert board.ask("pin.read", pin="P9")["level"] == 1
        board.ask("device.set", device="si7006", key="temperature", value=21)
        board.step(1)
        assert board.ask("pin.read", pin="P9")["level"] == 0


def test_the_button_switches_it_off_and_on():
    with Board("--attach", SENSOR % 18.5, PROGRAM) as board:
        board.ask("subscribe", events=["pin"])
        board.ask("pin.press", pin="P10", after_us=1500000, for_us=80000)
        board.ask("pin.press", pin="P10", after_us=3500000, for_us=80000)
        board.step(2.5)
        assert board.ask("led")["rgb"] == 0x0000FF
        board.step(2)
        assert board.ask("led")["rgb"] == 0x00FF00
        heater = [(event["time_us"], event["level"]) for event in board.events if event["pin"] == "P9"]
        assert [level for _, level in heater] == [1, 0, 1]
        # The sensor takes its time: heat comes a little after the full second.
        assert [round(time_us / 1000000) for time_us, _ in heater] == [1, 2, 4]


def test_a_sensor_that_fails_does_not_heat():
    with Board("--attach", SENSOR % 18.5, PROGRAM) as board:
        board.step(1.5)
        board.ask("device.set", device="si7006", key="fault", value="nack")
        board.step(1)
        assert board.ask("pin.read", pin="P9")["level"] == 0
        assert board.ask("led")["rgb"] == 0xFF0000
        assert "sensor: I2C bus error" in board.text()
        board.ask("device.set", device="si7006", key="fault", value="none")
        board.step(1)
        assert board.ask("pin.read", pin="P9")["level"] == 1
        assert board.stop(status=3) == 3
