/*
 * control_event - what happened on the board, for those who subscribed
 *
 * SPDX-License-Identifier: MIT
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "control.h"
#include "control_topic.h"

static const struct {
    uint32_t topic;
    const char *name;
} topics[] = {
    {TOC_CONTROL_PIN, "pin"},
    {TOC_CONTROL_LED, "led"},
    {TOC_CONTROL_LIFE, "life"},
};

#define TOPIC_COUNT (sizeof(topics) / sizeof(topics[0]))

uint32_t toc__control_topic(const char *name) {
    for (size_t i = 0; i < TOPIC_COUNT; i++) {
        if (strcmp(topics[i].name, name) == 0) {
            return topics[i].topic;
        }
    }
    return 0;
}

const char *toc__control_topic_name(uint32_t topic) {
    for (size_t i = 0; i < TOPIC_COUNT; i++) {
        if (topics[i].topic == topic) {
            return topics[i].name;
        }
    }
    return "";
}

static const char *pad_name(const toc_board_t *board, uint32_t pad) {
    for (uint32_t i = 0; i < board->pin_count; i++) {
        if (board->pins[i].gpio == pad) {
            return board->pins[i].name;
        }
    }
    return NULL;
}

// Lines of a fixed form are printed: there may be a hundred thousand a second.
char *toc_control_event(toc_control_client_t *client,
                        const toc_control_event_t *event) {
    if ((client->topics & event->topic) == 0) {
        return NULL;
    }
    char what[64];
    if (event->topic == TOC_CONTROL_PIN) {
        const char *name = pad_name(client->ops->board, event->value >> 1);
        if (name == NULL) {
            return NULL;
        }
        snprintf(what, sizeof(what), "\"pin\":\"%s\",\"level\":%u", name,
                 event->value & 1u);
    } else {
        snprintf(what, sizeof(what), "\"%s\":%u",
                 event->topic == TOC_CONTROL_LED ? "rgb" : "life",
                 event->value);
    }
    char lost[48] = "";
    if (client->lost != 0) {
        snprintf(lost, sizeof(lost), ",\"lost\":%llu",
                 (unsigned long long)client->lost);
    }
    char line[192];
    int size = snprintf(line, sizeof(line),
                        "{\"event\":\"%s\",%s,\"time_us\":%llu.%03u%s}\n",
                        toc__control_topic_name(event->topic), what,
                        (unsigned long long)(event->time_ns / 1000),
                        (unsigned)(event->time_ns % 1000), lost);
    char *copy = malloc((size_t)size + 1);
    if (copy != NULL) {
        memcpy(copy, line, (size_t)size + 1);
        client->lost = 0;
    }
    return copy;
}
