# Pycom's start script imports os and UART into the program's names, and
# programs use them without an import of their own.
import sys
import machine

print(UART is machine.UART, UART(1))
print(os.getcwd() == os.getcwd(), os is sys.modules.get("os", os))
import os as imported

print(imported is os)
try:
    Pin
except NameError as e:
    print(e)
