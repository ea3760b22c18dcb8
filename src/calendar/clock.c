/*
 * clock.c - due times as consumption of open time.
 *
 * Every unit is the same walk: open segments of time (counted days, windows,
 * or all of it) follow one another, pauses cut them, and the limit eats them
 * up.  Only rolling forward and months are added on top.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "calendar/clock.h"

#define HORIZON_MS (INT64_C(10413792000000))   /* 2300-01-01: nothing is counted past it */
#define START_MAX_MS (INT64_C(7258089600000))  /* 2200-01-01 */

static const struct {
    const char *name;
    int64_t most;
} UNITS[CLOCK__UNITS] = {
#define X(id, text, limit) [CLOCK_##id] = { text, limit },
    CLOCK_UNIT_LIST(X)
#undef X
};

/* What one computation counts with; `provisional` collects the use of days of unloaded years. */
struct counting {
    const struct calendar *calendar;
    const struct clock_facts *facts;
    bool provisional;
};

struct segment {
    int64_t begin, end;
};

static const struct segment NO_SEGMENT = { CLOCK_NEVER, CLOCK_NEVER };

enum err clock_unit_parse(struct str word, enum clock_unit *out, struct fault *why)
{
    for (int i = 0; i < CLOCK__UNITS; i++)
        if (str_is(word, UNITS[i].name)) {
            *out = (enum clock_unit)i;
            return ERR_OK;
        }
    return fault_set(why, ERR_INVALID, "时限单位应为 work-days、calendar-days、months、work-hours、hours 或 minutes",
                     "the unit is work-days, calendar-days, months, work-hours, hours or minutes");
}

const char *clock_unit_name(enum clock_unit unit)
{
    return UNITS[unit].name;
}

static bool in_days(enum clock_unit unit)
{
    return unit == CLOCK_WORK_DAYS || unit == CLOCK_CALENDAR_DAYS || unit == CLOCK_MONTHS;
}

static bool rolls(enum clock_unit unit)
{
    return unit == CLOCK_CALENDAR_DAYS || unit == CLOCK_MONTHS;
}

static bool is_work_day(struct counting *c, struct day day)
{
    if (!calendar_is_loaded(c->calendar, day)) c->provisional = true;
    return calendar_is_work_day(c->calendar, day);
}

/* The first day from `day` on that no pause removes; false when an open pause holds it. */
static bool skip_removed_days(const struct counting *c, struct day *day)
{
    const struct clock_facts *facts = c->facts;

    for (size_t i = 0; i < facts->pause_count;) {
        const struct clock_pause *p = &facts->pauses[i++];

        if (day_of_ms(p->begin_ms).since_epoch >= day->since_epoch) continue;
        if (p->end_ms == CLOCK_OPEN) return false;
        if (day_of_ms(p->end_ms).since_epoch < day->since_epoch) continue;
        day->since_epoch = day_of_ms(p->end_ms).since_epoch + 1;
        i = 0;   /* an earlier row may remove the new day */
    }
    return true;
}

/* True when the day counts for the clock's unit; pauses aside. */
static bool counts(struct counting *c, struct day day)
{
    return c->facts->limit.unit != CLOCK_WORK_DAYS || is_work_day(c, day);
}

/* Following days that count too, looked at in one go; stops where the calendar ends, so as not to touch it. */
static int64_t extend(struct counting *c, struct day day)
{
    enum { AT_ONCE = 32 };
    bool loaded = calendar_is_loaded(c->calendar, day);

    for (int i = 0; i < AT_ONCE; i++) {
        struct day next = { day.since_epoch + 1 };

        if (calendar_is_loaded(c->calendar, next) != loaded || !counts(c, next)) break;
        if (!skip_removed_days(c, &next) || next.since_epoch != day.since_epoch + 1) break;
        day = next;
    }
    return day_start_ms(day) + MS_PER_DAY;
}

static struct segment day_segment(struct counting *c, int64_t at)
{
    struct day day = day_of_ms(at);

    for (; day_start_ms(day) < HORIZON_MS; day.since_epoch++) {
        if (!skip_removed_days(c, &day)) return NO_SEGMENT;
        if (counts(c, day)) {
            int64_t begin = day_start_ms(day);
            return (struct segment){ begin > at ? begin : at, extend(c, day) };
        }
    }
    return NO_SEGMENT;
}

/* The working period at or after `at`, without regard to pauses. */
static struct segment window_segment(struct counting *c, int64_t at)
{
    struct day day = day_of_ms(at);

    for (; day_start_ms(day) < HORIZON_MS; day.since_epoch++) {
        struct segment s;
        bool uses_days = false;
        bool found =
            calendar_window_on(c->calendar, c->facts->window, day, at, &s.begin, &s.end, &uses_days);

        if (uses_days && !calendar_is_loaded(c->calendar, day)) c->provisional = true;
        if (!found) continue;
        if (s.begin < at) s.begin = at;
        return s;
    }
    return NO_SEGMENT;
}

/* The first instant from `at` on outside every pause; CLOCK_NEVER under an open one. */
static int64_t skip_paused(const struct clock_facts *facts, int64_t at)
{
    for (size_t i = 0; i < facts->pause_count;) {
        const struct clock_pause *p = &facts->pauses[i++];

        if (at < p->begin_ms || at >= p->end_ms) continue;
        if (p->end_ms == CLOCK_OPEN) return CLOCK_NEVER;
        at = p->end_ms;
        i = 0;
    }
    return at;
}

static struct segment exact_segment(struct counting *c, int64_t at)
{
    const struct clock_facts *facts = c->facts;
    struct segment s = { at, HORIZON_MS };

    for (;;) {
        int64_t free = skip_paused(facts, at);

        if (free >= HORIZON_MS) return NO_SEGMENT;
        if (facts->limit.unit == CLOCK_WORK_HOURS)
            s = window_segment(c, free);
        else
            s.begin = free;
        at = s.begin;
        if (at >= HORIZON_MS) return NO_SEGMENT;
        if (skip_paused(facts, at) == at) break;
    }
    for (size_t i = 0; i < facts->pause_count; i++) {
        const struct clock_pause *p = &facts->pauses[i];
        if (p->begin_ms > s.begin && p->begin_ms < s.end && p->end_ms > p->begin_ms) s.end = p->begin_ms;
    }
    return s;
}

/* The next stretch of counted time that begins at or after `at`. */
static struct segment segment_at(struct counting *c, int64_t at)
{
    return in_days(c->facts->limit.unit) ? day_segment(c, at) : exact_segment(c, at);
}

/* The instant at which `amount` ms of counted time after `at` are used up. */
static int64_t consume(struct counting *c, int64_t at, int64_t amount)
{
    while (amount > 0) {
        struct segment s = segment_at(c, at);

        if (s.begin >= HORIZON_MS) return CLOCK_NEVER;
        if (s.end - s.begin >= amount) return s.begin + amount;
        amount -= s.end - s.begin;
        at = s.end;
    }
    return at;
}

/* Counted time between two instants. */
static int64_t measure(struct counting *c, int64_t from, int64_t to)
{
    int64_t sum = 0;

    if (to > HORIZON_MS) to = HORIZON_MS;
    while (from < to) {
        struct segment s = segment_at(c, from);

        if (s.begin >= to) break;
        sum += (s.end < to ? s.end : to) - s.begin;
        from = s.end;
    }
    return sum;
}

/* Moves the instant after a last day to the instant after the next working day that is not removed. */
static int64_t roll_forward(struct counting *c, int64_t end)
{
    struct day day = day_of_ms(end - 1);

    if (end == CLOCK_NEVER) return end;
    while (!is_work_day(c, day)) {
        day.since_epoch++;
        if (!skip_removed_days(c, &day) || day_start_ms(day) >= HORIZON_MS) return CLOCK_NEVER;
    }
    return day_start_ms(day) + MS_PER_DAY;
}

/* Days between a last day and the corresponding day `months` later, or that month's end (Civil Code art. 202). */
static int64_t days_in_months(struct day from, int64_t months)
{
    int year, month, day;
    int64_t index;

    day_to_ymd(from, &year, &month, &day);
    index = month - 1 + months;
    year += (int)(index / 12);
    month = (int)(index % 12) + 1;
    while (!ymd_valid(year, month, day)) day--;
    return (int64_t)day_from_ymd(year, month, day).since_epoch - from.since_epoch;
}

/* `amount` of the clock's unit as counted ms, for a stretch that begins after `at`. */
static int64_t amount_ms(const struct clock_facts *facts, int64_t at, int64_t amount)
{
    switch (facts->limit.unit) {
    case CLOCK_WORK_DAYS:
    case CLOCK_CALENDAR_DAYS: return amount * MS_PER_DAY;
    case CLOCK_MONTHS: return days_in_months(day_of_ms(at - 1), amount) * MS_PER_DAY;
    case CLOCK_WORK_HOURS:
    case CLOCK_HOURS: return amount * MS_PER_HOUR;
    case CLOCK_MINUTES: return amount * MS_PER_MINUTE;
    case CLOCK__UNITS: break;
    }
    return 0;
}

static enum err check_pauses(const struct clock_facts *facts, struct fault *why)
{
    if (facts->pause_count > CLOCK_PAUSES_MAX)
        return fault_set(why, ERR_INVALID, "中止次数过多（最多 %d 次）", "too many pauses (at most %d)", CLOCK_PAUSES_MAX);
    for (size_t i = 0; i < facts->pause_count; i++) {
        const struct clock_pause *p = &facts->pauses[i];

        if (p->begin_ms < 0 || p->end_ms < p->begin_ms || p->begin_ms >= START_MAX_MS ||
            (p->end_ms != CLOCK_OPEN && p->end_ms >= START_MAX_MS))
            return fault_set(why, ERR_INVALID, "中止的起止时间有误", "a pause ends before it begins or is out of range");
    }
    return ERR_OK;
}

/* Checks the facts and puts the sum of the extensions in `*extension`. */
static enum err check_facts(const struct calendar *calendar, const struct clock_facts *facts, int64_t *extension,
                            struct fault *why)
{
    enum clock_unit unit = facts->limit.unit;
    int64_t sum = 0;

    if (facts->start_ms < 0 || facts->start_ms >= START_MAX_MS)
        return fault_set(why, ERR_INVALID, "起算时间超出范围", "the start is out of range");
    if ((int)unit < 0 || unit >= CLOCK__UNITS) return fault_set(why, ERR_INVALID, "时限单位未知", "unknown unit");
    if (facts->limit.amount < 0 || facts->limit.amount > UNITS[unit].most)
        return fault_set(why, ERR_INVALID, "时限应在 0 到 %lld 之间", "the limit must be between 0 and %lld",
                         (long long)UNITS[unit].most);
    if (facts->extension_count > CLOCK_EXTENSIONS_MAX || facts->other_count > CLOCK_EXTENSIONS_MAX)
        return fault_set(why, ERR_INVALID, "延期次数过多（最多 %d 次）", "too many extensions (at most %d)",
                         CLOCK_EXTENSIONS_MAX);
    for (size_t i = 0; i < facts->extension_count; i++) {
        if (facts->extensions[i] < 0 || facts->extensions[i] > UNITS[unit].most - sum)
            return fault_set(why, ERR_INVALID, "延期合计应在 0 到 %lld 之间", "extensions must sum to 0-%lld",
                             (long long)UNITS[unit].most);
        sum += facts->extensions[i];
    }
    for (size_t i = 0; i < facts->other_count; i++) {
        const struct clock_limit *other = &facts->others[i];
        if ((int)other->unit < 0 || other->unit >= CLOCK__UNITS || other->amount < 0 || other->amount > UNITS[other->unit].most)
            return fault_set(why, ERR_INVALID, "延期的数量或单位有误", "an extension has a wrong amount or unit");
        if (other->unit == CLOCK_WORK_HOURS) unit = CLOCK_WORK_HOURS;
    }
    if (unit == CLOCK_WORK_HOURS && !calendar_has_window(calendar, facts->window)) {
        struct str shown = utf8_prefix(facts->window, 30);
        return fault_set(why, ERR_INVALID, "没有名为“%.*s”的工作时间窗口", "there is no work window named \"%.*s\"",
                         STR_ARG(shown));
    }
    *extension = sum;
    return check_pauses(facts, why);
}

/* The counted time of the whole limit while nobody knows when it ends: as if it had never stopped. */
static int64_t total_stopped(const struct calendar *calendar, const struct clock_facts *facts, int64_t from, int64_t extension)
{
    struct clock_facts free = *facts;
    struct counting c = { calendar, &free, false };
    struct clock_due due;

    if (!facts->other_count) return amount_ms(facts, from, facts->limit.amount) + amount_ms(facts, from, extension);
    free.pause_count = 0;
    return clock_due(calendar, &free, &due, NULL) ? 0 : measure(&c, from, due.due_ms);
}

/* The instant counting begins: after the start day, or at once. */
static int64_t count_from(const struct clock_facts *facts)
{
    if (!in_days(facts->limit.unit)) return facts->start_ms;
    return day_start_ms(day_of_ms(facts->start_ms)) + MS_PER_DAY;
}

/* An extension in a unit of its own after `end`, counted as a limit of that unit would be. */
static int64_t count_on(struct counting *c, int64_t end, const struct clock_limit *other)
{
    struct clock_facts own = *c->facts;
    struct counting counting = { c->calendar, &own, false };

    if (end == CLOCK_NEVER || !other->amount) return end;
    own.limit = *other;
    if (in_days(other->unit)) end = day_start_ms(day_of_ms(end - 1)) + MS_PER_DAY;
    end = consume(&counting, end, amount_ms(&own, end, other->amount));
    if (rolls(other->unit)) end = roll_forward(&counting, end);
    c->provisional |= counting.provisional;
    return end;
}

enum err clock_due(const struct calendar *calendar, const struct clock_facts *facts, struct clock_due *out,
                   struct fault *why)
{
    struct counting c = { calendar, facts, false };
    struct clock_due due = { 0 };
    int64_t extension, raw, end;
    enum err err = check_facts(calendar, facts, &extension, why);

    if (err) return err;
    raw = count_from(facts);
    raw = consume(&c, raw, amount_ms(facts, raw, facts->limit.amount));
    end = rolls(facts->limit.unit) ? roll_forward(&c, raw) : raw;
    if (extension > 0 && end != CLOCK_NEVER) {
        raw = consume(&c, raw, amount_ms(facts, raw, extension));
        end = consume(&c, end, amount_ms(facts, end, extension));
        if (rolls(facts->limit.unit)) end = roll_forward(&c, end);
    }
    for (size_t i = 0; i < facts->other_count; i++) {
        raw = count_on(&c, raw, &facts->others[i]);
        end = count_on(&c, end, &facts->others[i]);
    }
    due.due_ms = end;
    due.stopped = end == CLOCK_NEVER;
    due.last_day = day_of_ms(end > facts->start_ms ? end - 1 : end);
    due.raw_day = rolls(facts->limit.unit) && raw != CLOCK_NEVER ? day_of_ms(raw - 1) : due.last_day;
    due.rolled = !due.stopped && due.raw_day.since_epoch < due.last_day.since_epoch;
    due.provisional = c.provisional && !due.stopped;
    *out = due;
    return ERR_OK;
}

enum err clock_light_starts(const struct calendar *calendar, const struct clock_facts *facts, const struct clock_due *due,
                            const struct clock_light *light, int64_t *at_ms, struct fault *why)
{
    struct counting c = { calendar, facts, false };
    int64_t extension, total, at, from = count_from(facts);
    enum err err = check_facts(calendar, facts, &extension, why);

    if (err) return err;
    if (due->stopped) {
        *at_ms = CLOCK_NEVER;
        return ERR_OK;
    }
    total = measure(&c, from, due->due_ms);
    if (light->percent < 100)
        at = consume(&c, from, (total * light->percent + 99) / 100);
    else
        at = consume(&c, due->due_ms, (total * (light->percent - 100) + 99) / 100);
    if (light->percent > 100 && total == 0) at = CLOCK_NEVER;
    if (light->has_fixed && in_days(facts->limit.unit)) {
        int64_t distance = light->fixed_days * MS_PER_DAY, fixed = CLOCK_NEVER;

        if (distance >= 0) fixed = consume(&c, due->due_ms, distance);
        else if (total > -distance) fixed = consume(&c, from, total + distance);
        if (fixed < at) at = fixed;
    }
    *at_ms = at;
    return ERR_OK;
}

static int64_t percent_of(int64_t part, int64_t whole)
{
    return whole > 0 ? part * 100 / whole : 0;
}

enum err clock_left(const struct calendar *calendar, const struct clock_facts *facts, const struct clock_due *due,
                    int64_t now_ms, struct clock_left *out, struct fault *why)
{
    struct counting c = { calendar, facts, false };
    struct clock_left left = { .unit = facts->limit.unit };
    int64_t extension, from = count_from(facts), used;
    enum err err = check_facts(calendar, facts, &extension, why);

    if (err) return err;
    if (now_ms < 0 || now_ms > HORIZON_MS) now_ms = now_ms < 0 ? 0 : HORIZON_MS;
    used = measure(&c, from, now_ms);
    left.paused = skip_paused(facts, now_ms) != now_ms;
    left.over = now_ms >= due->due_ms;
    if (due->stopped)
        left.total_ms = total_stopped(calendar, facts, from, extension);
    else
        left.total_ms = measure(&c, from, due->due_ms);
    if (left.over) {
        left.over_ms = now_ms - due->due_ms;
        left.over_counted_ms = measure(&c, due->due_ms, now_ms);
        left.used_percent = 100 + percent_of(left.over_counted_ms, left.total_ms);
    } else {
        left.counted_ms = due->stopped ? left.total_ms - used : measure(&c, now_ms, due->due_ms);
        if (left.counted_ms < 0) left.counted_ms = 0;
        used = left.total_ms > left.counted_ms ? left.total_ms - left.counted_ms : 0;
        left.used_percent = percent_of(used, left.total_ms);
        if (left.used_percent > 99) left.used_percent = 99;
    }
    *out = left;
    return ERR_OK;
}
