/*
 * sim_param - values of a device's parameters, read and told as text
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_param.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "err.h"
#include "near.h"
#include "port.h"

#define WORD_SIZE 24

static int copy_text(char **to, const char *from) {
    *to = NULL;
    size_t size = strlen(from) + 1;
    if (size > 1) {
        *to = toc_port_realloc(NULL, size);
        if (*to == NULL) {
            return TOC_ENOMEM;
        }
        memcpy(*to, from, size);
    }
    return 0;
}

int sim__value_init(struct sim__value *value, const sim_param_t *param) {
    *value = (struct sim__value){.number = param->initial};
    if (param->type == SIM_PIN) {
        value->number = (double)SIM_PAD_NONE;
    }
    if (param->type == SIM_TEXT && param->initial_text != NULL) {
        return copy_text(&value->text, param->initial_text);
    }
    return 0;
}

void sim__value_free(struct sim__value *value) {
    (void)toc_port_realloc(value->text, 0);
    value->text = NULL;
}

// The word with number `index` of "none absent nack".
// Returns its size, 0 behind the last.
static size_t word_at(const char *words, uint32_t index, const char **word) {
    for (; index > 0 && *words != '\0'; index--) {
        words += strcspn(words, " ");
        words += strspn(words, " ");
    }
    *word = words;
    return strcspn(words, " ");
}

static void tell_words(const char *words, char *out, size_t size) {
    const char *word;
    size_t used = 0;
    out[0] = '\0';
    for (uint32_t i = 0; used < size; i++) {
        size_t length = word_at(words, i, &word);
        if (length == 0) {
            return;
        }
        bool is_last = word[length] == '\0';
        int n = snprintf(out + used, size - used, "%s%.*s",
                         i == 0    ? ""
                         : is_last ? " or "
                                   : ", ",
                         (int)length, word);
        used += n > 0 ? (size_t)n : 0;
    }
}

void sim__param_range(const sim_param_t *param, char *out, size_t size) {
    switch (param->type) {
    case SIM_NUMBER:
    case SIM_INTEGER:
        snprintf(out, size, "%.10g to %.10g%s%s", param->min, param->max,
                 param->unit != NULL ? " " : "",
                 param->unit != NULL ? param->unit : "");
        break;
    case SIM_SWITCH:
        snprintf(out, size, "on or off");
        break;
    case SIM_WORD:
        tell_words(param->words, out, size);
        break;
    case SIM_PIN:
        snprintf(out, size, "a pin, or none");
        break;
    case SIM_TEXT:
        snprintf(out, size, "a text");
        break;
    }
}

static int refuse_value(const sim_param_t *param, const char *text,
                        const char *what, char error[SIM_ERROR_SIZE]) {
    char range[128];
    sim__param_range(param, range, sizeof(range));
    return sim_refuse(error, "%s=%.40s %s%s%s", param->name, text, what, range,
                      param->type == SIM_INTEGER ? ", a whole number" : "");
}

// strtod() would also take blanks, "inf", "nan" and hexadecimal fractions.
static bool read_number(const char *text, bool is_integer, double *out) {
    const char *digits = text + (*text == '-' || *text == '+');
    bool is_hex = is_integer && digits[0] == '0' && digits[1] == 'x';
    const char *allowed = is_hex       ? "0123456789abcdefABCDEFx"
                          : is_integer ? "0123456789"
                                       : "0123456789.eE+-";
    if (*digits == '\0' || digits[strspn(digits, allowed)] != '\0') {
        return false;
    }
    char *end;
    *out = strtod(text, &end);
    return end != text && *end == '\0' && isfinite(*out);
}

static int read_ranged(struct sim__value *value, const sim_param_t *param,
                       const char *text, char error[SIM_ERROR_SIZE]) {
    if (!read_number(text, param->type == SIM_INTEGER, &value->number)) {
        return refuse_value(param, text, "has to be a number from ", error);
    }
    if (value->number < param->min || value->number > param->max) {
        return refuse_value(param, text, "is out of range, ", error);
    }
    return 0;
}

static int read_switch(struct sim__value *value, const sim_param_t *param,
                       const char *text, char error[SIM_ERROR_SIZE]) {
    static const char *const on[] = {"on", "1", "true", "True", "yes"};
    static const char *const off[] = {"off", "0", "false", "False", "no"};
    for (size_t i = 0; i < sizeof(on) / sizeof(on[0]); i++) {
        bool is_on = strcmp(text, on[i]) == 0;
        if (is_on || strcmp(text, off[i]) == 0) {
            value->number = is_on;
            return 0;
        }
    }
    return refuse_value(param, text, "has to be ", error);
}

static int read_word(struct sim__value *value, const sim_param_t *param,
                     const char *text, char error[SIM_ERROR_SIZE]) {
    const char *word;
    size_t length;
    for (uint32_t i = 0; (length = word_at(param->words, i, &word)) > 0; i++) {
        if (length == strlen(text) && memcmp(word, text, length) == 0) {
            value->number = i;
            return 0;
        }
    }
    return refuse_value(param, text, "has to be ", error);
}

static int read_pin(struct sim__value *value, const char *text,
                    char error[SIM_ERROR_SIZE]) {
    uint32_t pad = SIM_PAD_NONE;
    if (strcmp(text, "none") != 0 && sim__pin_find(text, &pad, error) != 0) {
        return TOC_EINVAL;
    }
    value->number = pad;
    return 0;
}

static int read_text(struct sim__value *value, const char *text,
                     char error[SIM_ERROR_SIZE]) {
    int err = copy_text(&value->text, text);
    if (err != 0) {
        sim_refuse(error, "%s", toc_err_text(err));
    }
    return err;
}

int sim__value_read(struct sim__value *value, const sim_param_t *param,
                    const char *text, char error[SIM_ERROR_SIZE]) {
    *value = (struct sim__value){0};
    switch (param->type) {
    case SIM_SWITCH:
        return read_switch(value, param, text, error);
    case SIM_WORD:
        return read_word(value, param, text, error);
    case SIM_PIN:
        return read_pin(value, text, error);
    case SIM_TEXT:
        return read_text(value, text, error);
    default:
        return read_ranged(value, param, text, error);
    }
}

void sim__value_tell(const struct sim__value *value, const sim_param_t *param,
                     sim_device_value_t *out) {
    const char *word = value->text != NULL ? value->text : "";
    size_t length = strlen(word);
    out->number = value->number;
    out->type = SIM_VALUE_TEXT;
    switch (param->type) {
    case SIM_NUMBER:
    case SIM_INTEGER:
        out->type = SIM_VALUE_NUMBER;
        snprintf(out->text, sizeof(out->text), "%.15g", value->number);
        return;
    case SIM_SWITCH:
        out->type = SIM_VALUE_SWITCH;
        word = value->number != 0 ? "on" : "off";
        length = strlen(word);
        break;
    case SIM_WORD:
        length = word_at(param->words, (uint32_t)value->number, &word);
        break;
    case SIM_PIN:
        word = sim__pin_name((uint32_t)value->number);
        length = strlen(word);
        break;
    case SIM_TEXT:
        break;
    }
    snprintf(out->text, sizeof(out->text), "%.*s", (int)length, word);
}
