/*
 * state_read.c - a state from its stored form (bpmn/state_form.h); hostile bytes are refused.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/state_form.h"

#include "base/pack.h"

enum { LIST_MAX = 60000, REPEATS_MAX = 1000000, TRIGGERS_MAX = 1000 };
static const uint64_t NUMBER_MAX = UINT64_C(4000000000000000);

struct source {
    struct arena *arena;
    struct bpmn_state *s;
    struct wire in;
    bool no_memory;
};

static void *more(struct source *from, void *at)
{
    if (!at) from->no_memory = true;
    return at;
}

/* A number within the bounds, which may be negative. */
static int64_t take_signed(struct source *from, int64_t min, int64_t max)
{
    int64_t value = wire_get_signed(&from->in);

    if (value >= min && value <= max) return value;
    from->in.broken = true;
    return 0;
}

static int64_t take_number(struct source *from, uint64_t min, uint64_t max)
{
    uint64_t value = wire_get_upto(&from->in, max);

    if (value < min) from->in.broken = true;
    return (int64_t)value;
}

/* The id of something in this instance; 0 is none. */
static int64_t take_id(struct source *from, uint64_t min)
{
    return take_number(from, min, (uint64_t)from->s->last_id);
}

static int32_t take_process(struct source *from)
{
    return (int32_t)wire_get_upto(&from->in, from->s->process_count - 1);
}

static const struct feel_value *take_value(struct source *from, enum feel_type type)
{
    const struct feel_value *value = feel_take(from->arena, &from->in);

    if (!value && !from->in.broken) from->no_memory = true;
    if (value && value->type != type) from->in.broken = true;
    return value;
}

static void read_process(struct source *from, struct bpmn_wanted *out)
{
    out->id = wire_get_str(&from->in);
    out->binding = (enum bpmn_binding)wire_get_upto(&from->in, BPMN_VERSION_TAG);
    out->tag = out->binding == BPMN_LATEST ? STR("") : wire_get_str(&from->in);
}

static void read_stuck(struct source *from, struct bpmn_node *out)
{
    struct bpmn_stuck *stuck = more(from, arena_new(from->arena, struct bpmn_stuck));

    if (!stuck) return;
    stuck->code = wire_get_str(&from->in);
    stuck->zh = wire_get_str(&from->in);
    stuck->en = wire_get_str(&from->in);
    out->stuck = stuck;
}

static void read_loop(struct source *from, struct bpmn_node *out)
{
    struct bpmn_iteration *loop = more(from, arena_new(from->arena, struct bpmn_iteration));
    uint64_t parts;

    if (!loop) return;
    loop->total = take_number(from, 0, BPMN_INSTANCES_MAX);
    loop->started = take_number(from, 0, NUMBER_MAX);
    loop->completed = take_number(from, 0, NUMBER_MAX);
    loop->terminated = take_number(from, 0, NUMBER_MAX);
    loop->dropped = take_number(from, 0, NUMBER_MAX);
    parts = wire_get_upto(&from->in, LOOP_PARTS);
    if (parts & LOOP_ITEMS) loop->items = take_value(from, FEEL_LIST);
    if (parts & LOOP_RESULTS) loop->results = take_value(from, FEEL_LIST);
    out->loop = loop;
}

static void read_node(struct source *from, struct bpmn_node *out)
{
    uint64_t parts;

    out->index = out->chosen = BPMN_NONE;
    out->id = take_id(from, 1);
    out->parent = take_id(from, 0);
    out->element = wire_get_str(&from->in);
    out->role = (enum bpmn_role)wire_get_upto(&from->in, ROLE_ROUND);
    out->stage = (enum bpmn_stage)wire_get_upto(&from->in, STAGE_ENDED);
    parts = wire_get_upto(&from->in, NODE_PARTS);
    if (parts & NODE_PROCESS) out->process = take_process(from);
    if (parts & NODE_CAUSE) out->cause = take_id(from, 0);
    if (parts & NODE_PAST) out->past = take_id(from, 0);
    if (parts & NODE_NUMBER) out->number = take_number(from, 0, NUMBER_MAX);
    if (parts & NODE_CHOSEN) out->chosen_element = wire_get_str(&from->in);
    if (parts & NODE_AIM) out->aim = wire_get_str(&from->in);
    if (parts & NODE_STUCK) read_stuck(from, out);
    if (parts & NODE_LOOP) read_loop(from, out);
    if (parts & NODE_VARIABLES) out->variables = take_value(from, FEEL_CONTEXT);
}

static void read_token(struct source *from, struct bpmn_token *out)
{
    out->scope = take_id(from, 1);
    out->kind = (enum bpmn_token_kind)wire_get_upto(&from->in, TOKEN_HELD);
    out->element = wire_get_str(&from->in);
    out->flow_id = wire_get_str(&from->in);
}

static void read_wait(struct source *from, struct bpmn_wait *out)
{
    uint64_t parts;

    out->id = take_id(from, 1);
    out->node = take_id(from, 1);
    out->kind = (enum bpmn_trigger_kind)wire_get_upto(&from->in, TRIGGER_CONDITION);
    out->element = wire_get_str(&from->in);
    parts = wire_get_upto(&from->in, WAIT_PARTS);
    if (parts & WAIT_TRIGGER) out->trigger = (int32_t)wire_get_upto(&from->in, TRIGGERS_MAX);
    if (parts & WAIT_NAME) out->name = wire_get_str(&from->in);
    if (parts & WAIT_DUE) out->due_ms = take_signed(from, -(int64_t)NUMBER_MAX, (int64_t)NUMBER_MAX);
    if (parts & WAIT_LEFT) out->left = take_signed(from, -1, REPEATS_MAX);
    if (parts & WAIT_EVERY) out->every = wire_get_str(&from->in);
    out->fired = parts & WAIT_FIRED;
}

static void read_past(struct source *from, struct bpmn_past *out)
{
    out->id = take_id(from, 1);
    out->scope = take_id(from, 1);
    out->process = take_process(from);
    out->element = wire_get_str(&from->in);
    if (wire_get_upto(&from->in, 1)) out->variables = take_value(from, FEEL_CONTEXT);
}

/* Is one of the first `count` records, which are in order, this one? */
static bool has_past(const struct bpmn_state *s, size_t count, int64_t id)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s->pasts[middle].id == id) return true;
        if (s->pasts[middle].id < id) low = middle + 1;
        else high = middle;
    }
    return false;
}

/* Records are in order, and a record inside another is the older one: no walk along them goes round. */
static bool pasts_ordered(const struct bpmn_state *s)
{
    for (size_t i = 0; i < s->past_count; i++)
        if ((i && s->pasts[i].id <= s->pasts[i - 1].id) || has_past(s, i + 1, s->pasts[i].scope)) return false;
    return true;
}

/* Room for a list whose items take at least `least` bytes; NULL and *count 0 when it cannot be. */
static void *list_of(struct source *from, size_t least, size_t size, size_t *count, size_t *cap)
{
    size_t items = wire_get_count(&from->in, least);

    if (items > LIST_MAX) from->in.broken = true;
    if (from->in.broken) items = 0;
    *cap = items + 1;
    *count = items;
    return more(from, arena_calloc(from->arena, items + 1, size));
}

static void read_nodes(struct source *from)
{
    enum { LEAST = 6 };
    struct bpmn_state *s = from->s;
    size_t count;
    struct bpmn_node *block = list_of(from, LEAST, sizeof *block, &count, &s->node_cap);

    s->nodes = more(from, arena_array(from->arena, struct bpmn_node *, count + 1));
    for (size_t i = 0; block && s->nodes && i < count && !from->in.broken && !from->no_memory; i++) {
        s->nodes[i] = &block[i];
        read_node(from, &block[i]);
        if (i && block[i].id <= block[i - 1].id) from->in.broken = true;
        s->node_count++;
    }
}

static void read_state(struct source *from)
{
    enum { PROCESS_LEAST = 2, TOKEN_LEAST = 4, WAIT_LEAST = 5, PAST_LEAST = 5 };
    struct bpmn_state *s = from->s;
    uint64_t flags;

    s->last_id = take_number(from, 1, NUMBER_MAX);
    flags = wire_get_upto(&from->in, STATE_ENDED | STATE_CANCELLED);
    s->ended = flags & STATE_ENDED;
    s->cancelled = flags & STATE_CANCELLED;
    s->processes = list_of(from, PROCESS_LEAST, sizeof *s->processes, &s->process_count, &s->process_cap);
    if (s->process_count == 0 || s->process_count > BPMN_PROCESSES_MAX) from->in.broken = true;
    if (from->in.broken || from->no_memory) return;
    for (size_t i = 0; i < s->process_count; i++) read_process(from, &s->processes[i].wanted);
    read_nodes(from);
    s->tokens = list_of(from, TOKEN_LEAST, sizeof *s->tokens, &s->token_count, &s->token_cap);
    for (size_t i = 0; s->tokens && i < s->token_count; i++) read_token(from, &s->tokens[i]);
    s->waits = list_of(from, WAIT_LEAST, sizeof *s->waits, &s->wait_count, &s->wait_cap);
    for (size_t i = 0; s->waits && i < s->wait_count; i++) read_wait(from, &s->waits[i]);
    s->pasts = list_of(from, PAST_LEAST, sizeof *s->pasts, &s->past_count, &s->past_cap);
    for (size_t i = 0; s->pasts && i < s->past_count; i++) read_past(from, &s->pasts[i]);
}

enum err bpmn_state_read(struct arena *arena, struct str bytes, struct bpmn_state **out, struct fault *why)
{
    struct source from = { .arena = arena, .s = arena_new(arena, struct bpmn_state) };
    struct str plain;
    enum err err;

    if (!from.s) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    if (!bytes.len || bytes.at[0] != STATE_VERSION) return fault_set(why, ERR_INVALID, "流程实例的版本不认识", "the instance is of an unknown version");
    err = unpack(arena, str_sub(bytes, 1, bytes.len), STATE_BYTES_MAX, &plain, why);
    if (err) return err;
    from.in = wire_of(plain);
    read_state(&from);
    if (from.no_memory) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    if (!wire_at_end(&from.in) || from.s->node_count == 0 || !pasts_ordered(from.s)) return fault_set(why, ERR_INVALID, "流程实例已损坏", "the instance is damaged");
    bpmn_state_recount(from.s);
    *out = from.s;
    return ERR_OK;
}
