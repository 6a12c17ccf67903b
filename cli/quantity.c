/*
 * quantity - numbers, sizes and durations as people write them
 *
 * SPDX-License-Identifier: MIT
 */
#include "quantity.h"

#include <stdbool.h>
#include <string.h>

#include "err.h"

#define DURATION_MAX_NS ((uint64_t)INT64_MAX)

// Not isdigit(): that one depends on the locale.
static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static int digit_value(char c) {
    if (is_digit(c)) {
        return c - '0';
    }
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : 16;
}

// Read digits until something else comes.
// Returns how many characters were read; `*overflow` is set when the number
// does not fit, and left alone otherwise.
static size_t read_digits(const char *text, size_t length, uint32_t base,
                          uint64_t *out, bool *overflow) {
    uint64_t value = 0;
    size_t i = 0;
    for (; i < length && digit_value(text[i]) < (int)base; i++) {
        uint64_t digit = (uint64_t)digit_value(text[i]);
        if (value > (UINT64_MAX - digit) / base) {
            *overflow = true;
        } else {
            value = value * base + digit;
        }
    }
    *out = value;
    return i;
}

static size_t read_number(const char *text, uint64_t *out, bool *overflow) {
    size_t length = strlen(text);
    if (length > 2 && text[0] == '0' && (text[1] | 0x20) == 'x') {
        size_t digits = read_digits(text + 2, length - 2, 16, out, overflow);
        return digits > 0 ? digits + 2 : 0;
    }
    return read_digits(text, length, 10, out, overflow);
}

int toc__quantity_number(const char *text, uint64_t *out) {
    bool overflow = false;
    size_t used = read_number(text, out, &overflow);
    return used > 0 && text[used] == '\0' && !overflow ? 0 : TOC_EINVAL;
}

int toc__quantity_size(const char *text, size_t *bytes, const char **why) {
    bool overflow = false;
    uint64_t number;
    size_t used = read_number(text, &number, &overflow);
    const char *rest = text + used;

    uint64_t unit = 1;
    uint64_t divisor = 1;
    if (used > 0 && (*rest | 0x20) == 'w') {
        unit = sizeof(void *);
        divisor = 4;
        rest++;
    }
    if (used > 0 && (*rest | 0x20) == 'k') {
        unit *= 1024;
        rest++;
    } else if (used > 0 && (*rest | 0x20) == 'm') {
        unit *= UINT64_C(1024) * 1024;
        rest++;
    }

    if (used == 0 || *rest != '\0') {
        *why = "a size is a number of bytes, or one with K or M, such as "
               "512K or 4M";
        return TOC_EINVAL;
    }
    if (overflow || number > SIZE_MAX / unit) {
        *why = "more than this machine can address";
        return TOC_EINVAL;
    }
    *bytes = (size_t)(number * unit / divisor);
    return 0;
}

static uint64_t unit_ns(const char *unit, size_t length) {
    static const struct {
        const char *name;
        uint64_t ns;
    } units[] = {
        {"s", 1000000000},
        {"ms", 1000000},
        {"us", 1000},
        {"ns", 1},
    };
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (strlen(units[i].name) == length &&
            memcmp(units[i].name, unit, length) == 0) {
            return units[i].ns;
        }
    }
    return 0;
}

// The nanoseconds of the digits behind the point.
// Returns 0, or TOC_EINVAL when one of them is finer than a nanosecond.
static int fraction_ns(const char *digits, size_t count, uint64_t unit,
                       uint64_t *ns) {
    *ns = 0;
    for (size_t i = 0; i < count; i++) {
        unit /= 10;
        if (unit == 0 && digits[i] != '0') {
            return TOC_EINVAL;
        }
        *ns += (uint64_t)(digits[i] - '0') * unit;
    }
    return 0;
}

int toc__quantity_duration(const char *text, size_t length, uint64_t *ns,
                           const char **why) {
    if (length > 0 && text[0] == '-') {
        *why = "a duration cannot be negative";
        return TOC_EINVAL;
    }

    bool overflow = false;
    uint64_t whole;
    size_t used = read_digits(text, length, 10, &whole, &overflow);
    const char *point = text + used;
    size_t decimals = 0;
    if (used > 0 && used < length && *point == '.') {
        used++;
        while (used < length && is_digit(text[used])) {
            used++;
            decimals++;
        }
        if (decimals == 0) {
            used = 0;
        }
    }
    if (used == 0) {
        *why = "a duration is a number and a unit, such as 1.5s or 200ms";
        return TOC_EINVAL;
    }
    if (used == length) {
        *why = "a duration needs a unit (s, ms, us, ns), such as 1.5s";
        return TOC_EINVAL;
    }

    uint64_t unit = unit_ns(text + used, length - used);
    if (unit == 0) {
        *why = "the unit of a duration is s, ms, us or ns, as in 1.5s";
        return TOC_EINVAL;
    }
    uint64_t fraction;
    if (fraction_ns(point + 1, decimals, unit, &fraction) != 0) {
        *why = "a duration is a whole number of nanoseconds";
        return TOC_EINVAL;
    }
    // Less than one unit, so it cannot wrap the limit.
    if (overflow || whole > (DURATION_MAX_NS - fraction) / unit) {
        *why = "a duration is at most 9223372036s (292 years)";
        return TOC_EINVAL;
    }
    *ns = whole * unit + fraction;
    return 0;
}

int toc__quantity_seconds(const char *text, uint64_t *ns) {
    // As a duration, with the unit that it does without.
    char duration[32];
    size_t length = strlen(text);
    if (length == 0 || length + 2 > sizeof(duration) ||
        !is_digit(text[length - 1])) {
        return TOC_EINVAL;
    }
    memcpy(duration, text, length + 1);
    duration[length] = 's';
    const char *why;
    return toc__quantity_duration(duration, length + 1, ns, &why);
}
