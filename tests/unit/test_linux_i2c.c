/*
 * test_linux_i2c - I2C buses on device files: each ioctl to the letter
 *
 * SPDX-License-Identifier: MIT
 */
#include "linux_i2c.h"

#include <errno.h>
#include <linux/i2c-dev.h>
#include <linux/i2c.h>

#include "linux_fixture.h"

#define PLAIN (I2C_FUNC_I2C | I2C_FUNC_SMBUS_EMUL)

static const toc_i2c_ops_t *i2c;
static unsigned long functions;
static uint8_t next_byte; // what the device says, counted up

static void note_messages(const struct i2c_rdwr_ioctl_data *data) {
    note("rdwr");
    for (uint32_t i = 0; i < data->nmsgs; i++) {
        const struct i2c_msg *m = &data->msgs[i];
        bool reads = (m->flags & I2C_M_RD) != 0;
        note(" [%02x%s%s", m->addr,
             (m->flags & I2C_M_NOSTART) != 0 ? " nostart" : "",
             reads ? " r" : " w");
        for (uint16_t at = 0; reads && at < m->len; at++) {
            m->buf[at] = next_byte++;
        }
        if (m->len > 16) {
            note(" %u bytes", m->len);
        } else if (reads) {
            note(" %u", m->len);
        } else {
            note_bytes(m->buf, m->len);
        }
        note("]");
    }
}

static void note_smbus(struct i2c_smbus_ioctl_data *args) {
    static const char *const SIZES[] = {[I2C_SMBUS_QUICK] = "quick",
                                        [I2C_SMBUS_BYTE] = "byte",
                                        [I2C_SMBUS_BYTE_DATA] = "byte_data",
                                        [I2C_SMBUS_WORD_DATA] = "word",
                                        [I2C_SMBUS_I2C_BLOCK_DATA] = "block"};
    bool reads = args->read_write == I2C_SMBUS_READ;
    note("smbus %s %s %02x", reads ? "r" : "w", SIZES[args->size],
         args->command);
    if (args->size == I2C_SMBUS_QUICK ||
        (args->size == I2C_SMBUS_BYTE && !reads)) {
        ck_assert_ptr_null(args->data);
        return;
    }
    union i2c_smbus_data *data = args->data;
    if (args->size == I2C_SMBUS_WORD_DATA) {
        note(reads ? "" : " %04x", data->word);
        data->word = reads ? 0x2211 : data->word;
    } else if (args->size != I2C_SMBUS_I2C_BLOCK_DATA) {
        note(reads ? "" : " %02x", data->byte);
        data->byte = reads ? 0x11 : data->byte;
    } else {
        note(" %u", data->block[0]);
        for (uint8_t i = 1; reads && i <= data->block[0]; i++) {
            data->block[i] = i;
        }
        if (!reads) {
            note_bytes(&data->block[1], data->block[0]);
        }
    }
}

static int fixture_ioctl(unsigned long request, void *arg) {
    switch (request) {
    case I2C_FUNCS:
        note("funcs");
        *(unsigned long *)arg = functions;
        return 0;
    case I2C_SLAVE:
        note("slave %02x", (unsigned)(uintptr_t)arg);
        return 0;
    case I2C_SMBUS:
        note_smbus(arg);
        return 0;
    case I2C_RDWR:
        note_messages(arg);
        return (int)((struct i2c_rdwr_ioctl_data *)arg)->nmsgs;
    default:
        ck_abort_msg("ioctl %lx", request);
    }
    return 0;
}

static int open_bus(void) {
    static const toc_i2c_setup_t setup = {
        .baudrate_hz = 100000, .sda = 1, .scl = 2};
    return i2c->open(i2c->ctx, 0, &setup);
}

// Bus 0 on an adapter that can do `what`.
static void begin(unsigned long what) {
    fake_kernel_begin();
    functions = what;
    ck_assert_int_eq(linux_i2c_map(0, "/dev/i2c-1"), 0);
    i2c = linux_i2c(NULL);
    ck_assert_int_eq(open_bus(), 0);
    expect_calls("open /dev/i2c-1\nfuncs\n");
}

static void end(void) {
    linux_i2c_reset();
    ck_assert_int_eq(opened, 0);
    calls[0] = '\0';
}

static int transfer(const toc_i2c_part_t *parts, uint32_t count, bool stop) {
    uint64_t busy_ns = 1;
    int err = i2c->transfer(i2c->ctx, 0, 0x40, parts, count, stop, &busy_ns);
    ck_assert_uint_eq(busy_ns, 0);
    return err;
}

static uint8_t out[] = {0xe3, 2, 3, 4};
static uint8_t in[8];

#define OUT(n) \
    (toc_i2c_part_t) { \
        .data = out, .size = (n) \
    }
#define IN(n) \
    (toc_i2c_part_t) { \
        .read = true, .data = in, .size = (n) \
    }

static int write_out(size_t size, bool stop) {
    return transfer(&OUT(size), 1, stop);
}

START_TEST(parts_are_messages_of_one_transaction) {
    begin(PLAIN);
    const toc_i2c_part_t parts[] = {OUT(1), IN(3)};
    ck_assert_int_eq(transfer(parts, 2, true), 0);
    expect_calls("rdwr [40 w e3] [40 r 3]\n");
    ck_assert_uint_eq(in[2], 2);
    ck_assert_int_eq(write_out(4, true), 0);
    ck_assert_int_eq(transfer(&IN(1), 1, true), 0);
    expect_calls("rdwr [40 w e3 02 03 04]\nrdwr [40 r 1]\n");
    linux_i2c_reset();
    expect_calls("close\n");
    end();
}
END_TEST

START_TEST(without_stop_it_goes_out_with_the_next) {
    begin(PLAIN);
    ck_assert_int_eq(write_out(2, false), 0);
    out[1] = 0xff; // the bytes that wait are a copy
    expect_calls("");
    ck_assert_int_eq(transfer(&IN(2), 1, true), 0);
    out[1] = 2;
    expect_calls("rdwr [40 w e3 02] [40 r 2]\n");
    ck_assert_int_eq(write_out(1, true), 0);
    expect_calls("rdwr [40 w e3]\n");
    ck_assert_int_eq(transfer(&IN(1), 1, false), TOC_ENOTSUP);
    expect_calls("");
    end();
}
END_TEST

START_TEST(what_waits_is_sent_at_the_end) {
    begin(PLAIN);
    ck_assert_int_eq(write_out(2, false), 0);
    ck_assert_int_eq(write_out(0, false), 0);
    linux_i2c_reset();
    expect_calls("rdwr [40 w e3 02] [40 w]\nclose\n");
    end();
}
END_TEST

static const struct {
    int result;
    int err;
} ERRORS[] = {
    {-ENXIO, TOC_ENODEV},        {-EREMOTEIO, TOC_ENODEV},
    {-ENODEV, TOC_ENODEV},       {-EIO, TOC_EIO},
    {-ETIMEDOUT, TOC_ETIMEDOUT}, {-EAGAIN, TOC_ETIMEDOUT},
    {-EBUSY, TOC_ETIMEDOUT},     {-EOPNOTSUPP, TOC_ENOTSUP},
    {-EINVAL, TOC_ENOTSUP},      {-EPROTO, TOC_EIO},
    {-EOVERFLOW, TOC_EIO},       {0, TOC_EIO}, // not all messages
};
#define ERRORS_COUNT (int)(sizeof(ERRORS) / sizeof(ERRORS[0]))

START_TEST(errors_say_what_happened) {
    begin(PLAIN);
    answer(ERRORS[_i].result);
    ck_assert_int_eq(write_out(2, true), ERRORS[_i].err);
    // The next one starts anew.
    ck_assert_int_eq(write_out(1, true), 0);
    expect_calls("rdwr [40 w e3 02]\nrdwr [40 w e3]\n");
    end();
}
END_TEST

static const struct {
    int result;
    int err;
} OPENS[] = {
    {-ENOENT, TOC_ENOENT}, {-EACCES, TOC_EACCES},  {-EPERM, TOC_EACCES},
    {-EBUSY, TOC_EBUSY},   {-EISDIR, TOC_ENOTSUP}, {-ENXIO, TOC_ENODEV},
};
#define OPENS_COUNT (int)(sizeof(OPENS) / sizeof(OPENS[0]))

START_TEST(a_file_that_does_not_open_is_told) {
    begin(PLAIN);
    i2c->close(i2c->ctx, 0);
    open_result = OPENS[_i].result;
    ck_assert_int_eq(open_bus(), OPENS[_i].err);
    ck_assert_int_eq(write_out(1, true), TOC_EINVAL);
    ck_assert_str_eq(i2c->file(i2c->ctx, 0), "/dev/i2c-1");
    end();
}
END_TEST

START_TEST(a_file_that_is_no_adapter_is_closed_again) {
    begin(PLAIN);
    i2c->close(i2c->ctx, 0);
    answer(-ENOTTY);
    ck_assert_int_eq(open_bus(), TOC_ENOTSUP);
    answer(-ENOSYS);
    ck_assert_int_eq(open_bus(), TOC_ENOTSUP);
    ck_assert_int_eq(opened, 0);
    end();
}
END_TEST

START_TEST(a_probe_is_an_address_alone) {
    begin(PLAIN);
    ck_assert_int_eq(write_out(0, true), 0);
    expect_calls("rdwr [40 w]\n");
    answer(-ENXIO);
    ck_assert_int_eq(write_out(0, true), TOC_ENODEV);
    expect_calls("rdwr [40 w]\n");
    end();
}
END_TEST

START_TEST(an_adapter_that_cannot_probe_reads_a_byte) {
    begin(PLAIN);
    answer(-EOPNOTSUPP);
    ck_assert_int_eq(write_out(0, true), 0);
    expect_calls("rdwr [40 w]\nrdwr [40 r 1]\n");
    end();
    begin(PLAIN & ~(unsigned long)I2C_FUNC_SMBUS_QUICK);
    ck_assert_int_eq(write_out(0, true), 0);
    answer(-ENXIO);
    ck_assert_int_eq(write_out(0, true), TOC_ENODEV);
    expect_calls("rdwr [40 r 1]\nrdwr [40 r 1]\n");
    end();
}
END_TEST

START_TEST(a_long_part_is_split_where_the_adapter_can) {
    static uint8_t big[20000];
    const toc_i2c_part_t parts[] = {
        OUT(1), {.read = true, .data = big, .size = sizeof(big)}};
    begin(PLAIN);
    ck_assert_int_eq(transfer(parts, 2, true), TOC_ENOTSUP);
    ck_assert_int_eq(
        transfer(&(toc_i2c_part_t){.data = big, .size = 8192}, 1, true), 0);
    expect_calls("rdwr [40 w 8192 bytes]\n");
    end();
    begin(PLAIN | I2C_FUNC_NOSTART);
    next_byte = 0;
    ck_assert_int_eq(transfer(parts, 2, true), 0);
    expect_calls("rdwr [40 w e3] [40 r 8192 bytes] [40 nostart r 8192 bytes] "
                 "[40 nostart r 3616 bytes]\n");
    ck_assert_uint_eq(big[19999], 19999 % 256);
    end();
}
END_TEST

START_TEST(more_messages_than_the_kernel_takes_are_refused) {
    begin(PLAIN);
    for (int i = 0; i < I2C_RDWR_IOCTL_MAX_MSGS; i++) {
        ck_assert_int_eq(write_out(1, false), 0);
    }
    ck_assert_int_eq(write_out(1, true), TOC_ENOTSUP);
    ck_assert_int_eq(write_out(1, true), 0);
    expect_calls("rdwr [40 w e3]\n");
    end();
}
END_TEST

START_TEST(smbus_has_a_form_for_what_sensors_use) {
    begin(I2C_FUNC_SMBUS_EMUL);
    ck_assert_int_eq(write_out(0, true), 0);
    ck_assert_int_eq(write_out(1, true), 0);
    ck_assert_int_eq(write_out(2, true), 0);
    ck_assert_int_eq(write_out(3, true), 0);
    ck_assert_int_eq(write_out(4, true), 0);
    expect_calls("slave 40\nsmbus w quick 00\n"
                 "slave 40\nsmbus w byte e3\n"
                 "slave 40\nsmbus w byte_data e3 02\n"
                 "slave 40\nsmbus w word e3 0302\n"
                 "slave 40\nsmbus w block e3 3 02 03 04\n");
    const toc_i2c_part_t two[] = {OUT(1), IN(2)};
    const toc_i2c_part_t five[] = {OUT(1), IN(5)};
    ck_assert_int_eq(transfer(&IN(1), 1, true), 0);
    ck_assert_uint_eq(in[0], 0x11);
    ck_assert_int_eq(transfer(two, 2, true), 0);
    ck_assert_mem_eq(in, "\x11\x22", 2);
    ck_assert_int_eq(transfer(five, 2, true), 0);
    ck_assert_mem_eq(in, "\1\2\3\4\5", 5);
    expect_calls("slave 40\nsmbus r byte 00\n"
                 "slave 40\nsmbus r word e3\n"
                 "slave 40\nsmbus r block e3 5\n");
    ck_assert_int_eq(write_out(1, false), 0);
    ck_assert_int_eq(transfer(&IN(1), 1, true), 0);
    expect_calls("slave 40\nsmbus r byte_data e3\n");
    end();
}
END_TEST

START_TEST(smbus_refuses_what_has_no_form) {
    static uint8_t big[40];
    const toc_i2c_part_t parts[] = {OUT(2), IN(1)};
    const toc_i2c_part_t backwards[] = {IN(1), OUT(1)};
    const toc_i2c_part_t longer[] = {OUT(1),
                                     {.read = true, .data = big, .size = 33}};
    begin(I2C_FUNC_SMBUS_EMUL);
    ck_assert_int_eq(transfer(&IN(2), 1, true), TOC_ENOTSUP);
    ck_assert_int_eq(transfer(parts, 2, true), TOC_ENOTSUP);
    ck_assert_int_eq(transfer(backwards, 2, true), TOC_ENOTSUP);
    ck_assert_int_eq(transfer(longer, 2, true), TOC_ENOTSUP);
    ck_assert_int_eq(
        transfer(&(toc_i2c_part_t){.data = big, .size = 34}, 1, true),
        TOC_ENOTSUP);
    ck_assert_ptr_null(strstr(calls, "smbus"));
    end();
}
END_TEST

START_TEST(a_device_with_a_driver_of_its_own_is_not_touched) {
    begin(I2C_FUNC_SMBUS_EMUL);
    answer(-EBUSY);
    ck_assert_int_eq(write_out(2, true), TOC_ETIMEDOUT);
    expect_calls("slave 40\n");
    end();
}
END_TEST

// The buses that are not mapped.
static uint32_t other_bus = UINT32_MAX;

static int other_open(void *ctx, uint32_t bus, const toc_i2c_setup_t *setup) {
    (void)ctx, (void)setup;
    other_bus = bus;
    return TOC_EFULL;
}

static int other_transfer(void *ctx, uint32_t bus, uint32_t address,
                          const toc_i2c_part_t *parts, uint32_t count,
                          bool stop, uint64_t *busy_ns) {
    (void)ctx, (void)address, (void)parts, (void)count, (void)stop;
    other_bus = bus;
    *busy_ns = 90;
    return 0;
}

START_TEST(a_bus_that_is_not_mapped_is_the_others) {
    static const toc_i2c_ops_t other = {
        .bus_count = 2, .open = other_open, .transfer = other_transfer};
    const toc_i2c_setup_t setup = {.baudrate_hz = 1, .sda = 1, .scl = 2};
    uint64_t busy_ns;
    ck_assert_ptr_eq(linux_i2c(&other), &other);
    begin(PLAIN);
    i2c = linux_i2c(&other);
    ck_assert_int_eq(i2c->open(i2c->ctx, 1, &setup), TOC_EFULL);
    ck_assert_uint_eq(other_bus, 1);
    ck_assert_int_eq(
        i2c->transfer(i2c->ctx, 1, 0x40, &OUT(1), 1, true, &busy_ns), 0);
    ck_assert_uint_eq(busy_ns, 90);
    ck_assert_ptr_null(i2c->file(i2c->ctx, 1));
    ck_assert_int_eq(i2c->open(i2c->ctx, 2, &setup), TOC_EINVAL);
    expect_calls("");
    end();
}
END_TEST

START_TEST(what_cannot_be_is_refused) {
    begin(PLAIN);
    toc_i2c_setup_t setup = {.baudrate_hz = 0, .sda = 1, .scl = 2};
    ck_assert_int_eq(i2c->open(i2c->ctx, 0, &setup), TOC_EINVAL);
    setup = (toc_i2c_setup_t){.baudrate_hz = 1, .sda = 1, .scl = 1};
    ck_assert_int_eq(i2c->open(i2c->ctx, 0, &setup), TOC_EINVAL);
    ck_assert_int_eq(linux_i2c_map(LINUX_I2C_BUSES, "/dev/i2c-1"), TOC_EINVAL);
    expect_calls("");
    end();
}
END_TEST

int main(void) {
    Suite *suite = suite_create("linux_i2c");
    UNIT_ADD(suite, parts_are_messages_of_one_transaction);
    UNIT_ADD(suite, without_stop_it_goes_out_with_the_next);
    UNIT_ADD(suite, what_waits_is_sent_at_the_end);
    UNIT_ADD_LOOP(suite, errors_say_what_happened, ERRORS_COUNT);
    UNIT_ADD_LOOP(suite, a_file_that_does_not_open_is_told, OPENS_COUNT);
    UNIT_ADD(suite, a_file_that_is_no_adapter_is_closed_again);
    UNIT_ADD(suite, a_probe_is_an_address_alone);
    UNIT_ADD(suite, an_adapter_that_cannot_probe_reads_a_byte);
    UNIT_ADD(suite, a_long_part_is_split_where_the_adapter_can);
    UNIT_ADD(suite, more_messages_than_the_kernel_takes_are_refused);
    UNIT_ADD(suite, smbus_has_a_form_for_what_sensors_use);
    UNIT_ADD(suite, smbus_refuses_what_has_no_form);
    UNIT_ADD(suite, a_device_with_a_driver_of_its_own_is_not_touched);
    UNIT_ADD(suite, a_bus_that_is_not_mapped_is_the_others);
    UNIT_ADD(suite, what_cannot_be_is_refused);
    return unit_run(suite);
}
