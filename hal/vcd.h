/*
 * vcd - recordings of levels over time: value change dumps (IEEE 1364)
 *
 * A pure parser, text in and changes out, in two steps: the declarations say
 * which variables there are, the caller gives some of them a pad, and then the
 * changes of those are read.
 *
 * Levels are 0, 1 and "released", which is what x and z mean for a pin that is
 * driven from outside. Of VHDL's nine levels L and H count as 0 and 1, the
 * others as released. Of a vector with one bit that bit counts; wider vectors,
 * reals and strings are read over. A change that changes nothing is left out.
 *
 * Times become nanoseconds; what is shorter is rounded down. The text stays
 * the caller's and has to outlive the toc_vcd_t, which points into it.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_HAL_VCD_H
#define TOC_HAL_VCD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TOC_VCD_ERROR_SIZE 160
#define TOC_VCD_NO_PAD     (-1)

// Of all pads that a variable may be given.
#define TOC_VCD_PADS_MAX 64

enum toc_vcd_level { TOC_VCD_LOW, TOC_VCD_HIGH, TOC_VCD_RELEASED };

typedef struct {
    uint64_t time_ns; // INT64_MAX at most
    uint8_t pad;
    uint8_t level; // enum toc_vcd_level
} toc_vcd_change_t;

// A piece of the text.
typedef struct {
    const char *text;
    size_t size;
} toc_vcd_word_t;

typedef struct {
    toc_vcd_word_t name;  // as it stands: "P10", "bus [3]"
    toc_vcd_word_t scope; // the innermost one's name; empty outside of all
    toc_vcd_word_t code;
    uint64_t width_bits;
    bool is_real; // or a string, or an event: has no level
    uint32_t line;
    int pad; // the caller's: TOC_VCD_NO_PAD, or below TOC_VCD_PADS_MAX
} toc_vcd_var_t;

typedef struct {
    toc_vcd_var_t *vars; // in the order of the file
    size_t var_count;

    // ---- private ----
    const char *text;
    size_t size;
    size_t body;        // where the changes begin
    uint32_t body_line; // and on which line
    uint64_t unit_mul;  // a unit of time in ns is unit_mul / unit_div
    uint64_t unit_div;
    const toc_vcd_var_t **by_code; // all vars, ordered by their codes
} toc_vcd_t;

typedef struct {
    toc_vcd_change_t *changes; // by time, in the order of the file
    size_t count;
    uint64_t end_ns; // the last time that the file names
} toc_vcd_changes_t;

// Read the declarations. No variable has a pad yet.
//
// ctx: thread
// Returns 0, then toc_vcd_close() is the caller's to call; TOC_EINVAL with
// "line N: reason" in `error`; or TOC_ENOMEM.
int toc_vcd_open(toc_vcd_t *vcd, const char *text, size_t size,
                 char error[TOC_VCD_ERROR_SIZE]);

// Read the changes of the variables that have a pad, and check the others.
//
// ctx: thread
// Returns 0, then toc_vcd_changes_free() is the caller's to call; TOC_EINVAL
// with "line N: reason" in `error`; or TOC_ENOMEM.
int toc_vcd_changes(const toc_vcd_t *vcd, toc_vcd_changes_t *out,
                    char error[TOC_VCD_ERROR_SIZE]);

void toc_vcd_changes_free(toc_vcd_changes_t *changes);
void toc_vcd_close(toc_vcd_t *vcd);

// Whether the word is `size` characters at `text`; blanks do not count, so that
// "bus [3]" is "bus[3]".
//
// ctx: any
bool toc_vcd_word_is(toc_vcd_word_t word, const char *text, size_t size);

#endif
