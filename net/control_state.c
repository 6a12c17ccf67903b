/*
 * control_state - commands about the board as a whole
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "control_request.h"
#include "control_topic.h"
#include "dispatch.h"
#include "err.h"

#define NS_PER_US 1000

static json_t *us_value(uint64_t ns) {
    return ns % NS_PER_US == 0 ? json_integer((json_int_t)(ns / NS_PER_US))
                               : json_real((double)ns / NS_PER_US);
}

static void hello(toc__request_t *request) {
    const toc_board_t *board = request->ops->board;
    toc_control_clock_t clock;
    request->ops->clock(&clock);
    toc__request_put(request, "tocsin", json_string(request->ops->version));
    toc__request_put(request, "protocol", json_integer(TOC_CONTROL_PROTOCOL));
    toc__request_put(request, "board", json_string(board->name));
    toc__request_put(request, "virtual", json_boolean(clock.is_virtual));
}

static void led(toc__request_t *request) {
    toc_control_led_t led;
    request->ops->led(&led);
    toc__request_put(request, "rgb", json_integer(led.rgb));
    toc__request_put(request, "heartbeat", json_boolean(led.heartbeat));
}

static json_t *counts_object(const toc_source_counts_t *counts) {
    return json_pack(
        "{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "posted",
        (json_int_t)counts->posted, "handled", (json_int_t)counts->handled,
        "refused", (json_int_t)counts->refused, "cancelled",
        (json_int_t)counts->cancelled, "queued", (json_int_t)counts->queued,
        "missed", (json_int_t)counts->missed, "lost_in_kernel",
        (json_int_t)counts->lost_in_kernel, "errors",
        (json_int_t)counts->errors);
}

static bool put_source(toc_source_t *source, void *ctx) {
    toc_source_counts_t counts;
    toc_source_counts(source, &counts);
    json_object_set_new(ctx, source->name, counts_object(&counts));
    return true;
}

static void stats(toc__request_t *request) {
    toc_dispatch_stats_t stats;
    toc_dispatch_stats(&stats);
    json_t *sources = json_object();
    toc_source_each(put_source, sources);
    toc__request_put(request, "total", counts_object(&stats.counts));
    toc__request_put(request, "depth", json_integer(stats.depth));
    toc__request_put(request, "high_water", json_integer(stats.high_water));
    toc__request_put(request, "sources", sources);
    toc__request_put(request, "latency_us",
                     json_pack("{s:I, s:o, s:o, s:o, s:o, s:o}", "count",
                               (json_int_t)stats.latency_count, "p50",
                               us_value(stats.latency_p50_ns), "p90",
                               us_value(stats.latency_p90_ns), "p99",
                               us_value(stats.latency_p99_ns), "p999",
                               us_value(stats.latency_p999_ns), "max",
                               us_value(stats.latency_max_ns)));
}

static void put_clock(toc__request_t *request) {
    toc_control_clock_t clock;
    request->ops->clock(&clock);
    toc__request_put(request, "now_us", us_value(clock.now_ns));
    toc__request_put(request, "virtual", json_boolean(clock.is_virtual));
    toc__request_put(request, "held", json_boolean(clock.held));
}

static bool needs_virtual(toc__request_t *request) {
    toc_control_clock_t clock;
    request->ops->clock(&clock);
    if (!clock.is_virtual) {
        toc__request_fail(request, TOC_ENOTSUP,
                          "real time cannot be held; start the board with "
                          "--virtual-time");
    }
    return clock.is_virtual;
}

static void hold(toc__request_t *request, bool hold) {
    if (needs_virtual(request)) {
        int result = request->ops->clock_hold(hold);
        if (result == TOC_EBUSY) {
            toc__request_fail(request, result, "a step is under way");
        }
        toc__request_check(request, result);
        put_clock(request);
    }
}

static void clock_hold(toc__request_t *request) {
    hold(request, true);
}

static void clock_release(toc__request_t *request) {
    hold(request, false);
}

static void clock_step(toc__request_t *request) {
    uint64_t ns = toc__request_us(request, "us", -1);
    if (request->failed != 0 || !needs_virtual(request)) {
        return;
    }
    toc_control_client_t *client = request->client;
    json_t *id = json_object_get(request->arguments, "id");
    char *text = id != NULL ? json_dumps(id, JSON_ENCODE_ANY) : NULL;
    if (id != NULL && text == NULL) {
        toc__request_fail(request, TOC_ENOMEM, "out of memory");
        return;
    }
    int result = request->ops->clock_step(ns);
    if (result < 0) {
        free(text);
        if (result == TOC_EBUSY) {
            toc__request_fail(request, result, "a step is under way");
        }
        toc__request_check(request, result);
        return;
    }
    client->step_id = text;
    client->steps = true;
    request->later = true;
}

static void end(toc__request_t *request, enum toc_control_end how, int status) {
    if (request->failed == 0) {
        toc__request_check(request, request->ops->end(how, status));
    }
}

static void reset(toc__request_t *request) {
    const char *kind = "hard";
    if (json_object_get(request->arguments, "kind") != NULL) {
        kind = toc__request_text(request, "kind");
    }
    bool soft = strcmp(kind, "soft") == 0;
    if (!soft && strcmp(kind, "hard") != 0) {
        toc__request_fail(request, TOC_EINVAL,
                          "\"kind\" has to be \"soft\" or \"hard\"");
    }
    end(request, soft ? TOC_CONTROL_SOFT_RESET : TOC_CONTROL_HARD_RESET, 0);
}

static void stop(toc__request_t *request) {
    uint64_t status = toc__request_count(request, "status", 0, 255);
    end(request, TOC_CONTROL_STOP, (int)status);
}

static uint32_t topics_of(toc__request_t *request) {
    json_t *list = json_object_get(request->arguments, "events");
    uint32_t topics = 0;
    size_t index;
    json_t *name;
    if (!json_is_array(list)) {
        toc__request_fail(request, TOC_EINVAL,
                          "\"events\" has to be a list of \"pin\", \"led\" "
                          "and \"life\"");
        return 0;
    }
    json_array_foreach(list, index, name) {
        uint32_t topic = json_is_string(name)
                             ? toc__control_topic(json_string_value(name))
                             : 0;
        if (topic == 0) {
            const char *text = json_string_value(name);
            toc__request_fail(request, TOC_EINVAL,
                              "no event '%.24s': \"events\" has to be a list "
                              "of \"pin\", \"led\" and \"life\"",
                              text != NULL ? text : "");
        }
        topics |= topic;
    }
    return topics;
}

static void put_topics(toc__request_t *request) {
    json_t *list = json_array();
    for (uint32_t bit = 1; bit <= TOC_CONTROL_LIFE; bit <<= 1) {
        if ((request->client->topics & bit) != 0) {
            json_array_append_new(list,
                                  json_string(toc__control_topic_name(bit)));
        }
    }
    toc__request_put(request, "events", list);
}

static void subscribe(toc__request_t *request) {
    uint32_t topics = topics_of(request);
    if (request->failed == 0) {
        request->client->topics |= topics;
        if ((topics & TOC_CONTROL_PIN) != 0) {
            request->ops->tell_levels(true);
        }
        put_topics(request);
    }
}

static void unsubscribe(toc__request_t *request) {
    uint32_t topics = topics_of(request);
    if (request->failed == 0) {
        request->client->topics &= ~topics;
        put_topics(request);
    }
}

const toc__command_t toc__control_state[] = {
    {"hello", hello, ""},
    {"led", led, ""},
    {"stats", stats, ""},
    {"clock", put_clock, ""},
    {"clock.hold", clock_hold, ""},
    {"clock.release", clock_release, ""},
    {"clock.step", clock_step, "us"},
    {"reset", reset, "kind"},
    {"stop", stop, "status"},
    {"subscribe", subscribe, "events"},
    {"unsubscribe", unsubscribe, "events"},
    {NULL, NULL, NULL},
};
