// SPDX-License-Identifier: GPL-2.0
/*
 * adc-sim - a converter of one channel, which measures what it was told
 *
 * Half a millivolt is one. What in_voltage0_raw is set to, it measures.
 */
#include <linux/iio/iio.h>
#include <linux/module.h>
#include <linux/platform_device.h>

static struct platform_device *device;
static struct iio_dev *converter;
static int measured = 1100;

static int adc_read(struct iio_dev *iio, struct iio_chan_spec const *channel,
                    int *value, int *micros, long mask) {
    switch (mask) {
    case IIO_CHAN_INFO_RAW:
        *value = measured;
        return IIO_VAL_INT;
    case IIO_CHAN_INFO_SCALE:
        *value = 0;
        *micros = 500000;
        return IIO_VAL_INT_PLUS_MICRO;
    default:
        return -EINVAL;
    }
}

static int adc_write(struct iio_dev *iio, struct iio_chan_spec const *channel,
                     int value, int micros, long mask) {
    if (mask != IIO_CHAN_INFO_RAW)
        return -EINVAL;
    measured = value;
    return 0;
}

static const struct iio_info adc_info = {
    .read_raw = adc_read,
    .write_raw = adc_write,
};

static const struct iio_chan_spec channels[] = {{
    .type = IIO_VOLTAGE,
    .indexed = 1,
    .channel = 0,
    .info_mask_separate = BIT(IIO_CHAN_INFO_RAW) | BIT(IIO_CHAN_INFO_SCALE),
}};

static int __init adc_init(void) {
    int err;

    device = platform_device_register_simple("adc-sim", -1, NULL, 0);
    if (IS_ERR(device))
        return PTR_ERR(device);
    converter = iio_device_alloc(&device->dev, 0);
    if (!converter) {
        err = -ENOMEM;
        goto unregister_device;
    }
    converter->name = "adc-sim";
    converter->info = &adc_info;
    converter->channels = channels;
    converter->num_channels = ARRAY_SIZE(channels);
    converter->modes = INDIO_DIRECT_MODE;
    err = iio_device_register(converter);
    if (!err)
        return 0;
    iio_device_free(converter);
unregister_device:
    platform_device_unregister(device);
    return err;
}

static void __exit adc_exit(void) {
    iio_device_unregister(converter);
    iio_device_free(converter);
    platform_device_unregister(device);
}

module_init(adc_init);
module_exit(adc_exit);
MODULE_DESCRIPTION("Converter that measures what it is told");
MODULE_LICENSE("GPL");
