/*
 * evaluation.h - 综合评价: who is asked about, and what the reply looks like; between the evaluation's own files.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMAND_EVALUATION_H
#define COMMAND_EVALUATION_H

#include "case/evaluate.h"
#include "modules/app.h"

/* By what the lines of a table are told apart. */
#define GROUPINGS(X) \
    X(DISTRICT, "district") X(STREET, "street") X(COMMUNITY, "community") X(GRID, "grid") X(UNIT, "unit") X(TYPE, "type") X(SOURCE, "source") X(MONTH, "month")
enum grouping {
#define X(name, key) BY_##name,
    GROUPINGS(X)
#undef X
    BY__COUNT
};
const char *grouping_name(enum grouping by);

/* An area, or a department or team (what it was responsible for), with the months asked for, both included. */
struct evaluation_scope {
    const struct unit *area;
    int64_t from, to;                     /* 202603 */
    struct str from_text, to_text;        /* "2026-03" */
    struct str day;                       /* the last day of `to`: the definitions that hold then */
};
/* The query's `area` (absent: the highest the user may see figures of), `from`, `to` (absent: this month). */
enum err evaluation_scope(struct call *call, enum right right, struct evaluation_scope *out, struct fault *why) MUST_CHECK;
/* Does this street have cases of the scope?  A street counts in one district, so that the districts add up to the city. */
bool evaluation_covers(const struct org *org, const struct unit *street, const struct unit *area);
/* A department or team. */
bool evaluation_is_unit(const struct unit *area);
/* May an area's table be grouped like this? */
bool evaluation_may(const struct unit *area, enum grouping by);
/* The district a street is ranked in: the one that steers it, else its own. */
int64_t evaluation_district(const struct unit *street);

/* One line of the table. */
struct evaluation_line {
    struct str key, name, name_en;
    int64_t unit_id;                      /* 0: no unit */
    int64_t sums[MEASURE__COUNT];
    bool scored;
    double score;
    int64_t rank;                         /* 0: none */
};
struct evaluation_table {
    struct evaluation evaluation;
    struct evaluation_scope scope;
    enum grouping by;
    struct str sheet;                     /* empty: none */
    struct evaluation_line total, *lines;
    size_t line_count;
};
/* A table of the scope without filters, with the first score sheet unless the query names one. */
enum err evaluation_fill(struct call *call, const struct evaluation_scope *scope, enum grouping by, struct evaluation_table *out, struct fault *why) MUST_CHECK;
/* evaluation_view.c */
void evaluation_write(struct call *call, const struct evaluation_table *table);
extern const struct json_shape EVALUATION_TABLE;

#endif
