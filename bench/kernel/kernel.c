/*
 * kernel.c - speed of the process kernel, FEEL and DMN on one core, in memory.
 *
 * kernel SECONDS FOLDER prints lines "name value" of operations a second.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/io.h"
#include "bpmn/bpmn.h"
#include "dmn/dmn.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { MEMORY_MAX = 64 * 1024 * 1024, BATCH = 64 };

struct bench {
    struct arena *keep, *arena;            /* what lives for the whole run; what lives for one operation */
    struct bpmn *gateway, *service;
    struct dmn *table;
    const struct feel_expr *condition;
    const struct feel_value *facts;
};

static _Noreturn void stop(const char *what, const struct fault *why)
{
    fprintf(stderr, "kernel: %s: %s\n", what, why ? why->en : "went wrong");
    exit(1);
}

/* ── Operations ────────────────────────────────────────────────────────── */

static struct bpmn_state *step(struct bench *b, const struct bpmn *process, const struct bpmn_state *state,
                               const struct bpmn_event *event, struct bpmn_effects *effects)
{
    struct bpmn_state *next;
    struct fault why = { 0 };

    if (bpmn_step(b->arena, process, NULL, state, event, 0, &next, effects, &why)) stop("step", &why);
    return next;
}

/* start, a task, a choice, one of two tasks, a join, end */
static void run_gateway(struct bench *b)
{
    struct bpmn_effects effects;
    struct bpmn_event event = { .kind = BPMN_START, .variables = b->facts };

    if (!bpmn_state_ended(step(b, b->gateway, NULL, &event, &effects))) stop("the gateway process did not end", NULL);
}

/* start, a service task that is answered, end */
static void run_service(struct bench *b)
{
    struct bpmn_effects effects;
    struct bpmn_event event = { .kind = BPMN_START, .variables = b->facts };
    struct bpmn_state *state = step(b, b->service, NULL, &event, &effects);

    event = (struct bpmn_event){ .kind = BPMN_COMPLETE };
    for (size_t i = 0; i < effects.count; i++)
        if (effects.items[i].kind == BPMN_SERVICE) event.activity = effects.items[i].activity;
    if (!bpmn_state_ended(step(b, b->service, state, &event, &effects))) stop("the service process did not end", NULL);
}

static void run_condition(struct bench *b)
{
    struct feel_scope scope = { .names = b->facts->context };
    struct feel_notes notes = { 0 };

    if (!feel_is_true(feel_eval(b->arena, b->condition, &scope, &notes))) stop("the condition does not hold", NULL);
}

static void run_table(struct bench *b)
{
    struct dmn_result result = { 0 };
    struct fault why = { 0 };

    if (dmn_decide(b->arena, b->table, STR("grade"), b->facts, 0, &result, &why)) stop("decide", &why);
    if (result.value->type != FEEL_NUMBER || result.match_count != 1) stop("the table gave no grade", NULL);
}

#define CONDITION "amount > 500 and level = \"A\""

static void run_parse(struct bench *b)
{
    const struct feel_expr *expr;
    struct fault why = { 0 };

    if (feel_parse(b->arena, STR(CONDITION), NULL, &expr, &why)) stop("parse", &why);
}

static const struct {
    const char *name;
    void (*run)(struct bench *b);
} OPERATIONS[] = {
    { "process_gateway", run_gateway }, { "process_service", run_service }, { "feel_condition", run_condition },
    { "dmn_table", run_table },         { "feel_parse", run_parse },
};

/* ── The run ───────────────────────────────────────────────────────────── */

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double per_second(struct bench *b, void (*run)(struct bench *b), double seconds)
{
    double start, spent;
    size_t count = 0;

    for (int i = 0; i < 10 * BATCH; i++) {
        run(b);
        arena_reset(b->arena);
    }
    start = now();
    do {
        for (int i = 0; i < BATCH; i++) {
            run(b);
            arena_reset(b->arena);
        }
        count += BATCH;
        spent = now() - start;
    } while (spent < seconds);
    return (double)count / spent;
}

static struct str file(struct bench *b, const char *folder, const char *name)
{
    struct str text;
    struct fault why = { 0 };

    if (io_read(b->keep, str_format(b->keep, "%s/%s", folder, name).at, 1 << 20, &text, &why)) stop(name, &why);
    return text;
}

static void prepare(struct bench *b, const char *folder)
{
    const struct feel_value *facts = &(struct feel_value){ .type = FEEL_CONTEXT };
    struct fault why = { 0 };

    b->keep = arena_open(MEMORY_MAX);
    b->arena = arena_open(MEMORY_MAX);
    if (!b->keep || !b->arena) stop("memory", NULL);
    if (bpmn_load(b->keep, file(b, folder, "gateway.bpmn"), &b->gateway, &why)) stop("gateway.bpmn", &why);
    if (bpmn_load(b->keep, file(b, folder, "service.bpmn"), &b->service, &why)) stop("service.bpmn", &why);
    if (dmn_load(b->keep, file(b, folder, "table.dmn"), &b->table, &why)) stop("table.dmn", &why);
    if (feel_parse(b->keep, STR(CONDITION), NULL, &b->condition, &why)) stop("condition", &why);
    facts = feel_context_with(b->keep, facts, STR("amount"), feel_integer(b->keep, 600));
    b->facts = feel_context_with(b->keep, facts, STR("level"), feel_string(b->keep, STR("A")));
}

int main(int argc, char **argv)
{
    struct bench b = { 0 };
    int64_t seconds;

    if (argc != 3 || num_parse_int(str_from_c(argv[1]), 1, 600, &seconds)) {
        fprintf(stderr, "usage: kernel SECONDS FOLDER\n");
        return 2;
    }
    prepare(&b, argv[2]);
    for (size_t i = 0; i < COUNT_OF(OPERATIONS); i++)
        printf("%s %.0f\n", OPERATIONS[i].name, per_second(&b, OPERATIONS[i].run, (double)seconds));
    arena_close(b.arena);
    arena_close(b.keep);
    return 0;
}
