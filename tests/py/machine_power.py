# What machine tells of the board, and its constants.
import machine
import tocsin

print(machine.PWRON_RESET, machine.HARD_RESET, machine.WDT_RESET)
print(machine.DEEPSLEEP_RESET, machine.SOFT_RESET, machine.BROWN_OUT_RESET)
print(machine.PWRON_WAKE, machine.PIN_WAKE, machine.RTC_WAKE, machine.ULP_WAKE)
print(machine.WAKEUP_ALL_LOW, machine.WAKEUP_ANY_HIGH)
print(machine.reset_cause(), machine.wake_reason(), machine.remaining_sleep_time())
print(machine.flash_encrypt(), machine.secure_boot())
print(machine.temperature())
tocsin.board.temperature(140)
print(machine.temperature())
for raw in (-1, 256):
    try:
        tocsin.board.temperature(raw)
    except ValueError as e:
        print(e)
print(hasattr(machine, "lightsleep"), hasattr(machine, "pin_deepsleep_wakeup"))
