/*
 * table.h - a decision table as it is evaluated (inside dmn/ only).
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef DMN_TABLE_H
#define DMN_TABLE_H

#include "dmn/model.h"

enum hit_policy { HIT_UNIQUE, HIT_ANY, HIT_PRIORITY, HIT_FIRST, HIT_COLLECT, HIT_RULE_ORDER, HIT_OUTPUT_ORDER };
enum aggregator { AGGREGATE_NONE, AGGREGATE_SUM, AGGREGATE_COUNT, AGGREGATE_MIN, AGGREGATE_MAX };

struct table_input {
    const struct node *expression;
    const struct node *allowed;         /* tests, or NULL */
};

struct table_output {
    struct str name;                    /* of a context's entry; empty in a table of one output */
    const struct feel_kind *type;
    const struct node *allowed;         /* tests, or NULL */
    const struct node **order;          /* the output values, best first */
    size_t order_count;
    const struct node *fallback;        /* default output, or NULL */
};

struct table_rule {
    const struct node **tests;          /* per input; NULL: any */
    const struct node **outputs;
    struct str id, annotation;
};

struct decision_table {
    struct str decision;                /* id of the decision it belongs to */
    enum hit_policy policy;
    enum aggregator aggregator;
    struct table_input *inputs;
    size_t input_count;
    struct table_output *outputs;
    size_t output_count;
    struct table_rule *rules;
    size_t rule_count;
};

const struct feel_value *table_eval(struct feel_run *run, const void *table, const struct feel_scope *scope);

#endif
