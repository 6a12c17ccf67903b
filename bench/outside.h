/*
 * outside - the outside world of the latency benchmark
 *
 * A train of events, each stamped with CLOCK_MONOTONIC just before it is
 * delivered, and the stamps that the handlers of a contender set as the first
 * thing they do. Both go to one table, shared between the contender, the
 * process that sends the events where that is another one, and the driver that
 * reads it. So no contender times itself.
 *
 * The table is the file that the environment names as OUTSIDE_TABLE:
 *
 *     header    struct outside_header, 64 bytes
 *     sent      a time for each event, in ns
 *     begun     a time for each event, in ns; 0: its handler was never called
 *
 * KEEP IN STEP: layout of the table, with bench/table.py and bench/peers/node.js
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BENCH_OUTSIDE_H
#define TOC_BENCH_OUTSIDE_H

#include <stdatomic.h>
#include <stdint.h>

struct outside_header {
    uint32_t count;           // events in the train
    uint32_t period_ns;       // from one to the next
    _Atomic uint32_t ready;   // the contender's main program is at its load
    _Atomic uint32_t over;    // the train's last event was delivered
    _Atomic uint32_t settled; // the contender has nothing more to say
    _Atomic uint32_t lost;    // events that it knows it lost
    _Atomic uint32_t handled;
    uint32_t unused[9];
};

// Hand event `seq` to the contender. Beyond the train's last one, events tell
// the contender to say what it lost.
typedef void (*outside_deliver)(void *ctx, uint32_t seq);

// Map the table. To be called before anything else.
//
// Returns 0, or -1 with a line on stderr.
int outside_open(void);

// The contender is set up; the train may start.
void outside_ready(void);

// Note the time. The first thing a handler does.
void outside_stamp(void);

// The noted time is when the handler of event `seq` began.
//
// Returns whether the train is over and the contender should say what it lost.
int outside_keep(int seq);

// So many events are known to be lost, up to now.
void outside_lost(int lost);

// The contender has handled what it will handle and said what it lost.
void outside_settle(void);

// Send the train from the calling thread, then end events until the contender
// settled.
void outside_send(outside_deliver deliver, void *ctx);

// Send the train from a thread of its own, as edges of a pad of Tocsin's
// virtual board; or drive the pad with an edge for each event that comes from
// standard input.
//
// Returns 0, or -1 with a line on stderr.
int outside_send_edges(int pad);
int outside_relay_edges(int pad);

#endif
