/*
 * clock.h - the legal clock (时限): when a limit ends, what is left, which light.
 *
 * The facts of a clock (start, limit, unit, pauses, extensions) are the truth;
 * the due time is computed from them and may be stored, but can always be
 * rebuilt.  Rules:
 *  - Day units: the start day does not count; the limit ends with its last day,
 *    so `due_ms` is the exclusive instant 00:00 +08:00 after it.
 *  - Calendar days and months that end on a rest day roll to the next working
 *    day; `raw_day` is the day before rolling (the cautious, internal line).
 *  - Hours and minutes are exact from the start instant and never roll; working
 *    hours run only inside a window of the calendar.
 *  - A pause removes, for day units, the dates after the day it begins up to
 *    and including the day it ends; for the others exactly its time.
 *  - Extensions (in the limit's unit) count from the original due time, however
 *    late they are granted; several add up.  One in another unit, granted when
 *    the limit was another, keeps its amount and unit and counts on after the
 *    others: days from the day after, hours from the instant.
 *  - A pause without end stops the clock unless the limit ran out before it.
 *
 * Ownership: facts borrow their arrays.  Threads: pure functions.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CALENDAR_CLOCK_H
#define CALENDAR_CLOCK_H

#include "calendar/calendar.h"

/*     unit            name in data       most allowed */
#define CLOCK_UNIT_LIST(X)                                                                      \
    X(WORK_DAYS,      "work-days",       3660)    /* 工作日 */                                   \
    X(CALENDAR_DAYS,  "calendar-days",   3660)    /* 日 */                                       \
    X(MONTHS,         "months",          120)     /* 月 */                                       \
    X(WORK_HOURS,     "work-hours",      8784)    /* 工作时 */                                   \
    X(HOURS,          "hours",           87840)   /* 小时 */                                     \
    X(MINUTES,        "minutes",         527040)  /* 分钟 */

enum clock_unit {
#define X(name, text, most) CLOCK_##name,
    CLOCK_UNIT_LIST(X)
#undef X
    CLOCK__UNITS
};

/* ERR_INVALID names the allowed words. */
enum err clock_unit_parse(struct str word, enum clock_unit *out, struct fault *why) MUST_CHECK;
const char *clock_unit_name(enum clock_unit unit);

struct clock_limit {
    int64_t amount;
    enum clock_unit unit;
};

#define CLOCK_OPEN INT64_MAX                        /* end of a pause that still lasts */
#define CLOCK_NEVER (INT64_C(253402185600000))      /* 9999-12-31: due time of a stopped clock; sorts last */
enum { CLOCK_PAUSES_MAX = 256, CLOCK_EXTENSIONS_MAX = 64 };

struct clock_pause {
    int64_t begin_ms, end_ms;
};

struct clock_facts {
    int64_t start_ms;
    struct clock_limit limit;
    struct str window;                  /* for CLOCK_WORK_HOURS: "urban", "office" … */
    const struct clock_pause *pauses;   /* any order, may overlap */
    size_t pause_count;
    const int64_t *extensions;          /* amounts in the limit's unit */
    size_t extension_count;
    const struct clock_limit *others;   /* extensions in other units, in the order they were granted */
    size_t other_count;
};

struct clock_due {
    int64_t due_ms;         /* late from this instant on; CLOCK_NEVER when stopped */
    struct day last_day;    /* the last day to act on */
    struct day raw_day;     /* before rolling forward; else the same */
    bool rolled;            /* last_day is later than raw_day */
    bool provisional;       /* 暂定: a day of a year without a calendar was used */
    bool stopped;           /* an open pause holds the clock */
};

/*
 * The due time of a clock.  ERR_INVALID: negative or too large amounts (see the
 * unit list), start outside 1970-2200, a pause that ends before it begins, too
 * many pauses or extensions, an unknown window.
 */
enum err clock_due(const struct calendar *calendar, const struct clock_facts *facts, struct clock_due *out,
                   struct fault *why) MUST_CHECK;

/* Where a clock stands at an instant. */
struct clock_left {
    enum clock_unit unit;
    bool over;              /* now is at or past the due time */
    bool paused;            /* now lies in a pause */
    int64_t counted_ms;     /* what is left in counted time (a counted day has 24 h); 0 when over */
    int64_t over_ms;        /* natural time since the due instant; 0 when not over */
    int64_t over_counted_ms;
    int64_t total_ms;       /* counted time of the whole limit */
    int64_t used_percent;   /* 0-99 before the due time, 100 and more after it */
};

/* `due` is what clock_due gave for the same facts; fails as clock_due does. */
enum err clock_left(const struct calendar *calendar, const struct clock_facts *facts, const struct clock_due *due,
                    int64_t now_ms, struct clock_left *out, struct fault *why) MUST_CHECK;

/* "剩 2 工作日 3 小时" / "2 working days 3 hours left"; "超 1 小时 20 分" / "1 hour 20 minutes over". */
struct clock_words {
    char zh[96];
    char en[96];
};
void clock_left_words(const struct clock_left *left, struct clock_words *out);
/* "work-hours" as 工作时 or "working hours"; the text itself when it names no unit. */
struct str clock_unit_words(struct str unit, bool english);

/*
 * One light (亮灯): on when the used percent reaches `percent`, or when the clock
 * is past its due time moved by `fixed_days` of its own days (negative: before
 * it).  The fixed distance holds for day units only, and before the due time
 * only where the limit is longer than it.
 */
struct clock_light {
    struct str code, colour, name;
    int64_t percent;
    bool has_fixed;
    int64_t fixed_days;
};

/* content/calendars/lights.csv, mildest first; percents must rise.  At least one row, the first at 0. */
enum err clock_lights_load(struct arena *arena, struct str csv, struct clock_light **lights, size_t *count,
                           struct fault *why) MUST_CHECK;

/*
 * The first instant at which the clock reaches the light if nothing changes: the
 * time for a timer.  CLOCK_NEVER for a stopped clock or one that never reaches
 * it.  Fails as clock_due does.
 */
enum err clock_light_starts(const struct calendar *calendar, const struct clock_facts *facts, const struct clock_due *due,
                            const struct clock_light *light, int64_t *at_ms, struct fault *why) MUST_CHECK;

/* The severest light that is on. */
const struct clock_light *clock_light_of(const struct clock_light *lights, size_t count,
                                         const struct clock_left *left);

#endif
