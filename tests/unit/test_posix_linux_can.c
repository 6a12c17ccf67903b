/*
 * test_posix_linux_can - the controller on an interface of the machine
 *
 * The kernel's socket is one end of a pair of sockets and the test the other,
 * `bus`, which says with each frame what the kernel says beside it.
 *
 * SPDX-License-Identifier: MIT
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/can.h>
#include <linux/can/error.h>
#include <linux/can/raw.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "dispatch.h"
#include "err.h"
#include "linux_can.h"
#include "linux_kernel.h"
#include "source.h"
#include "unit.h"

#define LIMIT_MS 10000

// What goes through the pair to the controller.
typedef struct {
    struct can_frame frame;
    bool is_own;
    uint32_t lost;
} message_t;

static const toc_can_ops_t *can;
static int bus;
static int bind_result;
static short flags = IFF_UP;
static toc_atomic_u32_t give_result; // an errno; 0: the frame is taken
static toc_port_event_t event;

static int fake_socket(int domain, int type, int protocol) {
    ck_assert_int_eq(domain, PF_CAN);
    ck_assert_int_eq(type, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK);
    ck_assert_int_eq(protocol, CAN_RAW);
    int ends[2];
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, ends),
                     0);
    bus = ends[1];
    return ends[0];
}

static void fake_close(int fd) {
    (void)close(fd);
}

static int fake_setsockopt(int fd, int level, int option, const void *value,
                           size_t size) {
    (void)fd;
    ck_assert_uint_eq(size, 4);
    ck_assert_int_ne(*(const int *)value, 0);
    ck_assert((level == SOL_CAN_RAW && option == CAN_RAW_RECV_OWN_MSGS) ||
              (level == SOL_CAN_RAW && option == CAN_RAW_ERR_FILTER) ||
              (level == SOL_SOCKET && option == SO_RXQ_OVFL));
    return 0;
}

static int fake_ioctl(int fd, unsigned long request, void *arg) {
    (void)fd;
    struct ifreq *interface = arg;
    if (strcmp(interface->ifr_name, "can3") != 0) {
        return -ENODEV;
    }
    if (request == SIOCGIFINDEX) {
        interface->ifr_ifindex = 5;
    } else {
        ck_assert_uint_eq(request, SIOCGIFFLAGS);
        interface->ifr_flags = flags;
    }
    return 0;
}

static int fake_bind(int fd, const void *address, size_t size) {
    (void)fd;
    const struct sockaddr_can *to = address;
    ck_assert_uint_eq(size, sizeof(*to));
    ck_assert_int_eq(to->can_family, AF_CAN);
    ck_assert_int_eq(to->can_ifindex, 5);
    return bind_result;
}

static long fake_recvmsg(int fd, struct msghdr *to) {
    message_t message;
    ssize_t size = recv(fd, &message, sizeof(message), 0);
    if (size < 0) {
        return -errno;
    }
    to->msg_controllen = 0;
    if (message.lost != 0) {
        struct cmsghdr *note = to->msg_control;
        note->cmsg_len = CMSG_LEN(sizeof(message.lost));
        note->cmsg_level = SOL_SOCKET;
        note->cmsg_type = SO_RXQ_OVFL;
        memcpy(CMSG_DATA(note), &message.lost, sizeof(message.lost));
        to->msg_controllen = CMSG_SPACE(sizeof(message.lost));
    }
    to->msg_flags = message.is_own ? MSG_CONFIRM : 0;
    memcpy(to->msg_iov->iov_base, &message.frame, sizeof(message.frame));
    return sizeof(message.frame);
}

static long fake_read(int fd, void *to, size_t size) {
    ssize_t done = read(fd, to, size);
    return done < 0 ? -errno : done;
}

static long fake_write(int fd, const void *from, size_t size) {
    uint32_t refused = toc_atomic_load(&give_result);
    if (size == sizeof(struct can_frame) && refused != 0) {
        return -(long)refused;
    }
    ssize_t done = write(fd, from, size);
    return done < 0 ? -errno : done;
}

static const linux_kernel_t fake_kernel = {
    .close = fake_close,
    .ioctl = fake_ioctl,
    .read = fake_read,
    .write = fake_write,
    .socket = fake_socket,
    .setsockopt = fake_setsockopt,
    .bind = fake_bind,
    .recvmsg = fake_recvmsg,
};

static const toc_can_setup_t SETUP = {
    .format = TOC_CAN_FORMAT_BOTH, .baudrate = 500000, .rx_count = 4};

static void begin_as(const toc_can_setup_t *setup) {
    linux_kernel_set(&fake_kernel);
    toc_port_event_init(&event);
    linux_can_map("can3");
    can = linux_can(NULL, NULL);
    ck_assert_int_eq(can->open(can->ctx, 0, setup), 0);
}

static void end(void) {
    linux_can_reset();
    (void)close(bus);
}

static void say(uint32_t id, bool is_own, uint32_t lost) {
    message_t message = {.frame = {.can_id = id, .can_dlc = 2, .data = {7, 8}},
                         .is_own = is_own,
                         .lost = lost};
    ck_assert_int_eq(write(bus, &message, sizeof(message)), sizeof(message));
}

static struct can_frame hear(void) {
    struct pollfd fd = {.fd = bus, .events = POLLIN};
    ck_assert_int_eq(poll(&fd, 1, LIMIT_MS), 1);
    struct can_frame frame;
    ck_assert_int_eq(read(bus, &frame, sizeof(frame)), sizeof(frame));
    return frame;
}

static void wake(void *ctx) {
    (void)ctx;
    toc_port_event_wake(&event);
}

static toc_can_counts_t counts(void) {
    toc_can_counts_t out;
    can->counts(can->ctx, 0, &out);
    return out;
}

// Wait for the thread of the controller until `count` of them are counted.
static void await(uint64_t count, uint64_t (*counted)(void)) {
    toc_wait_t wait = {.wake = wake};
    can->subscribe(can->ctx, 0, &wait);
    uint64_t deadline_ns = toc_port_now_ns() + LIMIT_MS * UINT64_C(1000000);
    while (counted() < count) {
        ck_assert(toc_port_event_wait(&event, deadline_ns));
    }
    can->unsubscribe(can->ctx, 0, &wait);
}

static uint64_t come(void) {
    toc_can_counts_t c = counts();
    return c.received + c.overruns + c.filtered;
}

static uint64_t sent(void) {
    return counts().sent;
}

static uint64_t unanswered(void) {
    return counts().unanswered;
}

static void send_frame(toc_can_send_t *send) {
    uint64_t busy_ns;
    ck_assert_int_eq(can->begin_send(can->ctx, 0, send), 0);
    ck_assert_int_eq(can->turn(can->ctx, 0, send, &busy_ns),
                     TOC_CAN_ON_THE_WIRE);
    can->end_send(can->ctx, 0, send);
}

START_TEST(frames_arrive_as_they_were_sent) {
    toc_can_frame_t frame;
    begin_as(&SETUP);
    say(0x123, false, 0);
    say(0x123 | CAN_EFF_FLAG, false, 0);
    say(0x7 | CAN_RTR_FLAG, false, 0);
    await(3, come);
    ck_assert(can->recv(can->ctx, 0, &frame));
    ck_assert(frame.id == 0x123 && !frame.extended && !frame.rtr);
    ck_assert(frame.size == 2 && frame.data[0] == 7 && frame.data[1] == 8);
    ck_assert(can->recv(can->ctx, 0, &frame));
    ck_assert(frame.id == 0x123 && frame.extended && !frame.rtr);
    ck_assert(can->recv(can->ctx, 0, &frame));
    ck_assert(frame.id == 7 && frame.rtr && frame.size == 0);
    ck_assert(!can->recv(can->ctx, 0, &frame));

    toc_can_send_t send = {
        .frame = {.id = 0x1abcdef, .extended = true, .size = 1, .data = {9}}};
    send_frame(&send);
    struct can_frame raw = hear();
    ck_assert_uint_eq(raw.can_id, 0x1abcdef | CAN_EFF_FLAG);
    ck_assert(raw.can_dlc == 1 && raw.data[0] == 9);
    ck_assert_uint_eq(counts().sent, 0);
    say(raw.can_id, true, 0);
    await(1, sent);
    ck_assert(!can->recv(can->ctx, 0, &frame)); // nobody hears himself
    end();
}
END_TEST

START_TEST(a_frame_waits_for_the_one_before) {
    uint64_t busy_ns;
    begin_as(&SETUP);
    toc_can_send_t first = {.frame = {.id = 1}};
    toc_can_send_t low = {.frame = {.id = 2}};
    toc_can_send_t high = {.frame = {.id = 3}};
    send_frame(&first);
    ck_assert_int_eq(can->begin_send(can->ctx, 0, &high), 0);
    ck_assert_int_eq(can->begin_send(can->ctx, 0, &low), 0);
    ck_assert_int_eq(can->turn(can->ctx, 0, &low, &busy_ns), TOC_CAN_WAITS);
    say(1, true, 0);
    await(1, sent);
    ck_assert_int_eq(can->turn(can->ctx, 0, &low, &busy_ns),
                     TOC_CAN_ON_THE_WIRE);
    ck_assert_int_eq(can->turn(can->ctx, 0, &high, &busy_ns), TOC_CAN_WAITS);
    can->cancel_send(can->ctx, 0, &low);
    ck_assert_int_eq(can->turn(can->ctx, 0, &high, &busy_ns),
                     TOC_CAN_ON_THE_WIRE);
    can->close(can->ctx, 0);
    ck_assert_int_eq(can->turn(can->ctx, 0, &high, &busy_ns), TOC_CAN_DROPPED);
    ck_assert_int_eq(can->begin_send(can->ctx, 0, &low), TOC_EINVAL);
    end();
}
END_TEST

START_TEST(a_frame_that_is_refused_is_offered_again) {
    begin_as(&SETUP);
    toc_can_send_t send = {.frame = {.id = 1}};
    toc_atomic_store(&give_result, ENOBUFS);
    send_frame(&send);
    ck_assert_uint_eq(counts().unanswered, 0);
    toc_atomic_store(&give_result, ENETDOWN);
    await(1, unanswered);
    toc_atomic_store(&give_result, 0);
    ck_assert_uint_eq(hear().can_id, 1);
    ck_assert_uint_eq(counts().unanswered, 1);
    end();
}
END_TEST

START_TEST(a_silent_controller_sends_nothing) {
    toc_can_setup_t silent = SETUP;
    silent.mode = TOC_CAN_SILENT;
    begin_as(&silent);
    toc_can_send_t send = {.frame = {.id = 1}};
    send_frame(&send);
    ck_assert_uint_eq(counts().unanswered, 1);
    struct pollfd fd = {.fd = bus, .events = POLLIN};
    ck_assert_int_eq(poll(&fd, 1, 0), 0);
    end();
}
END_TEST

START_TEST(what_is_lost_is_counted) {
    begin_as(&SETUP);
    const toc_can_filter_t filter = {.a = 1, .b = 8};
    ck_assert_int_eq(can->filter(can->ctx, 0, TOC_CAN_RANGE, &filter, 1), 0);
    say(9, false, 0);
    for (uint32_t id = 1; id <= 6; id++) {
        say(id, false, 0);
    }
    say(7, false, 10); // the kernel lost ten before it
    say(8, false, 13);
    await(22, come);
    toc_can_counts_t c = counts();
    ck_assert_uint_eq(c.filtered, 1);
    ck_assert_uint_eq(c.received, 4);
    ck_assert_uint_eq(c.overruns, 4 + 13);
    ck_assert_uint_eq(can->events(can->ctx, 0), TOC_CAN_RX_FRAME |
                                                    TOC_CAN_RX_NOT_EMPTY |
                                                    TOC_CAN_RX_OVERRUN);
    end();
}
END_TEST

START_TEST(errors_of_the_bus_are_counted) {
    begin_as(&SETUP);
    toc_can_send_t send = {.frame = {.id = 1}};
    send_frame(&send);
    say(CAN_ERR_FLAG | CAN_ERR_BUSOFF, false, 0);
    say(CAN_ERR_FLAG | CAN_ERR_PROT, false, 0);
    say(CAN_ERR_FLAG | CAN_ERR_ACK, false, 0);
    await(1, unanswered);
    ck_assert_uint_eq(counts().errors, 2);
    ck_assert_uint_eq(come(), 0);
    ck_assert(counts().waits);
    can->close(can->ctx, 0);
    ck_assert(!counts().waits);
    ck_assert_uint_eq(counts().dropped, 1);
    ck_assert_uint_eq(counts().sent, 0);
    end();
}
END_TEST

START_TEST(a_frame_raises_the_source) {
    static const toc_dispatch_hooks_t hooks;
    toc_source_t *source;
    toc_source_counts_t raised;
    ck_assert_int_eq(toc_dispatch_init(&hooks, 16, TOC_IRQQ_REFUSE_NEWEST), 0);
    begin_as(&SETUP);
    ck_assert_int_eq(toc_source_open(&source, "CAN0", NULL, NULL), 0);
    toc_source_enable(source);
    ck_assert(!linux_can_pending());
    ck_assert_int_eq(can->watch(can->ctx, 0, TOC_CAN_RX_FRAME, source), 0);
    ck_assert(linux_can_pending());
    say(1, false, 0);
    say(2, false, 0);
    await(2, come);
    can->unwatch(can->ctx, 0);
    ck_assert(!linux_can_pending());
    say(3, false, 0);
    await(3, come);
    toc_source_counts(source, &raised);
    ck_assert_uint_eq(raised.posted, 2);
    end();
}
END_TEST

START_TEST(an_interface_that_cannot_be_is_told) {
    begin_as(&SETUP);
    can->close(can->ctx, 0);
    flags = 0;
    ck_assert_int_eq(can->open(can->ctx, 0, &SETUP), TOC_ENODEV);
    flags = IFF_UP;
    bind_result = -ENODEV; // of another kind
    ck_assert_int_eq(can->open(can->ctx, 0, &SETUP), TOC_ENOTSUP);
    linux_can_map("can4");
    ck_assert_int_eq(can->open(can->ctx, 0, &SETUP), TOC_ENOENT);
    linux_can_map("a name that is longer than any");
    ck_assert_int_eq(can->open(can->ctx, 0, &SETUP), TOC_ENOENT);
    ck_assert_str_eq(can->file(can->ctx, 0), "a name that is longer than any");
    ck_assert_int_eq(can->open(can->ctx, 1, &SETUP), TOC_EINVAL);
    linux_can_map(NULL);
    static const toc_can_ops_t other = {.name = "other"};
    ck_assert_ptr_eq(linux_can(&other, NULL), &other);
    end();
}
END_TEST

int main(void) {
    Suite *suite = suite_create("posix_linux_can");
    UNIT_ADD(suite, frames_arrive_as_they_were_sent);
    UNIT_ADD(suite, a_frame_waits_for_the_one_before);
    UNIT_ADD(suite, a_frame_that_is_refused_is_offered_again);
    UNIT_ADD(suite, a_silent_controller_sends_nothing);
    UNIT_ADD(suite, what_is_lost_is_counted);
    UNIT_ADD(suite, errors_of_the_bus_are_counted);
    UNIT_ADD(suite, a_frame_raises_the_source);
    UNIT_ADD(suite, an_interface_that_cannot_be_is_told);
    return unit_run(suite);
}
