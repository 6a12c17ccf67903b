/*
 * control - the protocol by which other programs hold the board
 *
 * SPDX-License-Identifier: MIT
 */
#include "control.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "control_request.h"
#include "err.h"
#include "near.h"

static const toc__command_t *const groups[] = {
    toc__control_state,
    toc__control_pins,
    toc__control_devices,
};

#define GROUP_COUNT (sizeof(groups) / sizeof(groups[0]))

void toc_control_begin(toc_control_client_t *client,
                       const toc_control_ops_t *ops) {
    *client = (toc_control_client_t){.ops = ops};
}

void toc_control_end(toc_control_client_t *client) {
    free(client->step_id);
    client->step_id = NULL;
}

static const char *code_name(int code) {
    switch (code) {
#define CODE_NAME(name, value, text) \
    case TOC_##name: \
        return #name;
        TOC_ERR_MAP(CODE_NAME)
#undef CODE_NAME
    default:
        return "EIO";
    }
}

// Takes `answer`, whose "id" is set already where there is one.
static char *line_of(json_t *answer) {
    char *text = json_dumps(answer, JSON_COMPACT);
    json_decref(answer);
    if (text == NULL) {
        return NULL;
    }
    size_t size = strlen(text);
    char *line = realloc(text, size + 2);
    if (line == NULL) {
        free(text);
        return NULL;
    }
    line[size] = '\n';
    line[size + 1] = '\0';
    return line;
}

// Takes `id`, which may be NULL.
static char *error_line(json_t *id, int code, const char *message) {
    json_t *answer = json_object();
    if (id != NULL) {
        json_object_set_new(answer, "id", id);
    }
    json_object_set_new(answer, "ok", json_false());
    json_object_set_new(answer, "error",
                        json_pack("{s:s, s:o}", "code", code_name(code),
                                  "message", toc__control_text(message)));
    return line_of(answer);
}

char *toc_control_too_long(void) {
    char message[80];
    snprintf(message, sizeof(message),
             "a request has at most %u bytes; this one was not read",
             TOC_CONTROL_LINE_MAX);
    return error_line(NULL, TOC_EINVAL, message);
}

char *toc_control_http(void) {
    return error_line(NULL, TOC_EINVAL,
                      "this is no web server; the connection ends");
}

static void unknown_command(toc__request_t *request, const char *name) {
    toc_near_t near;
    toc_near_begin(&near, name, strlen(name));
    for (size_t i = 0; i < GROUP_COUNT; i++) {
        for (const toc__command_t *c = groups[i]; c->name != NULL; c++) {
            toc_near_offer(&near, c->name);
        }
    }
    char hint[TOC_NEAR_TEXT_SIZE];
    toc_near_text(&near, hint);
    toc__request_fail(request, TOC_ENOENT, "no command '%.40s'%s%s", name,
                      hint[0] != '\0' ? "; " : "", hint);
}

static const toc__command_t *find_command(toc__request_t *request) {
    json_t *name = json_object_get(request->arguments, "do");
    if (!json_is_string(name)) {
        toc__request_fail(request, TOC_EINVAL,
                          "\"do\" has to be the name of a command");
        return NULL;
    }
    for (size_t i = 0; i < GROUP_COUNT; i++) {
        for (const toc__command_t *c = groups[i]; c->name != NULL; c++) {
            if (strcmp(c->name, json_string_value(name)) == 0) {
                return c;
            }
        }
    }
    unknown_command(request, json_string_value(name));
    return NULL;
}

static bool takes(const char *keys, const char *key) {
    size_t size = strlen(key);
    while (*keys != '\0') {
        size_t word = strcspn(keys, " ");
        if (word == size && memcmp(keys, key, size) == 0) {
            return true;
        }
        keys += word;
        keys += *keys == ' ';
    }
    return false;
}

static void check_keys(toc__request_t *request, const toc__command_t *command) {
    const char *key;
    json_t *value;
    json_object_foreach(request->arguments, key, value) {
        if (strcmp(key, "id") != 0 && strcmp(key, "do") != 0 &&
            !takes(command->keys, key)) {
            toc__request_fail(
                request, TOC_EINVAL, "%s takes no \"%.40s\"; it takes: %s",
                command->name, key,
                command->keys[0] != '\0' ? command->keys : "nothing");
        }
    }
}

static void run(toc__request_t *request) {
    json_t *id = json_object_get(request->arguments, "id");
    if (json_is_object(id) || json_is_array(id)) {
        toc__request_fail(request, TOC_EINVAL,
                          "\"id\" has to be a number, a string, true, false "
                          "or null");
    }
    const toc__command_t *command = find_command(request);
    if (command != NULL) {
        check_keys(request, command);
    }
    if (command != NULL && request->failed == 0) {
        command->run(request);
    }
}

static char *finish(toc__request_t *request) {
    json_t *id = json_object_get(request->arguments, "id");
    json_t *answer = request->answer;
    char *line = NULL;
    if (request->failed != 0) {
        json_decref(answer);
        line = error_line(json_incref(id), request->failed, request->error);
    } else if (request->later) {
        json_decref(answer);
    } else {
        line = line_of(answer);
    }
    json_decref(request->arguments);
    return line;
}

char *toc_control_answer(toc_control_client_t *client, const char *line,
                         size_t size) {
    json_error_t why;
    json_t *arguments = json_loadb(line, size, JSON_REJECT_DUPLICATES, &why);
    if (!json_is_object(arguments)) {
        char message[TOC_CONTROL_ERROR_SIZE];
        snprintf(message, sizeof(message), "not a JSON object%s%s",
                 arguments == NULL ? ": " : "",
                 arguments == NULL ? why.text : "");
        json_decref(arguments);
        return error_line(NULL, TOC_EINVAL, message);
    }
    toc__request_t request = {
        .client = client,
        .ops = client->ops,
        .arguments = arguments,
        .answer = json_object(),
    };
    json_t *id = json_object_get(arguments, "id");
    if (id != NULL) {
        json_object_set(request.answer, "id", id);
    }
    toc__request_put(&request, "ok", json_true());
    run(&request);
    return finish(&request);
}

char *toc_control_stepped(toc_control_client_t *client) {
    toc_control_clock_t clock;
    client->ops->clock(&clock);
    json_t *answer = json_object();
    if (client->step_id != NULL) {
        json_object_set_new(answer, "id",
                            json_loads(client->step_id, JSON_DECODE_ANY, NULL));
        free(client->step_id);
        client->step_id = NULL;
    }
    client->steps = false;
    json_object_set_new(answer, "ok", json_true());
    json_object_set_new(answer, "now_us",
                        json_integer((json_int_t)(clock.now_ns / 1000)));
    return line_of(answer);
}
