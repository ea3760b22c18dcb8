/*
 * simulate_lane.h - one thread of the day: some streets, their reports and the
 * people who work on them.
 *
 * A lane keeps what is to happen by time.  Opening a report, the next step of
 * a case, a resident looking again: each is a few requests, made by whoever
 * would make them, and leads to the next.  Delays of people are divided by the
 * speed; the server's own clock is not.
 *
 * Ownership: a lane's memory is its own.  Threads: one a lane; the day and the score are shared.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMANDS_SIMULATE_LANE_H
#define COMMANDS_SIMULATE_LANE_H

#include <pthread.h>

#include "base/civil.h"
#include "base/table.h"
#include "commands/sentences.h"
#include "commands/simulate_city.h"

enum { SOURCES_MAX = 8, FIRST_HOUR = 6 };

/* What came of the day, counted by all lanes. */
struct score {
    _Atomic int64_t opened[SOURCES_MAX];          /* beside the wheel of sources */
    _Atomic int64_t steps, returns, requests_for_time, reworks, overruns, closed, rated, reopened, turned_away, too_late;
};

struct day_plan {
    const char *url;
    struct str relay_key, password, camera_key;
    struct sentences *sentences;
    struct wheel hours, sources, types;
    struct sim_city city;
    double speed;
    int64_t hours_long, reports, start_ms, end_ms;   /* monotonic */
    struct tally tally;
    struct score score;
};

struct sim_case {
    struct str id, number, code;      /* code: a resident's */
    const struct sim_street *street;
    int steps, hand;                  /* hand: which of two handlers has it */
    bool is_public, closed, followed;
};
enum happening { HAPPEN_OPEN, HAPPEN_STEP, HAPPEN_FOLLOW };
struct event { int64_t at_ms; enum happening what; struct sim_case *of; };

struct lane {
    struct day_plan *day;
    pthread_t thread;
    struct api api;
    struct arena *keep, *arena;       /* for the whole day; for one happening */
    struct chance chance;
    struct table tokens;              /* by login: what the session answered */
    struct event *heap;
    size_t count, cap;
    const struct sim_street **streets;
    size_t street_count;
};

enum err lane_open(struct day_plan *day, size_t number, size_t lanes, struct lane *out, struct fault *why) MUST_CHECK;
void lane_close(struct lane *lane);
void *lane_run(void *lane);

/* In so many minutes of the day, more or less. */
void lane_plan(struct lane *lane, enum happening what, struct sim_case *of, double minutes);
/* A session of the login; logs in when there is none yet.  STR_NONE when refused. */
struct str lane_token(struct lane *lane, struct str login);
/* Once for each person: true when he is not on duty yet, and he is from now on. */
bool lane_begins_duty(struct lane *lane, struct str login);
/* A request with a session; a session that has ended is renewed once. */
void lane_call(struct lane *lane, struct str login, struct request *request, struct reply *out);

/* simulate_acts.c: what happens. */
void act_open(struct lane *lane);
void act_step(struct lane *lane, struct sim_case *c);
void act_follow(struct lane *lane, struct sim_case *c);

#endif
