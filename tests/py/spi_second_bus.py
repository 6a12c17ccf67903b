# Boards without a radio on it have a second bus, which prints as the first one
# when it is closed.
from machine import SPI

spi = SPI(1)
print(spi)
spi.deinit()
print(spi)
