/*
 * grid_day.h - what all work of a day (一日工作) shares: when it was done, where its worker belongs, which area and day a list is about.
 *
 * A phone without network keeps what was done and sends it later.  Nothing a
 * phone says of the time is trusted: `at`, when the server took it, counts.
 * The phone says in the body what its clock showed when it was done and in
 * X-Phone-Time what it shows on sending: the span between the two places the
 * act before `at` (`done_at`), whatever the clock, and the difference to the
 * server's is the clock's error, which is shown.  Spans beyond the setting
 * field.offline are not believed.
 * Ownership: values.  Threads: pure but for the call.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GRID_GRID_DAY_H
#define GRID_GRID_DAY_H

#include "base/civil.h"
#include "modules/app.h"

struct moment {
    int64_t at, done_at;       /* UTC ms; done_at <= at */
    int64_t said_at;           /* the phone's words; 0: none */
    int64_t skew_s;            /* how fast its clock is */
    bool has_skew;
    struct day day;            /* of done_at */
};
/* From `said_at` of the body and the header. */
enum err day_moment(const struct call *call, struct moment *out, struct fault *why) MUST_CHECK;
/* {at, done_at, said_at, skew_s, late, clock_wrong} into the open object. */
void day_write_moment(struct call *call, const struct moment *moment);
#define DAY_MOMENT_SHAPE                                                                                           \
    { "at", JSON_TIME }, { "done_at", JSON_TIME }, { "said_at", JSON_TIME, true }, { "skew_s", JSON_INT, true }, { "late", JSON_BOOL }, { "clock_wrong", JSON_BOOL }
#define DAY_SAID_FIELD { "said_at", JSON_TIME, 0, 0, true, "手机时刻", "what the phone's clock showed when it was done" }

/* The street of the first grid one holds, else of one's unit; 0: none. */
int64_t day_street(const struct call *call);
/* Holds the grid, or the one it lies in. */
bool day_holds(const struct call *call, const struct grid_row *grid);

/* A place in the city from `lon`, `lat` of the body. */
struct spot { bool known; int32_t lon_e6, lat_e6; int64_t accuracy_m; const struct grid_row *grid, *dedicated; };
/* ERR_UNPROCESSABLE outside the city: keeping a position there is nobody's business. */
enum err day_spot(const struct call *call, struct spot *out, struct fault *why) MUST_CHECK;

/* A street or a community, and a civil day. */
struct day_scope { const struct unit *area, *street; struct day day; };
/* From `parent` (absent: one's own unit) and `day` (absent: today) of the query; ERR_NOT_FOUND out of reach of `right`. */
enum err day_scope(const struct call *call, enum right right, struct day_scope *out, struct fault *why) MUST_CHECK;
#define DAY_SCOPE_QUERY                                                                                            \
    { "parent", JSON_ID, 1, INT64_MAX, true, "区域", "a street or a community; absent: one's own" },                \
    { "day", JSON_TEXT, 10, 10, true, "日期", "like 2026-03-02; absent: today" }
/* Does the community belong to the scope's area? */
bool day_covers(const struct call *call, const struct day_scope *scope, int64_t community_id);
void day_write(struct json_out *out, const char *key, struct day day);

#endif
