// SPDX-License-Identifier: GPL-2.0
/*
 * spi-loop - a controller whose MISO is joined to its MOSI
 *
 * It makes /dev/spidev0.0. What a transfer does not send reads as zeros.
 */
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/spi/spi.h>

static struct platform_device *device;
static struct spi_controller *controller;

static int loop_transfer(struct spi_controller *ctlr, struct spi_device *spi,
                         struct spi_transfer *transfer) {
    if (!transfer->rx_buf)
        return 0;
    if (transfer->tx_buf)
        memcpy(transfer->rx_buf, transfer->tx_buf, transfer->len);
    else
        memset(transfer->rx_buf, 0, transfer->len);
    return 0;
}

static int __init loop_init(void) {
    /* The name that spidev is bound by; its own is not in its table. */
    struct spi_board_info info = {
        .modalias = "dh2228fv",
        .max_speed_hz = 50000000,
    };
    int err;

    device = platform_device_register_simple("spi-loop", -1, NULL, 0);
    if (IS_ERR(device))
        return PTR_ERR(device);
    controller = spi_alloc_master(&device->dev, 0);
    if (!controller) {
        err = -ENOMEM;
        goto unregister_device;
    }
    controller->bus_num = 0;
    controller->num_chipselect = 1;
    controller->mode_bits = SPI_CPOL | SPI_CPHA;
    controller->transfer_one = loop_transfer;
    err = spi_register_controller(controller);
    if (err) {
        spi_controller_put(controller);
        goto unregister_device;
    }
    if (spi_new_device(controller, &info))
        return 0;
    err = -ENODEV;
    spi_unregister_controller(controller);
unregister_device:
    platform_device_unregister(device);
    return err;
}

static void __exit loop_exit(void) {
    spi_unregister_controller(controller);
    platform_device_unregister(device);
}

module_init(loop_init);
module_exit(loop_exit);
MODULE_DESCRIPTION("SPI controller that hears itself");
MODULE_LICENSE("GPL");
