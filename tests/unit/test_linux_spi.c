/*
 * test_linux_spi - SPI buses on device files: each ioctl to the letter
 *
 * The device answers with each byte it hears plus one.
 *
 * SPDX-License-Identifier: MIT
 */
#include "linux_spi.h"

#include <errno.h>
#include <linux/spi/spidev.h>

#include "linux_fixture.h"

#define OPENED "open /dev/spidev0.0\nrd_mode\nwr_mode 04\n" LIMIT
#define LIMIT  "open /sys/module/spidev/parameters/bufsiz\nread\nclose\n"

static const toc_spi_ops_t *spi;
static const char *limit_text;

static const toc_spi_setup_t SETUP = {
    .baudrate_hz = 2000000,
    .bits = 8,
    .clk = 10,
    .mosi = 11,
    .miso = 14,
};

static void answer_message(const struct spi_ioc_transfer *message) {
    const uint8_t *tx = (const uint8_t *)(uintptr_t)message->tx_buf;
    uint8_t *rx = (uint8_t *)(uintptr_t)message->rx_buf;
    ck_assert_uint_eq(message->bits_per_word, 8);
    note("%s%s %u bytes at %u%s:", tx != NULL ? "t" : "", rx != NULL ? "r" : "",
         message->len, message->speed_hz, message->cs_change ? " more" : "");
    if (message->len <= 8 && tx != NULL) {
        note_bytes(tx, message->len);
    }
    for (uint32_t i = 0; rx != NULL && i < message->len; i++) {
        rx[i] = (uint8_t)((tx != NULL ? tx[i] : 0) + 1);
    }
}

static int fixture_ioctl(unsigned long request, void *arg) {
    if (request == SPI_IOC_RD_MODE) {
        note("rd_mode");
        *(uint8_t *)arg = SPI_CS_HIGH | SPI_CPHA | SPI_LSB_FIRST;
        return 0;
    }
    if (request == SPI_IOC_WR_MODE) {
        note("wr_mode %02x", *(uint8_t *)arg);
        return 0;
    }
    ck_assert_uint_eq(request, SPI_IOC_MESSAGE(1));
    answer_message(arg);
    return (int)((struct spi_ioc_transfer *)arg)->len;
}

static long fake_read(int fd, void *to, size_t size) {
    ck_assert_int_eq(fd, FIXTURE_FD);
    note("read\n");
    if (limit_text == NULL) {
        return -EIO;
    }
    ck_assert_uint_le(strlen(limit_text), size);
    memcpy(to, limit_text, strlen(limit_text));
    return (long)strlen(limit_text);
}

static int open_as(const toc_spi_setup_t *setup) {
    return spi->open(spi->ctx, 0, setup);
}

static void begin(void) {
    static linux_kernel_t kernel;
    kernel = fake_kernel;
    kernel.read = fake_read;
    linux_kernel_set(&kernel);
    ck_assert_int_eq(linux_spi_map(0, "/dev/spidev0.0"), 0);
    spi = linux_spi(NULL);
    ck_assert_int_eq(open_as(&SETUP), 0);
    expect_calls(OPENED);
}

static void end(void) {
    linux_spi_reset();
    ck_assert_int_eq(opened, 0);
    calls[0] = '\0';
}

static int transfer(const uint8_t *tx, uint8_t *rx, size_t size) {
    uint64_t busy_ns = 1;
    int err = spi->transfer(spi->ctx, 0, tx, rx, size, &busy_ns);
    ck_assert_uint_eq(busy_ns, 0);
    return err;
}

static const uint8_t OUT[] = {0x01, 0x12, 0x23, 0x34, 0x45};
static uint8_t in[5];

START_TEST(bytes_go_out_and_come_in) {
    begin();
    ck_assert_int_eq(transfer(OUT, in, 3), 0);
    ck_assert_mem_eq(in, "\x02\x13\x24", 3);
    ck_assert_int_eq(transfer(OUT, NULL, 2), 0);
    expect_calls("tr 3 bytes at 2000000: 01 12 23\n"
                 "t 2 bytes at 2000000: 01 12\n");
    ck_assert_int_eq(transfer(OUT, in, 0), 0);
    expect_calls("");
    end();
}
END_TEST

START_TEST(they_may_come_in_where_they_went_out) {
    uint8_t both[] = {5, 6};
    begin();
    ck_assert_int_eq(transfer(both, both, 2), 0);
    ck_assert_mem_eq(both, "\6\7", 2);
    end();
}
END_TEST

static const struct {
    uint8_t polarity;
    uint8_t phase;
    const char *expected;
} MODES[] = {
    {0, 0, "04"},
    {0, 1, "05"},
    {1, 0, "06"},
    {1, 1, "07"},
};

START_TEST(the_mode_is_set_and_the_machine_s_own_bits_stay) {
    begin();
    toc_spi_setup_t setup = SETUP;
    setup.polarity = MODES[_i].polarity;
    setup.phase = MODES[_i].phase;
    ck_assert_int_eq(open_as(&setup), 0);
    char expected[160];
    snprintf(expected, sizeof(expected),
             "close\nopen /dev/spidev0.0\nrd_mode\nwr_mode %s\n" LIMIT,
             MODES[_i].expected);
    expect_calls(expected);
    end();
}
END_TEST

START_TEST(a_word_has_its_high_byte_first_on_the_wires) {
    begin();
    toc_spi_setup_t setup = SETUP;
    setup.bits = 16;
    ck_assert_int_eq(open_as(&setup), 0);
    calls[0] = '\0';
    in[4] = 0xff;
    ck_assert_int_eq(transfer(OUT, in, 5), 0);
    expect_calls("tr 4 bytes at 2000000: 12 01 34 23\n");
    ck_assert_mem_eq(in, "\x02\x13\x24\x35\x00", 5);
    setup.bits = 32;
    ck_assert_int_eq(open_as(&setup), 0);
    calls[0] = '\0';
    ck_assert_int_eq(transfer(OUT, in, 4), 0);
    expect_calls("tr 4 bytes at 2000000: 34 23 12 01\n");
    ck_assert_mem_eq(in, "\x02\x13\x24\x35", 4);
    end();
}
END_TEST

START_TEST(with_the_low_bit_first_the_low_byte_is_too) {
    begin();
    toc_spi_setup_t setup = SETUP;
    setup.bits = 16;
    setup.lsb_first = true;
    ck_assert_int_eq(open_as(&setup), 0);
    calls[0] = '\0';
    ck_assert_int_eq(transfer(OUT, in, 2), 0);
    expect_calls("tr 2 bytes at 2000000: 80 48\n");
    ck_assert_mem_eq(in, "\x81\x92", 2); // 0x81 and 0x49, reversed
    end();
}
END_TEST

START_TEST(a_line_that_is_not_connected_carries_nothing) {
    begin();
    toc_spi_setup_t setup = SETUP;
    setup.mosi = TOC_SPI_NO_PAD;
    ck_assert_int_eq(open_as(&setup), 0);
    calls[0] = '\0';
    ck_assert_int_eq(transfer(OUT, in, 2), 0);
    ck_assert_mem_eq(in, "\1\1", 2);
    expect_calls("r 2 bytes at 2000000:\n");
    setup.miso = TOC_SPI_NO_PAD;
    ck_assert_int_eq(open_as(&setup), 0);
    calls[0] = '\0';
    ck_assert_int_eq(transfer(OUT, in, 2), 0);
    ck_assert_mem_eq(in, "\0\0", 2);
    expect_calls("r 2 bytes at 2000000:\n");
    end();
}
END_TEST

static const struct {
    const char *text;
    const char *expected;
} LIMITS[] = {
    {"4096\n", "tr 4096 bytes at 2000000 more:\n"
               "tr 4096 bytes at 2000000 more:\n"
               "tr 808 bytes at 2000000:\n"},
    {"8191\n", "tr 8188 bytes at 2000000 more:\ntr 812 bytes at 2000000:\n"},
    {"999999999\n", "tr 9000 bytes at 2000000:\n"},
    {NULL, "tr 4096 bytes at 2000000 more:\n"
           "tr 4096 bytes at 2000000 more:\n"
           "tr 808 bytes at 2000000:\n"},
};

START_TEST(a_long_transfer_takes_several_and_stays_selected) {
    static uint8_t big[9000];
    limit_text = LIMITS[_i].text;
    begin();
    for (size_t i = 0; i < sizeof(big); i++) {
        big[i] = (uint8_t)(i / 7);
    }
    ck_assert_int_eq(transfer(big, big, sizeof(big)), 0);
    expect_calls(LIMITS[_i].expected);
    for (size_t i = 0; i < sizeof(big); i++) {
        ck_assert_uint_eq(big[i], (uint8_t)(i / 7 + 1));
    }
    end();
}
END_TEST

START_TEST(an_error_ends_a_transfer) {
    static uint8_t big[9000];
    begin();
    answer(4096);
    answer(-ESHUTDOWN);
    ck_assert_int_eq(transfer(big, NULL, sizeof(big)), TOC_ENODEV);
    expect_calls("t 4096 bytes at 2000000 more:\n"
                 "t 4096 bytes at 2000000 more:\n");
    end();
}
END_TEST

START_TEST(a_file_that_cannot_be_used_is_told) {
    begin();
    spi->close(spi->ctx, 0);
    open_result = -ENOENT;
    ck_assert_int_eq(open_as(&SETUP), TOC_ENOENT);
    open_result = 0;
    answer(-ENOTTY); // no SPI device
    ck_assert_int_eq(open_as(&SETUP), TOC_ENOTSUP);
    answer(0);
    answer(-EINVAL); // a mode that the controller does not know
    ck_assert_int_eq(open_as(&SETUP), TOC_ENOTSUP);
    ck_assert_int_eq(opened, 0);
    ck_assert_int_eq(transfer(OUT, in, 1), TOC_EINVAL);
    ck_assert_str_eq(spi->file(spi->ctx, 0), "/dev/spidev0.0");
    end();
}
END_TEST

START_TEST(what_cannot_be_is_refused) {
    begin();
    toc_spi_setup_t setup = SETUP;
    setup.bits = 12;
    ck_assert_int_eq(open_as(&setup), TOC_EINVAL);
    setup = SETUP;
    setup.baudrate_hz = 0;
    ck_assert_int_eq(open_as(&setup), TOC_EINVAL);
    ck_assert_int_eq(spi->open(spi->ctx, 1, &SETUP), TOC_EINVAL);
    ck_assert_int_eq(linux_spi_map(LINUX_SPI_BUSES, "/dev/x"), TOC_EINVAL);
    expect_calls("");
    end();
}
END_TEST

static int other_open(void *ctx, uint32_t bus, const toc_spi_setup_t *setup) {
    (void)ctx, (void)setup;
    return bus == 1 ? TOC_EFULL : 0;
}

START_TEST(a_bus_that_is_not_mapped_is_the_others) {
    static const toc_spi_ops_t other = {.bus_count = 2, .open = other_open};
    ck_assert_ptr_eq(linux_spi(&other), &other);
    begin();
    spi = linux_spi(&other);
    ck_assert_int_eq(spi->open(spi->ctx, 1, &SETUP), TOC_EFULL);
    ck_assert_ptr_null(spi->file(spi->ctx, 1));
    end();
}
END_TEST

int main(void) {
    Suite *suite = suite_create("linux_spi");
    UNIT_ADD(suite, bytes_go_out_and_come_in);
    UNIT_ADD(suite, they_may_come_in_where_they_went_out);
    UNIT_ADD_LOOP(suite, the_mode_is_set_and_the_machine_s_own_bits_stay, 4);
    UNIT_ADD(suite, a_word_has_its_high_byte_first_on_the_wires);
    UNIT_ADD(suite, with_the_low_bit_first_the_low_byte_is_too);
    UNIT_ADD(suite, a_line_that_is_not_connected_carries_nothing);
    UNIT_ADD_LOOP(suite, a_long_transfer_takes_several_and_stays_selected, 4);
    UNIT_ADD(suite, an_error_ends_a_transfer);
    UNIT_ADD(suite, a_file_that_cannot_be_used_is_told);
    UNIT_ADD(suite, what_cannot_be_is_refused);
    UNIT_ADD(suite, a_bus_that_is_not_mapped_is_the_others);
    return unit_run(suite);
}
