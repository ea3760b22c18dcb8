/*
 * builtin_range.c - how points and ranges lie to one another (DMN 1.5, table 81).
 *
 * A point is the closed range from itself to itself, which makes most of the
 * definitions for points fall out of those for ranges.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feel/builtin.h"

#include <string.h>

/* Two ranges and how their ends compare; an open side without end lies beyond all. */
struct pair {
    struct feel_range a, b;
    int starts;           /* a.low to b.low */
    int ends;             /* a.high to b.high */
    int start_end;        /* a.low to b.high */
    int end_start;        /* a.high to b.low */
};

static int order_ends(const struct feel_value *x, int x_beyond, const struct feel_value *y, int y_beyond)
{
    if (!x || !y) return !x && !y ? (x_beyond > y_beyond) - (x_beyond < y_beyond) : !x ? x_beyond : -y_beyond;
    return feel_order(x, y);
}

/* What stands in slot `i`; false when it is neither allowed form. */
static bool side(struct feel_run *run, const struct feel_value *const *args, size_t i, const char *forms, struct feel_range *out)
{
    const struct feel_value *arg = feel_arg_single(args, i);
    bool range = arg->type == FEEL_RANGE;
    const struct feel_value *point = !range ? arg : arg->range.low ? arg->range.low : arg->range.high;

    if (!strchr(forms, range ? 'r' : 'p') || feel_order(point, point) != 0) {
        feel_arg_wrong(run, i, "区间或可比较的值", "a range or a comparable value");
        return false;
    }
    *out = range ? arg->range : (struct feel_range){ arg, arg, true, true };
    return true;
}

/* `first` and `second`: which of p(oint) and r(ange) may stand there. */
static bool pair_of(struct feel_run *run, const struct feel_value *const *args, const char *first, const char *second, struct pair *p)
{
    if (!side(run, args, 0, first, &p->a) || !side(run, args, 1, second, &p->b)) return false;
    p->starts = order_ends(p->a.low, -1, p->b.low, -1);
    p->ends = order_ends(p->a.high, 1, p->b.high, 1);
    p->start_end = order_ends(p->a.low, -1, p->b.high, 1);
    p->end_start = order_ends(p->a.high, 1, p->b.low, -1);
    if (p->starts != FEEL_UNORDERED && p->ends != FEEL_UNORDERED && p->start_end != FEEL_UNORDERED && p->end_start != FEEL_UNORDERED)
        return true;
    feel_note(run, run->at, "两个参数的类型不同，不能比较", "the two arguments are of different types");
    return false;
}

static struct pair turned(const struct pair *p)
{
    return (struct pair){ p->b, p->a, -p->starts, -p->ends, -p->end_start, -p->start_end };
}

/* ── The relations ─────────────────────────────────────────────────────── */

static bool before(const struct pair *p)
{
    return p->end_start < 0 || (p->end_start == 0 && (!p->a.high_closed || !p->b.low_closed));
}

static bool meets(const struct pair *p)
{
    return p->end_start == 0 && p->a.high_closed && p->b.low_closed;
}

/* The end of a lies behind the start of b, or both are that point. */
static bool reaches(const struct pair *p)
{
    return p->end_start > 0 || meets(p);
}

static bool overlaps(const struct pair *p)
{
    struct pair other = turned(p);
    return reaches(p) && reaches(&other);
}

static bool starts_earlier(const struct pair *p)
{
    return p->starts < 0 || (p->starts == 0 && p->a.low_closed && !p->b.low_closed);
}

static bool ends_no_later(const struct pair *p)
{
    return p->ends < 0 || (p->ends == 0 && (!p->a.high_closed || p->b.high_closed));
}

static bool overlaps_before(const struct pair *p)
{
    return starts_earlier(p) && reaches(p) && ends_no_later(p);
}

static bool starts_no_earlier(const struct pair *p)
{
    return p->starts > 0 || (p->starts == 0 && (!p->a.low_closed || p->b.low_closed));
}

static bool finishes(const struct pair *p)
{
    return p->ends == 0 && p->a.high_closed == p->b.high_closed && starts_no_earlier(p);
}

static bool starts(const struct pair *p)
{
    return p->starts == 0 && p->a.low_closed == p->b.low_closed && ends_no_later(p);
}

static bool during(const struct pair *p)
{
    return starts_no_earlier(p) && ends_no_later(p);
}

static bool coincides(const struct pair *p)
{
    return p->starts == 0 && p->ends == 0 && p->a.low_closed == p->b.low_closed && p->a.high_closed == p->b.high_closed;
}

/* ── The functions ─────────────────────────────────────────────────────── */

static const struct feel_value *relation(struct feel_run *run, const struct feel_value *const *args, const char *first,
                                         const char *second, bool turn, bool (*holds)(const struct pair *p))
{
    struct pair p, other;

    if (!pair_of(run, args, first, second, &p)) return &FEEL_NULL_VALUE;
    other = turned(&p);
    return feel_boolean(holds(turn ? &other : &p));
}

#define RELATION(name, first, second, turn, holds)                                                            \
    static const struct feel_value *fn_##name(struct feel_run *run, const struct feel_value *const *args)     \
    { return relation(run, args, first, second, turn, holds); }

RELATION(before, "pr", "pr", false, before)
RELATION(after, "pr", "pr", true, before)
RELATION(meets, "r", "r", false, meets)
RELATION(met_by, "r", "r", true, meets)
RELATION(overlaps, "r", "r", false, overlaps)
RELATION(overlaps_before, "r", "r", false, overlaps_before)
RELATION(overlaps_after, "r", "r", true, overlaps_before)
RELATION(finishes, "pr", "r", false, finishes)
RELATION(finished_by, "r", "pr", true, finishes)
RELATION(includes, "r", "pr", true, during)
RELATION(during, "pr", "r", false, during)
RELATION(starts, "pr", "r", false, starts)
RELATION(started_by, "r", "pr", true, starts)
RELATION(coincides, "pr", "pr", false, coincides)

static const struct builtin ROWS[] = {
    { "before", "point1,point2|point,range|range,point|range1,range2", 2, 2, fn_before },
    { "after", "point1,point2|point,range|range,point|range1,range2", 2, 2, fn_after },
    { "meets", "range1,range2", 2, 2, fn_meets },
    { "met by", "range1,range2", 2, 2, fn_met_by },
    { "overlaps", "range1,range2", 2, 2, fn_overlaps },
    { "overlaps before", "range1,range2", 2, 2, fn_overlaps_before },
    { "overlaps after", "range1,range2", 2, 2, fn_overlaps_after },
    { "finishes", "point,range|range1,range2", 2, 2, fn_finishes },
    { "finished by", "range,point|range1,range2", 2, 2, fn_finished_by },
    { "includes", "range,point|range1,range2", 2, 2, fn_includes },
    { "during", "point,range|range1,range2", 2, 2, fn_during },
    { "starts", "point,range|range1,range2", 2, 2, fn_starts },
    { "started by", "range,point|range1,range2", 2, 2, fn_started_by },
    { "coincides", "point1,point2|range1,range2", 2, 2, fn_coincides },
};

const struct builtin_table BUILTIN_RANGES = { ROWS, COUNT_OF(ROWS) };
