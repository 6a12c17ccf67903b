# zlib - decompression as MicroPython had it when Pycom took it
#
# wbits < 0: raw data, 8 to 15: zlib, 24 to 31: gzip. 0 takes the window's size
# from zlib data.
#
# SPDX-License-Identifier: MIT
import deflate
import io


def _format(wbits):
    if wbits < 0:
        return deflate.RAW, -wbits
    if wbits >= 24:
        return deflate.GZIP, wbits - 16
    return deflate.ZLIB, wbits


def DecompIO(stream, wbits=0):
    kind, size = _format(wbits)
    return deflate.DeflateIO(stream, kind, size)


def decompress(data, wbits=0, bufsize=0):
    try:
        return DecompIO(io.BytesIO(data), wbits).read()
    except (OSError, EOFError) as error:
        raise ValueError(error.args[0] if error.args else error)
