# run: tocsin --virtual-time --attach uart1=file,in=examples/gnss_uart.nmea examples/gnss_uart.py
#
# A GNSS receiver at a UART. What it said is in a file, one sentence of which
# was disturbed on the way; on a board the receiver itself is at P4. The
# handler is called when bytes have come, and the program ends with the file.
from machine import UART

uart = UART(1, baudrate=9600)
rest = b""


def is_whole(sentence):
    body, star, told = sentence[1:].partition(b"*")
    check = 0
    for byte in body:
        check ^= byte
    return star and int(told, 16) == check


def degrees(text, hemisphere):
    point = text.index(".") - 2
    value = int(text[:point]) + float(text[point:]) / 60
    return -value if hemisphere in "SW" else value


def show(sentence):
    if not is_whole(sentence):
        print("disturbed:", sentence)
        return
    fields = sentence.decode().split(",")
    if fields[0] == "$GPGGA":
        print(fields[1], "%.5f %.5f" % (degrees(*fields[2:4]), degrees(*fields[4:6])), fields[9], "m")
    elif fields[2] == "V":
        print("no fix yet")


def heard(uart):
    global rest
    rest += uart.read() or b""
    while b"\r\n" in rest:
        line, rest = rest.split(b"\r\n", 1)
        show(line)


uart.callback(UART.RX_ANY, heard)
