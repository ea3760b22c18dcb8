/*
 * heat.c - see heat.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/heat.h"

#include <stdio.h>

void heat_month(int64_t ms, char out[HEAT_MONTH])
{
    char day[11];

    day_print(day_of_ms(ms), day);
    (void)snprintf(out, HEAT_MONTH, "%.7s", day);
}

/* Quarters of powers of two; below four seconds, each second. */
int heat_bucket(int64_t ms)
{
    uint64_t seconds = ms > 0 ? (uint64_t)ms / 1000 : 0;
    int octave;

    if (seconds < 4) return (int)seconds;
    octave = 63 - __builtin_clzll(seconds);
    octave = (octave - 1) * 4 + (int)(seconds >> (octave - 2) & 3);
    return octave < HEAT_BUCKETS ? octave : HEAT_BUCKETS - 1;
}

int64_t heat_bucket_begins(int bucket)
{
    int octave = bucket / 4 + 1;

    return bucket < 4 ? bucket : INT64_C(1) * (4 + bucket % 4) << (octave - 2);
}

int64_t heat_percentile(const int64_t counts[HEAT_BUCKETS], int share)
{
    int64_t total = 0, below = 0, wanted;

    for (int i = 0; i < HEAT_BUCKETS; i++) total += counts[i] > 0 ? counts[i] : 0;
    if (!total) return -1;
    wanted = (total * share + 99) / 100;
    for (int i = 0; i < HEAT_BUCKETS - 1; i++) {
        int64_t begins = heat_bucket_begins(i), width = heat_bucket_begins(i + 1) - begins;
        if (counts[i] <= 0) continue;
        if (below + counts[i] >= wanted) return begins + width * (wanted - below) / (counts[i] + 1);
        below += counts[i];
    }
    return heat_bucket_begins(HEAT_BUCKETS - 1);
}

static bool sent_back(struct str outcome)
{
    return str_is(outcome, "return") || str_is(outcome, "send-back") || str_is(outcome, "to-start");
}

enum err heat_task_keys(struct arena *arena, struct str street, const struct heat_task *task, struct heat_keys *out, struct fault *why)
{
    const struct str scopes[] = { street, STR(HEAT_ALL) };
    bool done = task->state == TASK_DONE, back = task->state == TASK_CANCELLED && sent_back(task->outcome);
    char month[HEAT_MONTH];

    out->count = 0;
    if (!done && !back) return ERR_OK;
    heat_month(task->closed_at, month);
    for (size_t i = 0; i < COUNT_OF(scopes); i++) {
        struct str base = str_format(arena, HEAT_TASK_PREFIX "%.*s/%.*s/%s/%.*s/", STR_ARG(task->process), STR_ARG(scopes[i]), month, STR_ARG(task->element));
        out->keys[out->count++] = str_format(arena, "%.*sn", STR_ARG(base));
        out->keys[out->count++] = back ? str_format(arena, "%.*sr", STR_ARG(base)) : str_format(arena, "%.*s%d", STR_ARG(base), heat_bucket(task->closed_at - task->opened_at));
    }
    for (size_t i = 0; i < out->count; i++)
        if (!out->keys[i].at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    return ERR_OK;
}

struct str heat_path_key(struct arena *arena, int64_t opened_at, struct str name)
{
    struct str rest = str_sub(name, 1, name.len), process;
    char month[HEAT_MONTH];

    if (name.len < 4 || (name.at[0] != '+' && name.at[0] != '>') || !str_split(&rest, '/', &process) || !rest.len) return STR_NONE;
    heat_month(opened_at, month);
    return str_format(arena, HEAT_PATH_PREFIX "%.*s/%s/%c%.*s", STR_ARG(process), month, name.at[0], STR_ARG(rest));
}

static struct str street_code(const struct org *org, int64_t street_id)
{
    const struct unit *street = org_unit(org, street_id);

    return street ? street->code : STR("0");
}

/* Names that were not on the path before stand behind it. */
static enum err count_path(struct db *db, const struct case_plan *plan, struct fault *why)
{
    struct str rest = buf_done(&plan->path), name;
    enum err err = ERR_OK;

    rest = str_sub(rest, plan->path_was, rest.len);
    while (!err && rest.len && str_split(&rest, ' ', &name)) {
        struct str key = name.len ? heat_path_key(store_scratch(db), plan->now.opened_at, name) : STR_NONE;
        if (key.at) err = store_count(db, key, 1, why);
    }
    return err;
}

enum err heat_step(struct db *db, struct case_plan *plan, struct fault *why)
{
    struct str street = street_code(plan->org, plan->opens ? plan->now.street_id : plan->before.street_id);
    enum err err = plan->state_changed ? count_path(db, plan, why) : ERR_OK;

    for (size_t i = 0; !err && i < plan->tasks.count; i++) {
        const struct task_row *t = &plan->tasks.at[i];
        const struct heat_task task = { t->process, t->element, t->outcome, t->state, t->opened_at, t->closed_at };
        struct heat_keys keys;
        if ((!t->changed && !t->is_new) || t->closed_at != plan->now_ms) continue;
        err = heat_task_keys(store_scratch(db), street, &task, &keys, why);
        for (size_t k = 0; !err && k < keys.count; k++) err = store_count(db, keys.keys[k], 1, why);
    }
    if (err || plan->opens || plan->before.street_id == plan->now.street_id) return err;
    return heat_move(db, plan->now.id, street, street_code(plan->org, plan->now.street_id), why);
}
