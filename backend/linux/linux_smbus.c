/*
 * linux_smbus - transactions through an adapter that knows only SMBus
 *
 * SPDX-License-Identifier: MIT
 */
#include "linux_smbus.h"

#include <errno.h>
#include <linux/i2c-dev.h>
#include <stdbool.h>
#include <string.h>

#include "linux_kernel.h"

// One form of a transaction: what is written, and what is read behind it.
typedef struct {
    const uint8_t *out;
    size_t out_size;
    uint8_t *in;
    size_t in_size;
    bool reads;
} form_t;

static bool take_apart(form_t *form, const struct i2c_msg *messages,
                       uint32_t count) {
    *form = (form_t){0};
    uint32_t next = 0;
    if ((messages[0].flags & I2C_M_RD) == 0) {
        form->out = messages[0].buf;
        form->out_size = messages[0].len;
        next = 1;
    }
    if (next < count && (messages[next].flags & I2C_M_RD) != 0 &&
        messages[next].addr == messages[0].addr) {
        form->reads = true;
        form->in = messages[next].buf;
        form->in_size = messages[next].len;
        next++;
    }
    return next == count;
}

static int call(int fd, bool reads, uint8_t command, uint32_t size,
                union i2c_smbus_data *data) {
    struct i2c_smbus_ioctl_data args = {
        .read_write = reads ? I2C_SMBUS_READ : I2C_SMBUS_WRITE,
        .command = command,
        .size = size,
        .data = data,
    };
    return linux_kernel()->ioctl(fd, I2C_SMBUS, &args);
}

// Nothing, or one byte without a register.
static int do_bare(int fd, unsigned long functions, const form_t *form) {
    union i2c_smbus_data data;
    if (form->out_size == 0 && !form->reads &&
        (functions & I2C_FUNC_SMBUS_QUICK) != 0) {
        return call(fd, false, 0, I2C_SMBUS_QUICK, NULL);
    }
    if (form->out_size == 1 && !form->reads &&
        (functions & I2C_FUNC_SMBUS_WRITE_BYTE) != 0) {
        return call(fd, false, form->out[0], I2C_SMBUS_BYTE, NULL);
    }
    if (form->out == NULL && form->in_size == 1 &&
        (functions & I2C_FUNC_SMBUS_READ_BYTE) != 0) {
        int result = call(fd, true, 0, I2C_SMBUS_BYTE, &data);
        if (result >= 0) {
            form->in[0] = data.byte;
        }
        return result;
    }
    return -EOPNOTSUPP;
}

// A register, then what is put into it.
static int do_write(int fd, unsigned long functions, const form_t *form) {
    union i2c_smbus_data data;
    const uint8_t *bytes = form->out + 1;
    size_t size = form->out_size - 1;
    if (size == 1 && (functions & I2C_FUNC_SMBUS_WRITE_BYTE_DATA) != 0) {
        data.byte = bytes[0];
        return call(fd, false, form->out[0], I2C_SMBUS_BYTE_DATA, &data);
    }
    if (size == 2 && (functions & I2C_FUNC_SMBUS_WRITE_WORD_DATA) != 0) {
        data.word = (uint16_t)(bytes[0] | bytes[1] << 8);
        return call(fd, false, form->out[0], I2C_SMBUS_WORD_DATA, &data);
    }
    if (size <= I2C_SMBUS_BLOCK_MAX &&
        (functions & I2C_FUNC_SMBUS_WRITE_I2C_BLOCK) != 0) {
        data.block[0] = (uint8_t)size;
        memcpy(&data.block[1], bytes, size);
        return call(fd, false, form->out[0], I2C_SMBUS_I2C_BLOCK_DATA, &data);
    }
    return -EOPNOTSUPP;
}

// A register, then what is read from it.
static int do_read(int fd, unsigned long functions, const form_t *form) {
    union i2c_smbus_data data = {0};
    size_t size = form->in_size;
    int result = -EOPNOTSUPP;
    if (size == 1 && (functions & I2C_FUNC_SMBUS_READ_BYTE_DATA) != 0) {
        result = call(fd, true, form->out[0], I2C_SMBUS_BYTE_DATA, &data);
        form->in[0] = data.byte;
    } else if (size == 2 && (functions & I2C_FUNC_SMBUS_READ_WORD_DATA) != 0) {
        result = call(fd, true, form->out[0], I2C_SMBUS_WORD_DATA, &data);
        form->in[0] = (uint8_t)data.word;
        form->in[1] = (uint8_t)(data.word >> 8);
    } else if (size >= 1 && size <= I2C_SMBUS_BLOCK_MAX &&
               (functions & I2C_FUNC_SMBUS_READ_I2C_BLOCK) != 0) {
        data.block[0] = (uint8_t)size;
        result = call(fd, true, form->out[0], I2C_SMBUS_I2C_BLOCK_DATA, &data);
        if (result >= 0 && data.block[0] != size) {
            return -EIO;
        }
        memcpy(form->in, &data.block[1], size);
    }
    return result;
}

int linux_smbus_transfer(int fd, unsigned long functions,
                         const struct i2c_msg *messages, uint32_t count) {
    form_t form;
    if (!take_apart(&form, messages, count)) {
        return -EOPNOTSUPP;
    }
    // The number itself is the argument.
    // NOLINTNEXTLINE(performance-no-int-to-ptr)
    void *address = (void *)(uintptr_t)messages[0].addr;
    int result = linux_kernel()->ioctl(fd, I2C_SLAVE, address);
    if (result < 0) {
        return result;
    }
    if (form.out_size == 1 && form.reads) {
        return do_read(fd, functions, &form);
    }
    if (form.out_size > 1 && !form.reads) {
        return do_write(fd, functions, &form);
    }
    return do_bare(fd, functions, &form);
}
