/*
 * l76 - the GNSS receiver L76-L on I2C
 *
 * Sends NMEA sentences once a second of the program's clock; a read takes them
 * from its buffer and gets line feeds when that is empty. What is written to it
 * (PMTK commands) is taken and forgotten.
 *
 * SPDX-License-Identifier: MIT
 */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "clock.h"
#include "sim_i2c.h"

enum {
    PARAM_LAT,
    PARAM_LON,
    PARAM_ALT,
    PARAM_SPEED,
    PARAM_COURSE,
    PARAM_SATELLITES,
    PARAM_FIX,
    PARAM_COUNT
};

#define NS_PER_S      UINT64_C(1000000000)
#define VIRTUAL_START 1735689600 // 2025-01-01, as the program's own clock
#define BUFFER_SIZE   512
#define SENTENCE_SIZE 160
#define IDLE          '\n'
#define KMH_PER_KNOT  1.852

typedef struct {
    char buffer[BUFFER_SIZE]; // of the last second that was sent
    size_t size;
    size_t at;
    uint64_t next_s; // the second that is sent next
} state_t;

static time_t time_of_day(void) {
    if (toc_clock_is_virtual()) {
        return VIRTUAL_START + (time_t)(toc_clock_now_ns() / NS_PER_S);
    }
    return time(NULL);
}

// "4717.112671,N": degrees and minutes of an angle.
static void put_angle(char *out, size_t size, double degrees, int digits,
                      const char *letters) {
    double all = floor(fabs(degrees) * 600000 + 0.5); // in 1/10000 minute
    int whole = (int)(all / 600000);
    snprintf(out, size, "%0*d%07.4f,%c", digits, whole,
             (all - whole * 600000.0) / 10000, letters[degrees < 0]);
}

// Add a sentence with its checksum.
static void send(state_t *s, const char *sentence) {
    uint8_t sum = 0;
    for (const char *c = sentence; *c != '\0'; c++) {
        sum ^= (uint8_t)*c;
    }
    int size = snprintf(s->buffer + s->size, sizeof(s->buffer) - s->size,
                        "$%s*%02X\r\n", sentence, sum);
    if (size > 0 && s->size + (size_t)size < sizeof(s->buffer)) {
        s->size += (size_t)size;
    }
}

static void send_position(sim_device_t *device, const struct tm *now) {
    char lat[24];
    char lon[24];
    char text[SENTENCE_SIZE];
    char hms[16];
    char dmy[16];
    put_angle(lat, sizeof(lat), sim_number(device, PARAM_LAT), 2, "NS");
    put_angle(lon, sizeof(lon), sim_number(device, PARAM_LON), 3, "EW");
    strftime(hms, sizeof(hms), "%H%M%S.000", now);
    strftime(dmy, sizeof(dmy), "%d%m%y", now);
    double knots = sim_number(device, PARAM_SPEED) / KMH_PER_KNOT;
    double course = sim_number(device, PARAM_COURSE);
    state_t *s = device->state;
    snprintf(text, sizeof(text), "GNRMC,%s,A,%s,%s,%.2f,%.2f,%s,,,A", hms, lat,
             lon, knots, course, dmy);
    send(s, text);
    snprintf(text, sizeof(text), "GNVTG,%.2f,T,,M,%.2f,N,%.2f,K,A", course,
             knots, sim_number(device, PARAM_SPEED));
    send(s, text);
    snprintf(text, sizeof(text), "GNGGA,%s,%s,%s,1,%d,0.90,%.1f,M,0.0,M,,", hms,
             lat, lon, (int)sim_number(device, PARAM_SATELLITES),
             sim_number(device, PARAM_ALT));
    send(s, text);
    snprintf(text, sizeof(text), "GNGLL,%s,%s,%s,A,A", lat, lon, hms);
    send(s, text);
}

static void send_no_fix(sim_device_t *device, const struct tm *now) {
    char text[SENTENCE_SIZE];
    char hms[16];
    char dmy[16];
    strftime(hms, sizeof(hms), "%H%M%S.000", now);
    strftime(dmy, sizeof(dmy), "%d%m%y", now);
    state_t *s = device->state;
    snprintf(text, sizeof(text), "GNRMC,%s,V,,,,,0.00,0.00,%s,,,N", hms, dmy);
    send(s, text);
    send(s, "GNVTG,0.00,T,,M,0.00,N,0.00,K,N");
    snprintf(text, sizeof(text), "GNGGA,%s,,,,,0,0,,,M,,M,,", hms);
    send(s, text);
    snprintf(text, sizeof(text), "GNGLL,,,,,%s,V,N", hms);
    send(s, text);
}

// Fill the buffer when a new second has begun. What was not read is lost, as
// in a receiver that nobody listens to.
static void update(sim_device_t *device) {
    state_t *s = device->state;
    uint64_t second = toc_clock_now_ns() / NS_PER_S;
    if (second < s->next_s) {
        return;
    }
    s->next_s = second + 1;
    s->at = 0;
    s->size = 0;
    time_t seconds = time_of_day();
    struct tm now;
    gmtime_r(&seconds, &now);
    if (sim_is_on(device, PARAM_FIX)) {
        send_position(device, &now);
    } else {
        send_no_fix(device, &now);
    }
}

static bool write(sim_device_t *device, uint8_t byte) {
    (void)device;
    (void)byte;
    return true;
}

static uint8_t read(sim_device_t *device) {
    state_t *s = device->state;
    if (s->at == s->size) {
        update(device);
    }
    return s->at < s->size ? (uint8_t)s->buffer[s->at++] : IDLE;
}

static const sim_i2c_device_t ops = {.write = write, .read = read};

static const sim_param_t params[PARAM_COUNT] = {
    [PARAM_LAT] = {.name = "lat",
                   .help = "latitude, north is positive",
                   .unit = "degrees",
                   .initial = 51.4416,
                   .min = -90,
                   .max = 90},
    [PARAM_LON] = {.name = "lon",
                   .help = "longitude, east is positive",
                   .unit = "degrees",
                   .initial = 5.4697,
                   .min = -180,
                   .max = 180},
    [PARAM_ALT] = {.name = "alt",
                   .help = "altitude above the sea",
                   .unit = "m",
                   .initial = 20,
                   .min = -500,
                   .max = 18000},
    [PARAM_SPEED] = {.name = "speed",
                     .help = "over ground",
                     .unit = "km/h",
                     .min = 0,
                     .max = 1800},
    [PARAM_COURSE] = {.name = "course",
                      .help = "over ground, clockwise from north",
                      .unit = "degrees",
                      .min = 0,
                      .max = 359.99},
    [PARAM_SATELLITES] = {.name = "satellites",
                          .help = "that it uses",
                          .type = SIM_INTEGER,
                          .initial = 8,
                          .min = 0,
                          .max = 24},
    [PARAM_FIX] = {.name = "fix",
                   .help = "whether it knows where it is",
                   .type = SIM_SWITCH,
                   .initial = 1},
};

const sim_kind_t sim__kind_l76 = {
    .name = "l76",
    .bus = "i2c",
    .help = "GNSS receiver, L76-L of Pytrack",
    .params = params,
    .param_count = PARAM_COUNT,
    .where = 0x10,
    .has_where = true,
    .state_size = sizeof(state_t),
    .ops = &ops,
};
