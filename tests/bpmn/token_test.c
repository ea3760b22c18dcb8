/*
 * token_test.c - after any moves, signatures and completions every token is accounted for.
 *
 * Models are drawn at random from blocks that are sound by construction
 * (sequence, parallel, exclusive, inclusive, loop, subprocess, multi-instance,
 * call).  After every event each open user task has exactly one open row, an
 * instance that has not ended has somebody whose turn it is and no incident,
 * and from wherever it stands it comes to its end.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "drive.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "bpmn/state.h"

enum { MODELS = 1500, EVENTS = 60, ROWS_MAX = 4000, MEMORY_MAX = 512 * 1024 * 1024, ENOUGH = 600 };

/* ── A random sound model ──────────────────────────────────────────────── */

struct drawing { struct drive *d; struct arena *arena; struct buf out; int last, budget; bool calls; };
struct block { int in, out; };

static int one(struct drawing *w, const char *kind, const char *inside)
{
    int id = ++w->last;

    buf_printf(&w->out, "<%s id='n%d'>%s</%s>", kind, id, inside, kind);
    return id;
}

static void flow(struct drawing *w, int from, int to, const char *condition)
{
    buf_printf(&w->out, "<sequenceFlow id='f%d_%d' sourceRef='n%d' targetRef='n%d'>", from, to, from, to);
    if (condition) buf_printf(&w->out, "<conditionExpression " FORMAL ">%s</conditionExpression>", condition);
    buf_text(&w->out, "</sequenceFlow>");
}

static struct block draw(struct drawing *w, int depth);

/* start → block → end, as text of its own. */
static const char *inner(struct drawing *w, int depth)
{
    struct buf outer = w->out;
    const char *text;
    struct block b;
    int start, end;

    buf_init(&w->out, w->arena, 0);
    start = one(w, "startEvent", "");
    b = draw(w, depth);
    end = one(w, "endEvent", "");
    flow(w, start, b.in, NULL);
    flow(w, b.out, end, NULL);
    text = str_c(w->arena, buf_done(&w->out));
    w->out = outer;
    return text;
}

static const char *many(struct drawing *w, const char *more)
{
    return str_format(w->arena, "%s<multiInstanceLoopCharacteristics isSequential='%s'><loopCardinality " FORMAL ">%d</loopCardinality></multiInstanceLoopCharacteristics>", more,
                      drive_random(w->d, 2) ? "true" : "false", 1 + (int)drive_random(w->d, 3)).at;
}

static struct block branches(struct drawing *w, int depth, const char *kind)
{
    bool exclusive = strcmp(kind, "exclusiveGateway") == 0, parallel = strcmp(kind, "parallelGateway") == 0;
    int split = ++w->last, join, count = 2 + (int)drive_random(w->d, 2), first = 0;
    struct block arms[3];

    for (int i = 0; i < count; i++) arms[i] = draw(w, depth - 1);
    first = arms[0].in;
    buf_printf(&w->out, parallel ? "<%s id='n%d'/>" : "<%s id='n%d' default='f%d_%d'/>", kind, split, split, first);
    join = one(w, exclusive ? "exclusiveGateway" : kind, "");
    for (int i = 0; i < count; i++) {
        flow(w, split, arms[i].in, i && !parallel ? str_format(w->arena, exclusive ? "x = %d" : "x &gt;= %d", i).at : NULL);
        flow(w, arms[i].out, join, NULL);
    }
    return (struct block){ split, join };
}

static struct block round_again(struct drawing *w, int depth)
{
    int merge = one(w, "manualTask", ""), split = ++w->last, on = one(w, "manualTask", "");
    struct block b = draw(w, depth - 1);

    buf_printf(&w->out, "<exclusiveGateway id='n%d' default='f%d_%d'/>", split, split, on);
    flow(w, merge, b.in, NULL);
    flow(w, b.out, split, NULL);
    flow(w, split, merge, "x = 1");
    flow(w, split, on, NULL);
    return (struct block){ merge, on };
}

static struct block draw(struct drawing *w, int depth)
{
    struct block a, b;
    int id;

    if (depth <= 0 || w->budget-- <= 0) {
        id = one(w, "userTask", "");
        return (struct block){ id, id };
    }
    switch (drive_random(w->d, w->calls ? 10 : 9)) {
    case 0:
    case 1:
        a = draw(w, depth - 1);
        b = draw(w, depth - 1);
        flow(w, a.out, b.in, NULL);
        return (struct block){ a.in, b.out };
    case 2:
    case 3: return branches(w, depth, "parallelGateway");
    case 4: return branches(w, depth, "exclusiveGateway");
    case 5: return branches(w, depth, "inclusiveGateway");
    case 6: return round_again(w, depth);
    case 7: id = one(w, "userTask", many(w, "")); break;
    case 8: id = one(w, "subProcess", drive_random(w->d, 2) ? inner(w, depth - 1) : many(w, inner(w, depth - 1))); break;
    default: id = one(w, "callActivity", "<extensionElements><z:calledElement processId='q'/></extensionElements>"); break;
    }
    return (struct block){ id, id };
}

static const char *model(struct drive *d, struct arena *arena)
{
    struct drawing w = { .d = d, .arena = arena, .budget = 14, .calls = true };
    const char *p = inner(&w, 4), *q;

    w.budget = 6;
    w.calls = false;
    q = inner(&w, 3);
    return str_format(arena, "<process id='p' isExecutable='true'>%s</process><process id='q' isExecutable='true'>%s</process>", p, q).at;
}

/* ── The rows a caller would keep ──────────────────────────────────────── */

enum row_state { ROW_OPEN = 1, ROW_HELD, ROW_OVER };
struct row { int64_t activity; enum row_state state; };

struct play {
    struct drive d;
    struct arena *arena;
    struct trace_library library;
    struct bpmn_state *state;
    struct row rows[ROWS_MAX];
    size_t row_count, rounds;
    const char *xml;
    struct str story;
};

static void wrong(struct play *p, const char *what, int64_t activity)
{
    (void)printf("%s\n%.*s\n", p->xml, STR_ARG(trace_print(p->arena, p->state)));
    (void)fflush(stdout);
    fail_msg("%s (activity %lld) after%.*s", what, (long long)activity, STR_ARG(p->story));
}

static struct row *row_of(struct play *p, int64_t activity)
{
    for (size_t i = 0; i < p->row_count; i++)
        if (p->rows[i].activity == activity) return &p->rows[i];
    assert_true(p->row_count < ROWS_MAX);
    p->rows[p->row_count] = (struct row){ activity, ROW_OVER };
    return &p->rows[p->row_count++];
}

static void keep_rows(struct play *p, const struct bpmn_effects *effects)
{
    for (size_t i = 0; i < effects->count; i++) {
        const struct bpmn_effect *e = &effects->items[i];
        struct row *row = e->kind == BPMN_TASK_OPEN || e->kind == BPMN_TASK_CANCEL || e->kind == BPMN_TASK_HOLD ? row_of(p, e->activity) : NULL;

        if (e->kind == BPMN_INCIDENT) wrong(p, "an incident", e->activity);
        if (e->kind == BPMN_TASK_OPEN && row->state == ROW_OPEN) wrong(p, "opened twice", e->activity);
        if (e->kind == BPMN_TASK_HOLD && row->state != ROW_OPEN) wrong(p, "held, but not open", e->activity);
        if (row) row->state = e->kind == BPMN_TASK_OPEN ? ROW_OPEN : e->kind == BPMN_TASK_HOLD ? ROW_HELD : ROW_OVER;
    }
}

/* What the row of a node must be. */
static enum row_state wanted(const struct bpmn_state *s, const struct bpmn_node *node)
{
    for (size_t i = 0; i < s->node_count; i++) {
        const struct bpmn_node *sign = s->nodes[i];
        if (sign->parent != node->id || sign->stage != STAGE_ACTIVE) continue;
        if (sign->role == ROLE_ROUND) return ROW_HELD;
        if (sign->role == ROLE_SIGN) return sign->number == 1 ? ROW_HELD : ROW_OVER;
    }
    return ROW_OPEN;
}

static bool is_user_task(struct play *p, const struct bpmn_node *node)
{
    const struct bpmn *process = p->library.processes[node->process];
    ptrdiff_t at = node->index ? bpmn_element_find(process, node->element) : -1;

    return at >= 0 && str_is(bpmn_element_at(process, (size_t)at).type, "userTask") && node->role != ROLE_BODY && node->role != ROLE_ROUND && node->stage == STAGE_ACTIVE;
}

static void check(struct play *p)
{
    const struct bpmn_state *s = p->state;
    size_t open = 0, rows = 0;

    for (size_t i = 0; !s->ended && i < s->node_count; i++) {
        if (!is_user_task(p, s->nodes[i])) continue;
        if (row_of(p, s->nodes[i]->id)->state != wanted(s, s->nodes[i])) wrong(p, "the row of a task is not as it must be", s->nodes[i]->id);
        open += wanted(s, s->nodes[i]) == ROW_OPEN;
    }
    for (size_t i = 0; i < p->row_count; i++) rows += p->rows[i].state == ROW_OPEN;
    if (rows != open) wrong(p, "open rows without a task", (int64_t)rows);
    if (!s->ended && open == 0) wrong(p, "nobody's turn", 0);
    if (bpmn_state_has_incident(s)) wrong(p, "an incident", 0);
}

/* ── Playing ───────────────────────────────────────────────────────────── */

static bool feed(struct play *p, struct bpmn_event event)
{
    struct bpmn_library library = { trace_find, &p->library };
    struct bpmn_effects effects = { 0 };
    struct bpmn_state *next = NULL;
    struct fault why = { 0 };
    const struct bpmn_node *left;
    enum err err = bpmn_step(p->arena, p->library.processes[0], &library, p->state, &event, 0, &next, &effects, &why);

    if (err && (err != ERR_CONFLICT || event.kind == BPMN_COMPLETE)) wrong(p, why.en, event.activity);
    if (err) return false;
    left = p->state ? bpmn_state_node(p->state, event.activity) : NULL;
    p->story = str_format(p->arena, "%.*s\n%d %lld(%.*s) %.*s", STR_ARG(p->story), (int)event.kind, (long long)event.activity,
                          STR_ARG(left ? left->element : STR("-")), STR_ARG(event.name));
    p->state = next;
    if (event.kind == BPMN_COMPLETE) row_of(p, event.activity)->state = ROW_OVER;
    keep_rows(p, &effects);
    check(p);
    return true;
}

static int64_t any_open(struct play *p)
{
    size_t open = 0, chosen;

    for (size_t i = 0; i < p->row_count; i++) open += p->rows[i].state == ROW_OPEN;
    chosen = open ? (size_t)drive_random(&p->d, open) : 0;
    for (size_t i = 0; open && i < p->row_count; i++)
        if (p->rows[i].state == ROW_OPEN && chosen-- == 0) return p->rows[i].activity;
    return 0;
}

static const struct feel_value *x_is(struct play *p, int64_t x)
{
    return feel_context_with(p->arena, trace_value(p->arena, STR("{}")), STR("x"), feel_integer(p->arena, x));
}

/* A move to any place that can be gone to, mostly from an open task, sometimes from nowhere or from everywhere. */
static bool move(struct play *p)
{
    struct bpmn_library library = { trace_find, &p->library };
    int64_t left = drive_random(&p->d, 8) ? any_open(p) : (int64_t)drive_random(&p->d, 2);
    struct bpmn_target *targets, *target;
    size_t count;

    if (bpmn_state_targets(p->arena, p->library.processes[0], &library, p->state, left, &targets, &count, NULL) || !count) wrong(p, "no targets", left);
    target = &targets[drive_random(&p->d, count)];
    for (int i = 0; i < 6 && drive_random(&p->d, 2) && !target->earlier; i++) target = &targets[drive_random(&p->d, count)];
    if (str_is(target->type, "endEvent")) return false;
    if (feed(p, (struct bpmn_event){ .kind = BPMN_MOVE, .activity = left, .name = target->path })) return true;
    if (left) wrong(p, "a listed target was refused", left);
    return false;
}

/* One more who signs, in any of the ways; a round has a rule of its own and one to four voters. */
static void sign(struct play *p, int64_t open)
{
    static const char *const ways[] = { "before", "after", "instance", "voter", "round", "round", "round" };
    static const char *const voters[] = { "[{}]", "[{}, {}]", "[{}, {}, {}]", "[{}, {}, {}, {}]" };
    struct bpmn_event event = { .kind = BPMN_SIGN, .activity = open, .name = str_from_c(ways[drive_random(&p->d, COUNT_OF(ways))]) };
    const int share = (const int[]){ 0, 34, 50, 67, 100 }[drive_random(&p->d, 5)];

    if (str_is(event.name, "round"))
        event.variables = trace_value(p->arena, str_format(p->arena, "{share: %d, voters: %s}", share, voters[drive_random(&p->d, COUNT_OF(voters))]));
    if (feed(p, event) && str_is(event.name, "round")) p->rounds++;
}

/* What is left of a round is what its rule says: it goes on only while both ends are possible. */
static void check_rounds(struct play *p)
{
    struct bpmn_round *rounds;
    size_t count = bpmn_state_rounds(p->arena, p->state, &rounds), going = 0;

    for (size_t i = 0; i < p->state->node_count; i++) going += p->state->nodes[i]->role == ROLE_ROUND;
    for (size_t i = 0; i < count; i++) {
        int64_t open = rounds[i].asked - rounds[i].agreed - rounds[i].refused, need = 1;

        while (need < rounds[i].asked && need * 100 < rounds[i].asked * rounds[i].share) need++;
        if (rounds[i].result.len) continue;
        going--;
        if (open < 1 || rounds[i].agreed >= need || rounds[i].agreed + open < need) wrong(p, "a round that is decided goes on", rounds[i].task);
    }
    if (going) wrong(p, "a round nobody knows", (int64_t)going);
}

static size_t play(struct play *p)
{
    size_t moves = 0;

    (void)feed(p, (struct bpmn_event){ .kind = BPMN_START, .variables = x_is(p, 0) });
    for (int i = 0; i < EVENTS && !p->state->ended; i++) {
        int64_t open = any_open(p);

        check_rounds(p);
        switch (drive_random(&p->d, 10)) {
        case 0:
        case 1:
        case 2: moves += move(p); break;
        case 3: sign(p, open); break;
        case 4: (void)feed(p, (struct bpmn_event){ .kind = BPMN_UNSIGN, .activity = open }); break;
        default: (void)feed(p, (struct bpmn_event){ .kind = BPMN_COMPLETE, .activity = open, .name = str_from_c((const char *const[]){ "", "", "", "back", "against" }[drive_random(&p->d, 5)]), .variables = x_is(p, (int64_t)drive_random(&p->d, 4)) }); break;
        }
    }
    for (int i = 0; !p->state->ended; i++) {
        check_rounds(p);
        if (i > ENOUGH) wrong(p, "it does not end", 0);
        (void)feed(p, (struct bpmn_event){ .kind = BPMN_COMPLETE, .activity = any_open(p), .variables = x_is(p, 0) });
    }
    return moves;
}

static void every_token(void **unused)
{
    static struct play p;
    size_t moves = 0, rounds = 0;

    (void)unused;
    for (uint64_t seed = 1; seed <= MODELS; seed++) {
        struct arena *arena = arena_open(MEMORY_MAX);

        p = (struct play){ .d = { .seed = seed * UINT64_C(0x9e3779b97f4a7c15) }, .arena = arena, .story = STR("") };
        p.xml = model(&p.d, arena);
        p.library.processes = trace_load(arena, p.xml, &p.library.count);
        moves += play(&p);
        rounds += p.rounds;
        arena_close(arena);
    }
    if (moves <= MODELS || rounds <= MODELS / 4) fail_msg("%zu moves, %zu rounds", moves, rounds);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_token) };

    return cmocka_run_group_tests_name("bpmn", tests, NULL, NULL);
}
