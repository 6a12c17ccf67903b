/*
 * source - send the train of events as 4-byte numbers to standard output
 *
 * SPDX-License-Identifier: MIT
 */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "outside.h"

static void deliver(void *ctx, uint32_t seq) {
    (void)ctx;
    if (write(STDOUT_FILENO, &seq, sizeof(seq)) != sizeof(seq)) {
        exit(EXIT_FAILURE); // the contender is gone
    }
}

int main(void) {
    signal(SIGPIPE, SIG_IGN);
    if (outside_open() != 0) {
        return EXIT_FAILURE;
    }
    outside_send(deliver, NULL);
    return EXIT_SUCCESS;
}
