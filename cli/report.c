/*
 * report - `tocsin report`: draw the timeline of a trace
 *
 * SPDX-License-Identifier: MIT
 */
#include "report.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "err.h"
#include "figures.h"
#include "file.h"
#include "quantity.h"
#include "report_view.h"

#define TITLE_SIZE 256

static const char usage[] =
    "usage: tocsin report TRACE.json -o OUT.svg [--from TIME] [--to TIME]\n"
    "\n"
    "Draw the timeline of a trace as an SVG: sources down, time across, the\n"
    "depth of the queue under it. TRACE.json is what --trace wrote, or trace\n"
    "events of another program. Times are a number and s, ms, us or ns. With\n"
    "- as OUT.svg it goes to standard output.\n";

typedef struct {
    const char *trace;
    const char *out;
    const char *from;
    const char *to;
} arguments_t;

static int complain(int status, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static int complain(int status, const char *format, ...) {
    va_list args;
    fputs("tocsin: report: ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    return status;
}

// The value of an option that is "name VALUE", "--name=VALUE" or, for a letter,
// attached.
// Returns 1 when it is that option, 0 when not, or -1 after a complaint.
static int take_option(int argc, char *const *argv, int *at, const char *name,
                       const char **value) {
    const char *arg = argv[*at];
    size_t size = strlen(name);
    if (strncmp(arg, name, size) != 0) {
        return 0;
    }
    const char *rest = arg + size;
    if (name[1] == '-' && *rest != '\0' && *rest != '=') {
        return 0;
    }
    if (*rest != '\0') {
        *value = rest + (*rest == '=');
    } else if (*at + 1 < argc) {
        *value = argv[++*at];
    } else {
        *value = "";
    }
    if (**value == '\0') {
        (void)complain(0, "%s needs a value", name);
        return -1;
    }
    return 1;
}

// Returns 0, or TOC_COMMAND_USAGE after a complaint.
static int read_arguments(arguments_t *arguments, int argc, char *const *argv) {
    const struct {
        const char *name;
        const char **value;
    } options[] = {
        {"-o", &arguments->out},
        {"--from", &arguments->from},
        {"--to", &arguments->to},
    };
    for (int i = 1; i < argc; i++) {
        int taken = 0;
        for (size_t j = 0; taken == 0 && j < 3; j++) {
            taken =
                take_option(argc, argv, &i, options[j].name, options[j].value);
        }
        if (taken < 0) {
            return TOC_COMMAND_USAGE;
        }
        if (taken == 0 && argv[i][0] == '-' && argv[i][1] != '\0') {
            return complain(TOC_COMMAND_USAGE,
                            "unknown option '%s': see 'tocsin report --help'",
                            argv[i]);
        }
        if (taken == 0 && arguments->trace != NULL) {
            return complain(TOC_COMMAND_USAGE, "one trace at a time, not '%s'",
                            argv[i]);
        }
        if (taken == 0) {
            arguments->trace = argv[i];
        }
    }
    if (arguments->trace == NULL || arguments->out == NULL) {
        return complain(TOC_COMMAND_USAGE,
                        "has to be a trace and where the picture goes, such as "
                        "'tocsin report trace.json -o report.svg'");
    }
    return 0;
}

static int read_time(const char *name, const char *text, uint64_t *ns) {
    const char *why;
    if (text != NULL &&
        toc__quantity_duration(text, strlen(text), ns, &why) != 0) {
        return complain(TOC_COMMAND_USAGE, "%s %s: %s", name, text, why);
    }
    return 0;
}

// What is drawn; not longer than the trace is, and not nothing at all.
static int read_range(const arguments_t *arguments, const toc__report_t *report,
                      uint64_t *from_ns, uint64_t *to_ns) {
    *from_ns = 0;
    *to_ns = report->end_ns;
    int err = read_time("--from", arguments->from, from_ns);
    if (err == 0) {
        err = read_time("--to", arguments->to, to_ns);
    }
    if (err == 0 && arguments->from != NULL && *from_ns > report->end_ns) {
        char end[TOC__FIGURE_SIZE];
        return complain(TOC_COMMAND_USAGE, "--from %s: the trace ends at %s",
                        arguments->from, toc__figure_time(end, report->end_ns));
    }
    bool is_asked = arguments->from != NULL || arguments->to != NULL;
    if (err == 0 && is_asked && *to_ns <= *from_ns) {
        return complain(TOC_COMMAND_USAGE, "--to has to be later than --from");
    }
    if (err == 0 && *to_ns <= *from_ns) {
        *to_ns = *from_ns + 1000;
    }
    return err;
}

static int write_view(const toc__view_t *view, const arguments_t *arguments) {
    char title[TITLE_SIZE];
    const char *slash = strrchr(arguments->trace, '/');
    snprintf(title, sizeof(title), "Timeline of %s",
             slash != NULL ? slash + 1 : arguments->trace);
    bool is_stdout = strcmp(arguments->out, "-") == 0;
    FILE *out = is_stdout ? stdout : fopen(arguments->out, "w");
    if (out == NULL) {
        return complain(
            1, "cannot write '%s': %s", arguments->out,
            // NOLINTNEXTLINE(concurrency-mt-unsafe): the only thread
            strerror(errno));
    }
    int err = toc__view_draw(view, title, out);
    bool failed = fflush(out) != 0 || ferror(out);
    int reason = errno;
    if (!is_stdout) {
        fclose(out);
    }
    if (err != 0 || failed) {
        return complain(1, "cannot write '%s': %s", arguments->out,
                        // NOLINTNEXTLINE(concurrency-mt-unsafe): as above
                        failed ? strerror(reason) : toc_err_text(err));
    }
    return 0;
}

static int draw(const toc__report_t *report, const arguments_t *arguments) {
    uint64_t from_ns;
    uint64_t to_ns;
    int status = read_range(arguments, report, &from_ns, &to_ns);
    if (status != 0) {
        return status;
    }
    toc__view_t *view = malloc(sizeof(*view));
    if (view == NULL || toc__view_open(view, report, from_ns, to_ns) != 0) {
        free(view);
        return complain(1, "%s", toc_err_text(TOC_ENOMEM));
    }
    if (view->shapes == 0) {
        status = complain(TOC_COMMAND_USAGE, "nothing happened in that time");
    } else {
        status = write_view(view, arguments);
    }
    toc__view_close(view);
    free(view);
    return status;
}

int toc_report_command(int argc, char *const *argv) {
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            fputs(usage, stdout);
            return 0;
        }
    }
    arguments_t arguments = {0};
    int status = read_arguments(&arguments, argc, argv);
    if (status != 0 || arguments.trace == NULL || arguments.out == NULL) {
        return TOC_COMMAND_USAGE;
    }
    size_t size;
    char *text = toc__file_read(arguments.trace, &size);
    if (text == NULL) {
        return complain(TOC_COMMAND_USAGE, "cannot read '%s': %s",
                        arguments.trace,
                        // NOLINTNEXTLINE(concurrency-mt-unsafe): as above
                        strerror(errno));
    }
    toc__report_t report;
    char error[TOC__REPORT_ERROR_SIZE];
    if (toc__report_read(&report, text, size, error) != 0) {
        status = complain(TOC_COMMAND_USAGE, "%s: %s", arguments.trace, error);
    } else {
        status = draw(&report, &arguments);
    }
    toc__report_free(&report);
    free(text);
    return status;
}
