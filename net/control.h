/*
 * control - the protocol by which other programs hold the board
 *
 * Lines of JSON: one request, one answer, in order; docs/control.md is the
 * contract and docs/control.schema.json its form. This is the protocol alone,
 * without sockets (control_server.h): a line in, a line out. What a request
 * asks of the board goes through a table of functions, so it neither knows
 * which backend runs nor an interpreter.
 *
 * A request that is wrong in any way is answered with an error and does
 * nothing.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_NET_CONTROL_H
#define TOC_NET_CONTROL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "board.h"

#define TOC_CONTROL_PROTOCOL   1
#define TOC_CONTROL_LINE_MAX   65536u // bytes of a request, its end included
#define TOC_CONTROL_ERROR_SIZE 320
#define TOC_CONTROL_NAME_SIZE  24
#define TOC_CONTROL_VALUE_SIZE 256

// What a subscription may be for; bits of a mask.
enum toc_control_topic {
    TOC_CONTROL_PIN = 1,
    TOC_CONTROL_LED = 2,
    TOC_CONTROL_LIFE = 4,
};

typedef struct {
    bool is_virtual;
    bool held; // virtual: moves only by steps
    uint64_t now_ns;
} toc_control_clock_t;

typedef struct {
    bool level; // of the pad's net
    bool latch;
} toc_control_pin_t;

typedef struct {
    char name[TOC_CONTROL_NAME_SIZE];
    char place[TOC_CONTROL_NAME_SIZE];
    const char *kind;
} toc_control_device_t;

typedef struct {
    uint32_t rgb;   // 0xRRGGBB as it shines now
    bool heartbeat; // the firmware's own blinking is on
} toc_control_led_t;

enum toc_control_end {
    TOC_CONTROL_SOFT_RESET,
    TOC_CONTROL_HARD_RESET,
    TOC_CONTROL_STOP,
};

// The board as seen from outside. ctx of each call: the server's thread. Each
// returns 0 or a positive result, or a negative code of core/err.h; those with
// `error` have written one line there then. Pads are in range.
typedef struct {
    const toc_board_t *board;
    const char *version;

    // The file behind a pad that is not simulated, a constant; NULL: none.
    const char *(*pin_file)(uint32_t pad);
    // TOC_EAGAIN: a pad that is not simulated and that no program uses.
    int (*pin_get)(uint32_t pad, toc_control_pin_t *out);
    int (*pin_drive)(uint32_t pad, bool level);
    int (*pin_release)(uint32_t pad);
    int (*pin_press)(uint32_t pad, uint64_t after_ns, uint64_t for_ns);
    int (*pin_pulses)(uint32_t pad, uint64_t count, uint64_t period_ns);
    int (*wire)(uint32_t a, uint32_t b, bool join);
    // Whether levels of pins are to be told from now on, as events. A board that
    // need not tell makes no edges of a PWM that nobody looks at.
    void (*tell_levels)(bool tell);

    int (*analog_set)(const char *pin, double mv, char *error);
    int (*attach)(const char *text, char *name, char *error);
    int (*detach)(const char *device, char *error);
    int (*device_set)(const char *device, const char *key, const char *value,
                      char *error);
    // Returns 0 for a text, 1 for a number with `*number`, 2 for a switch with
    // `*number` 1 or 0.
    int (*device_get)(const char *device, const char *key, char *text,
                      double *number, char *error);
    // "" behind the last one, NULL where there is no such device.
    const char *(*device_key)(const char *device, uint32_t index);
    bool (*device_at)(uint32_t index, toc_control_device_t *out);

    void (*led)(toc_control_led_t *out);
    void (*clock)(toc_control_clock_t *out);
    int (*clock_hold)(bool hold);
    // Let a held clock go on for `ns`; toc_control_stepped() tells the end.
    // TOC_EBUSY: a step is under way.
    int (*clock_step)(uint64_t ns);

    // `status` is that of the process (TOC_CONTROL_STOP).
    int (*end)(enum toc_control_end how, int status);
} toc_control_ops_t;

// One client.
typedef struct {
    const toc_control_ops_t *ops;
    uint32_t topics;
    uint64_t lost; // events that did not reach it since the last one that did
    bool steps;    // its clock.step is under way
    char *step_id; // of that request, as JSON
} toc_control_client_t;

// ctx: the server's thread; `ops` stays the caller's and outlives the client
void toc_control_begin(toc_control_client_t *client,
                       const toc_control_ops_t *ops);

// Free what the client holds.
//
// ctx: the server's thread
void toc_control_end(toc_control_client_t *client);

// Do what one line asks for. It need not be terminated and has no newline.
//
// ctx: the server's thread
// Returns the answer, a line that ends with a newline, to be freed by the
// caller; NULL when the answer comes later (toc_control_stepped()) or there
// is no memory for one.
char *toc_control_answer(toc_control_client_t *client, const char *line,
                         size_t size);

// The answer to a line that is longer than TOC_CONTROL_LINE_MAX and was not
// read. As above.
char *toc_control_too_long(void);

// The answer to a line of HTTP, which is nobody who holds a board but a web
// browser that a page sent here: the connection is to end. As above.
char *toc_control_http(void);

// The step that the client asked for is done. As above.
char *toc_control_stepped(toc_control_client_t *client);

typedef struct {
    enum toc_control_topic topic;
    uint64_t time_ns;
    uint32_t value; // pin: pad << 1 | level; LED: rgb; life: its number
} toc_control_event_t;

// The line for an event that the client subscribed to. As above; NULL when it
// did not.
char *toc_control_event(toc_control_client_t *client,
                        const toc_control_event_t *event);

#endif
