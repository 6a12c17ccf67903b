/*
 * events - the way of an event: queue, generations, dispatcher, reset
 *
 * Each step is one access to a shared word of core/irqq.c, core/source.c,
 * core/dispatch.c or the port's event; the names are theirs. README.md says
 * what is left out. Given with -D:
 *
 *     DEPTH     of the ring
 *     DISCARD   the full ring discards its oldest record
 *     INTERRUPT the second producer stops another process while it raises
 *     POSTS     raises of the first producer   POSTS2  of the second
 *     OPS       of the program                 RESETS  how many new lives
 *     FAULT_x   a seeded fault
 *
 * Ghosts are variables that no C code has; only properties read them.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef DEPTH
#define DEPTH 2
#endif
#ifndef POSTS
#define POSTS 2
#endif
#ifndef POSTS2
#define POSTS2 1
#endif
#ifndef OPS
#define OPS 1
#endif
#ifndef RESETS
#define RESETS 1
#endif

#ifdef DISCARD
#define TRIES 2
#else
#define TRIES 0
#endif

// Words have 8 bits. The ring begins just before its positions and its turns
// wrap, so that both happen in a run.
#define WORD(x)        ((x) & 255)
#define AHEAD(a, b)    (WORD((a) - (b) + 128) - 128)
#define TURN_FREE(pos) WORD(2 * (pos))
#define TURN_HELD(pos) WORD(2 * (pos) + 1)
#define CELL(pos)      cells[(pos) & (DEPTH - 1)]
#define START          254

#define CLEAR  0
#define SET    1
#define ASLEEP 2

#define NOBODY     0
#define PRODUCER   1
#define DISPATCHER 2
#define PROGRAM    3

typedef cell_t {
    byte turn;
    byte generation;
    byte order; // ghost: number of its claim, 1, 2, ...
    bit life;   // ghost
};

cell_t cells[DEPTH];
byte head = START;
byte tail = START;
byte generation;
bool stopped;
bool held;
bool locked; // the interpreter lock

byte event = CLEAR;
bool in_kernel; // the dispatcher, until a futex wake

bool start; // its creator starts the dispatcher's thread
bool ended; // that returned, so that it can be joined
bool quiet = true; // what raises has been stopped

// posted - handled - refused - cancelled: the counters matter only together,
// and one has fewer states than four.
byte owed;

// Ghosts. Numbers of claims and takes begin anew with each queue.
byte claims;
byte takes;
byte queued;  // published and not taken
byte in_use;  // cells between their claim and their release
byte raising; // producers inside of a raise
byte taking;  // takers between a take and its count
byte dead;    // no generation up to this may be handled any more
bit life;
byte victim = NOBODY; // whom the second producer stopped

#ifdef INTERRUPT
#define PROCESS(who) provided(victim != who)
#else
#define PROCESS(who)
#endif

inline lock() {
    atomic { !locked -> locked = true }
}

inline unlock() {
    locked = false
}

// ---- the port's event ----

inline wake() {
    if
    :: event == SET
    :: else ->
        atomic { was = event; event = SET }
        if
        :: was == ASLEEP -> atomic { in_kernel = false; was = CLEAR }
        :: else -> was = CLEAR
        fi
    fi
}

inline wait() {
    do
    ::
#ifdef FAULT_SLEEP_UNCHECKED
        event = ASLEEP;
#else
        if
        :: atomic { event == CLEAR -> event = ASLEEP }
        :: event == SET -> break
        :: event == ASLEEP
        fi;
#endif
        // The kernel compares once more before it lets the thread sleep.
        if
        :: atomic { event == ASLEEP -> in_kernel = true }
end_asleep:
            !in_kernel
        :: event != ASLEEP
        fi;
#ifdef FAULT_SLEEP_UNCHECKED
        break
#endif
    od;
    event = CLEAR
}

// ---- irqq ----

inline claim() {
    tail = WORD(pos + 1);
    claims++;
    order = claims
}

inline count_taken(expected) {
    head = WORD(head + 1);
    takes++;
    queued--;
    expected = takes
}

// Leaves `order`, 0 when refused, and whether a record was `lost` for it.
inline irqq_post() {
    atomic { pos = tail; tries = TRIES }
    do
    ::  atomic {
            turn = CELL(pos).turn;
            ahead = AHEAD(turn, TURN_FREE(pos));
            // Refused only when the ring is full.
            assert(ahead >= 0 || in_use == DEPTH)
        }
        if
        :: ahead == 0 ->
            atomic {
                if
                :: tail == pos -> claim(); in_use++; turn = 0; tries = 0; break
                :: else -> pos = tail; turn = 0
                fi
            }
        :: ahead > 0 -> atomic { pos = tail; turn = 0; ahead = 0 }
        :: ahead < 0 && tries == 0 -> break
        :: ahead < 0 && tries > 0 ->
            atomic {
                if
                :: turn == TURN_HELD(pos - DEPTH) &&
                        head == WORD(pos - DEPTH) ->
                    count_taken(lost)
                :: else ->
#ifndef FAULT_UNBOUNDED_TRIES
                    tries--
#endif
                fi
            }
            if
            :: lost != 0 ->
                atomic { assert(CELL(pos).order == lost) }
                atomic { claim(); turn = 0; ahead = 0; tries = 0; break }
            :: else
            fi
        fi
    od;
    if
    :: order != 0 ->
        // What note_high_water() relies on.
        atomic {
            assert(WORD(pos + 1 - head) >= 1 && WORD(pos + 1 - head) <= DEPTH)
        }
#ifdef FAULT_WAKE_FIRST
        wake();
#endif
#ifdef FAULT_PUBLISHED_FIRST
        CELL(pos).turn = TURN_HELD(pos);
#endif
        atomic {
            CELL(pos).order = order;
            CELL(pos).generation = mine;
            CELL(pos).life = life
        }
        atomic { CELL(pos).turn = TURN_HELD(pos); queued++; pos = 0; mine = 0 }
    :: else
    fi
}

// Leaves `order`, 0 when there is nothing to take.
inline irqq_take() {
    pos = head;
    do
    ::  ahead = AHEAD(CELL(pos).turn, TURN_HELD(pos));
        if
        :: ahead < 0 -> ahead = 0; break
        :: ahead > 0 -> atomic { pos = head; ahead = 0 }
        :: ahead == 0 ->
            atomic {
                if
                :: head == pos -> count_taken(order); taking++; break
                :: else -> pos = head
                fi
            }
        fi
    od;
    if
    :: order != 0 ->
        atomic {
            // First in, first out, by the order of claims.
            assert(CELL(pos).order == order);
            of_generation = CELL(pos).generation;
            of_life = CELL(pos).life
        }
        atomic {
#ifdef FAULT_TURN_STAYS
            CELL(pos).turn = TURN_FREE(pos);
#else
            CELL(pos).turn = TURN_FREE(pos + DEPTH);
#endif
            in_use--;
            pos = 0
        }
    :: else
    fi
}

inline count_cancelled() {
    atomic { owed--; taking--; order = 0; of_generation = 0; of_life = 0 }
}

// ---- who posts ----

inline raise() {
    mine = generation;
    if
    :: (mine & 1) == 1 ->
        owed++; // posted
        irqq_post();
        if
        :: order == 0 || lost != 0 ->
            atomic {
#ifndef FAULT_REFUSED_UNCOUNTED
                owed--; // refused
#endif
                lost = 0
            }
        :: else
        fi;
#ifndef FAULT_WAKE_FIRST
        if
        :: order != 0 -> wake()
        :: else
        fi
#endif
    :: else
    fi
}

inline forget() {
    pos = 0; turn = 0; ahead = 0; tries = 0; order = 0; lost = 0; mine = 0
}

active proctype producer() PROCESS(PRODUCER) {
    byte left = POSTS;
    byte pos, turn, tries, order, lost, mine, was;
    short ahead;
    do
    :: atomic { left > 0 && !quiet -> left--; raising++ }
        raise();
        atomic { forget(); raising-- }
    :: left == 0 -> break
    od
}

// Also stands for a signal handler: whom it stopped goes on when it is done.
active proctype interrupter() {
    byte left = POSTS2;
    byte pos, turn, tries, order, lost, mine, was;
    short ahead;
    do
    ::  atomic {
            left > 0 && !quiet -> left--; raising++;
#ifdef INTERRUPT
            if
            :: true
            :: victim = PRODUCER
            :: victim = DISPATCHER
            :: victim = PROGRAM
            fi
#endif
        }
        raise();
        atomic { forget(); raising--; victim = NOBODY }
    :: left == 0 -> break
    od
}

// ---- dispatcher ----

inline look() {
    if
    :: stopped || held
    :: else ->
        pos = head;
        atomic { work = AHEAD(CELL(pos).turn, TURN_HELD(pos)) >= 0; pos = 0 }
    fi
}

inline judge_and_call() {
    if
    :: generation != of_generation -> count_cancelled()
    :: else ->
#ifdef FAULT_JUDGED_UNLOCKED
        lock();
#endif
        atomic {
            // The handler's call starts here.
            assert(locked);
            assert(of_generation > dead);
            assert(of_life == life);
            owed--; taking--; order = 0; of_generation = 0; of_life = 0
        }
        // A handler may sleep, and others get a turn between two handlers.
        if
        :: true
        :: unlock(); lock()
        fi
#ifdef FAULT_JUDGED_UNLOCKED
        ; unlock()
#endif
    fi
}

inline visit() {
#ifndef FAULT_JUDGED_UNLOCKED
    lock();
#endif
    do
    ::  look();
        if
        :: !work -> break
        :: else -> work = false
        fi;
        irqq_take();
        if
        :: order == 0 -> pos = 0; break
        :: else -> judge_and_call()
        fi
    od;
#ifndef FAULT_JUDGED_UNLOCKED
    unlock()
#endif
}

active proctype dispatcher() PROCESS(DISPATCHER) {
    byte pos, order, of_generation;
    bit of_life;
    short ahead;
    bool work;
end_none:
    do
    :: atomic { start -> start = false }
        do
        ::  visit();
            if
            :: stopped -> break
            :: else
            fi;
            look();
            if
            :: work -> work = false
            :: else -> wait()
            fi
        od;
        ended = true
    od
}

// ---- the program, and the end of its life ----

inline cancel() {
    generation = (generation + 1) & 254;
    dead = generation // returned
}

inline enable() {
    generation = (generation + 1) | 1;
    dead = generation - 1 // returned
}

inline discard_queue() {
    do
    ::  irqq_take();
        if
        :: order == 0 -> break
        :: else -> count_cancelled()
        fi
    od;
    pos = 0
}

inline new_queue() {
    head = START;
    tail = START;
    CELL(START).turn = TURN_FREE(START);
    CELL(START + DEPTH - 1).turn = TURN_FREE(START + DEPTH - 1);
    claims = 0; takes = 0; queued = 0; in_use = 0
}

inline new_life() {
    life = 1 - life;
    stopped = false;
    held = false;
    event = CLEAR
}

inline reset() {
    lock();
    cancel();
    unlock();
    stopped = true;
#ifndef FAULT_STOPPED_ASLEEP
    wake();
#endif
    atomic { ended -> ended = false }
    quiet = true;
    raising == 0;
#ifdef FAULT_QUEUE_LIVES_ON
    atomic { new_life(); generation = 0; dead = 0 }
#else
#ifndef FAULT_NOT_DISCARDED
    discard_queue();
#endif
    atomic {
        // Nothing of a life is left uncounted.
        assert(owed == 0);
        new_queue();
        new_life()
    }
#endif
    enable();
    quiet = false;
    start = true
}

active proctype program() PROCESS(PROGRAM) {
    byte ops = OPS;
    byte resets = RESETS;
    byte pos, order, of_generation, was;
    bit of_life;
    short ahead;
    atomic { new_queue(); enable(); quiet = false; start = true }
    do
    :: ops > 0 ->
        ops--;
        lock();
        if
        :: cancel()
        :: enable()
        :: held = true
        :: held -> held = false
#ifndef FAULT_LET_ASLEEP
            ;
            wake()
#endif
        fi;
        unlock()
    :: resets > 0 -> resets--; reset()
    :: true -> break
    od
}

// ---- properties ----

// Whenever nobody is in the middle of a step, each event is counted once.
active proctype books() {
end_books:
    atomic {
        raising == 0 && taking == 0 && owed != queued ->
            assert(owed == queued)
    }
}

#define WAITS (queued > 0 && !held && !stopped)

// No wake-up is lost. Posts are finite, so a queue that is served gets empty.
ltl taken { [] (WAITS -> <> !WAITS) }

// A signal handler never waits for whom it interrupted.
ltl posts_end { [] (victim != NOBODY -> <> (victim == NOBODY)) }
