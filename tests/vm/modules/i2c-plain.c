// SPDX-License-Identifier: GPL-2.0
/*
 * i2c-plain - an adapter that does plain I2C, with one memory on it
 *
 * i2c-stub of the kernel knows SMBus only; this one is for I2C_RDWR. At 0x1e
 * answers a memory of 256 bytes: the first byte written is the address, the
 * rest is stored from there on, and a read goes on from where it stands. At
 * all other addresses nobody answers.
 */
#include <linux/i2c.h>
#include <linux/module.h>

#define MEMORY_ADDRESS 0x1e

static u8 memory[256];
static u8 position;

static void take(const struct i2c_msg *msg) {
    int i;

    for (i = 0; i < msg->len; i++) {
        if (i == 0)
            position = msg->buf[0];
        else
            memory[position++] = msg->buf[i];
    }
}

static void give(struct i2c_msg *msg) {
    int i;

    for (i = 0; i < msg->len; i++)
        msg->buf[i] = memory[position++];
}

static int plain_xfer(struct i2c_adapter *adapter, struct i2c_msg *msgs,
                      int num) {
    int i;

    for (i = 0; i < num; i++) {
        if (msgs[i].addr != MEMORY_ADDRESS)
            return -ENXIO;
        if (msgs[i].flags & I2C_M_RD)
            give(&msgs[i]);
        else
            take(&msgs[i]);
    }
    return num;
}

static u32 plain_functions(struct i2c_adapter *adapter) {
    return I2C_FUNC_I2C | I2C_FUNC_SMBUS_EMUL;
}

static const struct i2c_algorithm plain_algorithm = {
    .master_xfer = plain_xfer,
    .functionality = plain_functions,
};

static struct i2c_adapter plain_adapter = {
    .owner = THIS_MODULE,
    .name = "i2c-plain",
    .algo = &plain_algorithm,
};

static int __init plain_init(void) {
    return i2c_add_adapter(&plain_adapter);
}

static void __exit plain_exit(void) {
    i2c_del_adapter(&plain_adapter);
}

module_init(plain_init);
module_exit(plain_exit);
MODULE_DESCRIPTION("Plain I2C adapter with a memory on it");
MODULE_LICENSE("GPL");
