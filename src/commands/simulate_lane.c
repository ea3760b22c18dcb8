/*
 * simulate_lane.c - what is to happen by time, and who is logged in.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "commands/simulate_lane.h"

#include <math.h>
#include <string.h>
#include <time.h>

enum { KEEP_MEMORY = 512 << 20, SCRATCH_MEMORY = 64 << 20, NAP_MS = 20, GIVE_UP_MS = 2000, UNANSWERED_MAX = 20 };   /* so many without an answer: the server is gone */

/* ── By time ───────────────────────────────────────────────────────────── */

static void swap(struct event *a, struct event *b)
{
    struct event t = *a;

    *a = *b;
    *b = t;
}

static void push(struct lane *lane, struct event event)
{
    size_t i;

    if (lane->count == lane->cap) {
        size_t cap = lane->cap ? lane->cap * 2 : 1024;
        struct event *more = arena_array(lane->keep, struct event, cap);
        if (!more) return;            /* the day goes on with what it has */
        if (lane->count) memcpy(more, lane->heap, lane->count * sizeof *more);
        lane->heap = more;
        lane->cap = cap;
    }
    lane->heap[i = lane->count++] = event;
    for (; i > 0 && lane->heap[(i - 1) / 2].at_ms > lane->heap[i].at_ms; i = (i - 1) / 2) swap(&lane->heap[i], &lane->heap[(i - 1) / 2]);
}

static struct event pop(struct lane *lane)
{
    struct event first = lane->heap[0];
    size_t i = 0;

    lane->heap[0] = lane->heap[--lane->count];
    for (;;) {
        size_t least = i, left = 2 * i + 1;
        for (size_t k = left; k < left + 2 && k < lane->count; k++)
            if (lane->heap[k].at_ms < lane->heap[least].at_ms) least = k;
        if (least == i) return first;
        swap(&lane->heap[i], &lane->heap[least]);
        i = least;
    }
}

void lane_plan(struct lane *lane, enum happening what, struct sim_case *of, double minutes)
{
    double varied = minutes * (0.4 - 0.9 * log(1.0 - 0.95 * chance_unit(&lane->chance)));

    push(lane, (struct event){ time_monotonic_ms() + (int64_t)(varied * (double)MS_PER_MINUTE / lane->day->speed), what, of });
}

/* ── Who ───────────────────────────────────────────────────────────────── */

struct session { struct str token; bool on_duty; };

static struct session *session_of(struct lane *lane, struct str login)
{
    struct session *session = table_get(&lane->tokens, login);

    if (session) return session;
    session = arena_new(lane->keep, struct session);
    if (!session || table_put(&lane->tokens, str_dup(lane->keep, login), session)) return NULL;
    return session;
}

static void log_in(struct lane *lane, struct str login, struct session *session)
{
    session->token = str_dup(lane->keep, sim_login(&lane->api, lane->arena, login, lane->day->password));
}

struct str lane_token(struct lane *lane, struct str login)
{
    struct session *session = session_of(lane, login);

    if (!session) return STR_NONE;
    if (!session->token.len) log_in(lane, login, session);
    return session->token;
}

void lane_call(struct lane *lane, struct str login, struct request *request, struct reply *out)
{
    request->token = lane_token(lane, login);
    api_call(&lane->api, lane->arena, request, out);
    if (out->status != 401 || !session_of(lane, login)) return;
    log_in(lane, login, session_of(lane, login));
    request->token = lane_token(lane, login);
    api_call(&lane->api, lane->arena, request, out);
}

bool lane_begins_duty(struct lane *lane, struct str login)
{
    struct session *session = session_of(lane, login);
    bool begins = session && !session->on_duty;

    if (begins) session->on_duty = true;
    return begins;
}

/* ── Life ──────────────────────────────────────────────────────────────── */

/* An instant of the day by its weights of hours, as minutes from the beginning. */
static double opening_minute(struct lane *lane)
{
    const struct day_plan *day = lane->day;
    int64_t hour = 0, days = (day->hours_long + 23) / 24;
    double minute;

    do {
        struct str key = wheel_spin(&day->hours, &lane->chance);
        hour = key.len == 2 ? (key.at[0] - '0') * 10 + key.at[1] - '0' : key.at[0] - '0';
        hour = (hour - FIRST_HOUR + 24) % 24 + 24 * (int64_t)chance_below(&lane->chance, (size_t)days);
        minute = (double)(hour * 60) + chance_unit(&lane->chance) * 60;
    } while (minute >= (double)(day->hours_long * 60));
    return minute;
}

enum err lane_open(struct day_plan *day, size_t number, size_t lanes, struct lane *out, struct fault *why)
{
    size_t streets = day->city.count;
    int64_t mine = day->reports / (int64_t)lanes + ((int64_t)number < day->reports % (int64_t)lanes);

    *out = (struct lane){ .day = day, .keep = arena_open(KEEP_MEMORY), .arena = arena_open(SCRATCH_MEMORY),
                          .chance = { number * UINT64_C(0x9e3779b97f4a7c15) + (uint64_t)day->reports } };
    if (!out->keep || !out->arena) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    table_init(&out->tokens, out->keep);
    out->streets = arena_array(out->keep, const struct sim_street *, streets + 1);
    if (!out->streets) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = number; i < streets; i += lanes) out->streets[out->street_count++] = &day->city.streets[i];
    if (!out->street_count) out->streets[out->street_count++] = &day->city.streets[number % streets];
    for (int64_t i = 0; i < mine; i++)
        push(out, (struct event){ day->start_ms + (int64_t)(opening_minute(out) * (double)MS_PER_MINUTE / day->speed), HAPPEN_OPEN, NULL });
    return api_open(day->url, day->relay_key, &day->tally, &out->api, why);
}

void lane_close(struct lane *lane)
{
    api_close(&lane->api);
    arena_close(lane->keep);
    arena_close(lane->arena);
}

static void sleep_until(int64_t at_ms)
{
    int64_t left = at_ms - time_monotonic_ms();

    if (left > 0) nanosleep(&(struct timespec){ .tv_sec = left / 1000, .tv_nsec = left % 1000 * 1000000 }, NULL);
}

void *lane_run(void *arg)
{
    struct lane *lane = arg;
    const struct day_plan *day = lane->day;

    while (lane->count && time_monotonic_ms() < day->end_ms && atomic_load(&day->tally.statuses[0]) < UNANSWERED_MAX) {
        struct event event;
        if (lane->heap[0].at_ms > time_monotonic_ms()) {
            sleep_until(lane->heap[0].at_ms < time_monotonic_ms() + NAP_MS ? lane->heap[0].at_ms : time_monotonic_ms() + NAP_MS);
            continue;
        }
        event = pop(lane);
        if (time_monotonic_ms() - event.at_ms > GIVE_UP_MS) atomic_fetch_add(&lane->day->score.too_late, 1);
        arena_reset(lane->arena);
        if (event.what == HAPPEN_OPEN) act_open(lane);
        else if (event.what == HAPPEN_STEP) act_step(lane, event.of);
        else act_follow(lane, event.of);
    }
    return NULL;
}
