/*
 * The virtual board against a model of its own: every combination of drivers
 * and pulls on two and three pads, then long random walks with wires, holds
 * and input-only pads. Levels, edges and reported fights have to agree after
 * each step. The model is slow and plain: arrays, no sets, no shortcuts.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_fixture.h"

#define MODEL_PADS FIXTURE_PADS
#define DRIVERS    (2 * MODEL_PADS) // pad n: n by its output, n + pads outside

typedef struct {
    int mode; // 0 in, 1 out, 2 open drain
    int pull; // 0 none, 1 up, 2 down
    int latch;
} model_setup_t;

static struct {
    model_setup_t asked[MODEL_PADS];
    model_setup_t shown[MODEL_PADS];
    bool held[MODEL_PADS];
    int outside[MODEL_PADS]; // -1: lets go
    bool wired[MODEL_PADS][MODEL_PADS];
    int level[MODEL_PADS];
    uint64_t edges[MODEL_PADS];
    bool fights[DRIVERS][DRIVERS]; // [who drives high][who drives low]
    uint32_t reports[DRIVERS][DRIVERS];
} model;

static uint32_t reports[DRIVERS][DRIVERS];

static int driver_of(const char *name) {
    unsigned pad;
    bool unnamed = sscanf(name, "GPIO%u", &pad) == 1;
    if ((!unnamed && sscanf(name, "P%u", &pad) != 1) || pad >= MODEL_PADS ||
        unnamed != (pad == 10)) {
        ck_abort_msg("no name of a driver: %s", name);
    }
    return (int)pad + (strstr(name, " (outside)") != NULL ? MODEL_PADS : 0);
}

static void count_report(void *ctx, const char *high_name,
                         const char *low_name) {
    (void)ctx;
    reports[driver_of(high_name)][driver_of(low_name)]++;
}

// Returns what the driver drives: 0, 1, or -1 for nothing.
static int model_drives(int driver) {
    if (driver >= MODEL_PADS) {
        return model.outside[driver - MODEL_PADS];
    }
    const model_setup_t *shown = &model.shown[driver];
    if (driver == 9 || shown->mode == 0) {
        return -1;
    }
    if (shown->mode == 1) {
        return shown->latch;
    }
    return shown->latch ? -1 : 0;
}

// Which pads are joined, by walking until nothing new is found.
static void model_label(int label[MODEL_PADS]) {
    for (int i = 0; i < MODEL_PADS; i++) {
        label[i] = i;
    }
    for (bool again = true; again;) {
        again = false;
        for (int a = 0; a < MODEL_PADS; a++) {
            for (int b = 0; b < MODEL_PADS; b++) {
                if (model.wired[a][b] && label[a] < label[b]) {
                    label[b] = label[a];
                    again = true;
                }
            }
        }
    }
}

static int model_net_level(const int label[MODEL_PADS], int net) {
    int drives[2] = {0, 0};
    int pulls[3] = {0, 0, 0};
    bool all_high = true;
    for (int pad = 0; pad < MODEL_PADS; pad++) {
        if (label[pad] != net) {
            continue;
        }
        for (int driver = pad; driver < DRIVERS; driver += MODEL_PADS) {
            if (model_drives(driver) >= 0) {
                drives[model_drives(driver)]++;
            }
        }
        if (pad != 9) {
            pulls[model.shown[pad].pull]++;
        }
        all_high = all_high && model.level[pad] == 1;
    }
    if (drives[0] + drives[1] > 0) {
        return drives[0] > 0 ? 0 : 1;
    }
    if ((pulls[1] > 0) != (pulls[2] > 0)) {
        return pulls[1] > 0 ? 1 : 0;
    }
    return all_high ? 1 : 0;
}

static void model_settle(void) {
    int label[MODEL_PADS];
    int level[MODEL_PADS];
    model_label(label);
    for (int pad = 0; pad < MODEL_PADS; pad++) {
        level[pad] = model_net_level(label, label[pad]);
    }
    for (int pad = 0; pad < MODEL_PADS; pad++) {
        model.edges[pad] += level[pad] != model.level[pad];
        model.level[pad] = level[pad];
    }
    for (int high = 0; high < DRIVERS; high++) {
        for (int low = 0; low < DRIVERS; low++) {
            bool fight = model_drives(high) == 1 && model_drives(low) == 0 &&
                         label[high % MODEL_PADS] == label[low % MODEL_PADS];
            model.reports[high][low] += fight && !model.fights[high][low];
            model.fights[high][low] = fight;
        }
    }
}

static void model_apply(uint32_t pad) {
    if (!model.held[pad]) {
        model.shown[pad] = model.asked[pad];
    }
    model_settle();
}

static void do_configure(uint32_t pad, int mode, int pull) {
    static const enum toc_pin_mode modes[] = {TOC_PIN_IN, TOC_PIN_OUT,
                                              TOC_PIN_OPEN_DRAIN};
    configure(pad, modes[mode], (enum toc_pin_pull)pull);
    model.asked[pad].mode = mode;
    model.asked[pad].pull = pull;
    model_apply(pad);
}

static void do_write(uint32_t pad, int latch) {
    write_latch(pad, latch != 0);
    model.asked[pad].latch = latch;
    model_apply(pad);
}

static void do_outside(uint32_t pad, int level) {
    if (level < 0) {
        works(sim_release(pad));
    } else {
        drive(pad, level != 0);
    }
    model.outside[pad] = level;
    model_settle();
}

static void do_wire(uint32_t a, uint32_t b, bool wired) {
    if (wired) {
        wire(a, b);
    } else {
        works(sim_unwire(a, b) - (model.wired[a][b] ? 0 : TOC_ENOENT));
    }
    model.wired[a][b] = wired;
    model.wired[b][a] = wired;
    model_settle();
}

static void do_hold(uint32_t pad, bool hold) {
    works(pins->hold(pins->ctx, pad, hold));
    model.held[pad] = hold;
    model_apply(pad);
}

static void agree(void) {
    for (uint32_t pad = 0; pad < MODEL_PADS; pad++) {
        toc_source_counts_t counts;
        toc_source_counts(sources[pad], &counts);
        if (sim_level(pad) != model.level[pad] ||
            pins->read(pins->ctx, pad) != model.level[pad] ||
            counts.posted != model.edges[pad]) {
            ck_abort_msg("pad %u: level %d, model %d; edges %d, model %d",
                         (unsigned)pad, sim_level(pad), model.level[pad],
                         (int)counts.posted, (int)model.edges[pad]);
        }
    }
    if (memcmp(reports, model.reports, sizeof(reports)) != 0) {
        ck_abort_msg("the reported fights differ");
    }
}

static void setup_model(void) {
    setup();
    toc_board_t board;
    fixture_board(&board);
    ck_assert_int_eq(sim_init(&board, count_report, NULL), 0);
    for (uint32_t pad = 0; pad < MODEL_PADS; pad++) {
        model.outside[pad] = -1;
        watch(pad, TOC_PIN_BOTH);
    }
}

// 5 ways to drive, 3 to pull, 3 from outside.
#define PAD_STATES 45

static void apply_state(uint32_t pad, int state) {
    static const int modes[] = {0, 1, 1, 2, 2};
    static const int latches[] = {0, 0, 1, 0, 1};
    int drives = state % 5;
    do_write(pad, latches[drives]);
    do_configure(pad, modes[drives], state / 5 % 3);
    do_outside(pad, state / 15 - 1);
}

// Both levels before, so that a net that floats shows either.
static void agree_from_both_levels(int state) {
    for (int level = 0; level < 2; level++) {
        do_outside(0, level);
        do_outside(0, state / 15 - 1);
        agree();
    }
}

START_TEST(two_pads_follow_the_model) {
    do_wire(0, 1, true);
    for (int a = 0; a < PAD_STATES; a++) {
        apply_state(0, a);
        for (int b = 0; b < PAD_STATES; b++) {
            apply_state(1, b);
            agree_from_both_levels(a);
        }
    }
    // It would be no test if nothing had happened.
    ck_assert_uint_gt(model.edges[1], 1000);
    ck_assert_uint_gt(model.reports[0][1], 10);
    ck_assert_uint_gt(model.reports[MODEL_PADS][1 + MODEL_PADS], 10);
}
END_TEST

// _i: which state the third pad has.
START_TEST(three_pads_follow_the_model) {
    do_wire(0, 1, true);
    do_wire(1, 2, true);
    apply_state(2, _i);
    for (int a = 0; a < PAD_STATES; a++) {
        apply_state(0, a);
        for (int b = 0; b < PAD_STATES; b++) {
            apply_state(1, b);
            agree_from_both_levels(a);
        }
    }
}
END_TEST

static uint32_t random_state;

static uint32_t random_below(uint32_t limit) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state % limit;
}

static bool one_in(uint32_t count) {
    return random_below(count) == 0;
}

// More inputs than outputs and few wires, or everything were low for ever.
static void random_step(void) {
    uint32_t pad = random_below(MODEL_PADS);
    switch (random_below(8)) {
    case 0:
    case 1:
        do_write(pad, (int)random_below(2));
        break;
    case 2:
    case 3:
        do_configure(pad, one_in(3) ? (int)random_below(3) : 0,
                     (int)random_below(3));
        break;
    case 4:
    case 5:
        do_outside(pad, one_in(2) ? (int)random_below(2) : -1);
        break;
    case 6:
        do_wire(pad, (pad + 1 + random_below(2)) % MODEL_PADS, one_in(3));
        break;
    default:
        do_hold(pad, one_in(6));
        break;
    }
}

// _i: the seed.
START_TEST(any_walk_follows_the_model) {
    random_state = 2463534242u + (uint32_t)_i * 977u;
    for (int step = 0; step < 3000; step++) {
        random_step();
        agree();
    }
    uint64_t edges = 0;
    for (int pad = 0; pad < MODEL_PADS; pad++) {
        edges += model.edges[pad];
    }
    ck_assert_uint_gt(edges, 100);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("sim");
    TCase *tcase = tcase_create("model");
    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, setup_model, teardown);
    tcase_add_test(tcase, two_pads_follow_the_model);
    tcase_add_loop_test(tcase, three_pads_follow_the_model, 0, PAD_STATES);
    tcase_add_loop_test(tcase, any_walk_follows_the_model, 0, 20);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
