# The address that the command line gives is the board's, in each life.
import machine
import pycom
from binascii import hexlify

life = pycom.nvs_get("life", 0)
pycom.nvs_set("life", life + 1)
print(life, hexlify(machine.unique_id(), ":"))
if life == 0:
    machine.soft_reset()
elif life == 1:
    machine.reset()
