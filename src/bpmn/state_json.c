/*
 * state_json.c - a state as compact JSON.
 *
 * {"v":1,"last":…,"processes":[…],"nodes":[…],"tokens":[…],"waits":[…],"pasts":[…]}
 * with one-letter names inside, absent when zero: i id, u the node above it
 * (parent, scope, owner), e element, x variables.  The order is that of the
 * state, so one state has one text.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/state_json.h"

enum { STATE_VERSION = 1, LIST_MAX = 60000 };
static const int64_t NUMBER_MAX = INT64_C(4000000000000000);

/* ── Out ───────────────────────────────────────────────────────────────── */

static void put_int(struct json_out *out, const char *key, int64_t value)
{
    if (value) json_int(out, key, value);
}

static void put_str(struct json_out *out, const char *key, struct str value)
{
    if (value.len) json_str(out, key, value);
}

static void put_value(struct json_out *out, struct arena *arena, const char *key, const struct feel_value *value)
{
    if (value) bpmn_value_write(out, arena, key, value);
}

static void write_node(struct json_out *out, struct arena *arena, const struct bpmn_node *node)
{
    json_object(out, NULL);
    json_int(out, "i", node->id);
    put_int(out, "u", node->parent);
    put_int(out, "p", node->process);
    json_str(out, "e", node->element);
    put_int(out, "r", node->role);
    put_int(out, "s", node->stage);
    put_int(out, "c", node->cause);
    put_int(out, "b", node->past);
    put_int(out, "n", node->number);
    put_str(out, "h", node->chosen_element);
    put_str(out, "a", node->aim);
    if (node->stuck) {
        json_list(out, "k");
        json_str(out, NULL, node->stuck->code);
        json_str(out, NULL, node->stuck->zh);
        json_str(out, NULL, node->stuck->en);
        json_close(out);
    }
    if (node->loop) {
        json_object(out, "l");
        put_int(out, "n", node->loop->total);
        put_int(out, "s", node->loop->started);
        put_int(out, "c", node->loop->completed);
        put_int(out, "t", node->loop->terminated);
        put_int(out, "d", node->loop->dropped);
        put_value(out, arena, "items", node->loop->items);
        put_value(out, arena, "results", node->loop->results);
        json_close(out);
    }
    put_value(out, arena, "x", node->variables);
    json_close(out);
}

static void write_token(struct json_out *out, const struct bpmn_token *token)
{
    json_object(out, NULL);
    json_int(out, "u", token->scope);
    put_int(out, "k", token->kind);
    json_str(out, "e", token->element);
    put_str(out, "f", token->flow_id);
    json_close(out);
}

static void write_wait(struct json_out *out, const struct bpmn_wait *wait)
{
    json_object(out, NULL);
    json_int(out, "i", wait->id);
    json_int(out, "u", wait->node);
    put_int(out, "k", wait->kind);
    json_str(out, "e", wait->element);
    put_int(out, "t", wait->trigger);
    put_str(out, "n", wait->name);
    put_int(out, "d", wait->due_ms);
    put_int(out, "l", wait->left);
    put_str(out, "y", wait->every);
    if (wait->fired) json_bool(out, "f", true);
    json_close(out);
}

static void write_past(struct json_out *out, struct arena *arena, const struct bpmn_past *past)
{
    json_object(out, NULL);
    json_int(out, "i", past->id);
    json_int(out, "u", past->scope);
    put_int(out, "p", past->process);
    json_str(out, "e", past->element);
    put_value(out, arena, "x", past->variables);
    json_close(out);
}

/* Its id; with a binding [id, binding, tag]. */
static void write_process(struct json_out *out, const struct bpmn_wanted *wanted)
{
    if (wanted->binding == BPMN_LATEST) {
        json_str(out, NULL, wanted->id);
        return;
    }
    json_list(out, NULL);
    json_str(out, NULL, wanted->id);
    json_int(out, NULL, wanted->binding);
    json_str(out, NULL, wanted->tag.at ? wanted->tag : STR(""));
    json_close(out);
}

struct str bpmn_state_write(struct arena *arena, const struct bpmn_state *state)
{
    struct json_out out;
    struct buf buf;

    buf_init(&buf, arena, 0);
    json_begin(&out, &buf);
    json_object(&out, NULL);
    json_int(&out, "v", STATE_VERSION);
    json_int(&out, "last", state->last_id);
    if (state->ended) json_bool(&out, "ended", true);
    if (state->cancelled) json_bool(&out, "cancelled", true);
    json_list(&out, "processes");
    for (size_t i = 0; i < state->process_count; i++) write_process(&out, &state->processes[i].wanted);
    json_close(&out);
    json_list(&out, "nodes");
    for (size_t i = 0; i < state->node_count; i++) write_node(&out, arena, state->nodes[i]);
    json_close(&out);
    json_list(&out, "tokens");
    for (size_t i = 0; i < state->token_count; i++) write_token(&out, &state->tokens[i]);
    json_close(&out);
    json_list(&out, "waits");
    for (size_t i = 0; i < state->wait_count; i++) write_wait(&out, &state->waits[i]);
    json_close(&out);
    json_list(&out, "pasts");
    for (size_t i = 0; i < state->past_count; i++) write_past(&out, arena, &state->pasts[i]);
    json_close(&out);
    json_close(&out);
    return json_done(&out) && buf_ok(&buf) ? buf_done(&buf) : STR_NONE;
}

/* ── In ────────────────────────────────────────────────────────────────── */

struct source {
    struct arena *arena;
    struct bpmn_state *s;
    bool broken, no_memory;
};

static int64_t take_int(struct source *in, const struct json_t *node, const char *key, int64_t min, int64_t max)
{
    int64_t value = json_get_int(node, key, 0);

    if (value >= min && value <= max) return value;
    in->broken = true;
    return min;
}

static struct str take_str(struct source *in, const struct json_t *node, const char *key)
{
    struct str text = json_get_str(node, key), copy;

    if (!text.at) return STR_NONE;
    copy = str_dup(in->arena, text);
    if (!copy.at) in->no_memory = true;
    return copy;
}

static const struct feel_value *take_value(struct source *in, const struct json_t *node, const char *key,
                                           enum feel_type type)
{
    const struct json_t *child = json_get(node, key);
    const struct feel_value *value;

    if (!child) return NULL;
    value = bpmn_value_read(in->arena, child);
    if (!value || value->type != type) in->broken = true;
    return value;
}

static void read_stuck(struct source *in, const struct json_t *list, struct bpmn_node *out)
{
    struct str *parts[3];

    out->stuck = arena_new(in->arena, struct bpmn_stuck);
    if (!out->stuck) {
        in->no_memory = true;
        return;
    }
    parts[0] = &out->stuck->code;
    parts[1] = &out->stuck->zh;
    parts[2] = &out->stuck->en;
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        struct str text;
        if (json_count(list) != COUNT_OF(parts) || !json_is_text(json_at(list, i), &text))
            in->broken = true;
        else
            *parts[i] = str_dup(in->arena, text);
    }
}

static void read_loop(struct source *in, const struct json_t *node, struct bpmn_node *out)
{
    out->loop = arena_new(in->arena, struct bpmn_iteration);
    if (!out->loop) {
        in->no_memory = true;
        return;
    }
    out->loop->total = take_int(in, node, "n", 0, BPMN_INSTANCES_MAX);
    out->loop->started = take_int(in, node, "s", 0, NUMBER_MAX);
    out->loop->completed = take_int(in, node, "c", 0, NUMBER_MAX);
    out->loop->terminated = take_int(in, node, "t", 0, NUMBER_MAX);
    out->loop->dropped = take_int(in, node, "d", 0, NUMBER_MAX);
    out->loop->items = take_value(in, node, "items", FEEL_LIST);
    out->loop->results = take_value(in, node, "results", FEEL_LIST);
}

static void read_node(struct source *in, const struct json_t *node, struct bpmn_node *out)
{
    out->id = take_int(in, node, "i", 1, in->s->last_id);
    out->parent = take_int(in, node, "u", 0, in->s->last_id);
    out->process = (int32_t)take_int(in, node, "p", 0, (int64_t)in->s->process_count - 1);
    out->element = take_str(in, node, "e");
    out->role = (enum bpmn_role)take_int(in, node, "r", 0, ROLE_ROUND);
    out->stage = (enum bpmn_stage)take_int(in, node, "s", 0, STAGE_ENDED);
    out->cause = take_int(in, node, "c", 0, in->s->last_id);
    out->past = take_int(in, node, "b", 0, in->s->last_id);
    out->number = take_int(in, node, "n", 0, NUMBER_MAX);
    out->chosen_element = take_str(in, node, "h");
    out->aim = take_str(in, node, "a");
    if (json_get(node, "k")) read_stuck(in, json_get(node, "k"), out);
    if (json_get(node, "l")) read_loop(in, json_get(node, "l"), out);
    out->variables = take_value(in, node, "x", FEEL_CONTEXT);
}

static void read_process(struct source *in, const struct json_t *node, struct bpmn_wanted *out)
{
    struct str id, tag = STR("");
    bool bound = json_count(node) == 3;
    int64_t binding = bound ? json_as_int(json_at(node, 1)) : BPMN_LATEST;

    if (!json_is_text(bound ? json_at(node, 0) : node, &id) || (bound && !json_is_text(json_at(node, 2), &tag)) ||
        (bound && (binding < BPMN_DEPLOYMENT || binding > BPMN_VERSION_TAG))) {
        in->broken = true;
        return;
    }
    *out = (struct bpmn_wanted){ str_dup(in->arena, id), (enum bpmn_binding)binding, str_dup(in->arena, tag) };
    if (!out->id.at || !out->tag.at) in->no_memory = true;
}

static void read_token(struct source *in, const struct json_t *node, struct bpmn_token *out)
{
    out->scope = take_int(in, node, "u", 1, in->s->last_id);
    out->kind = (enum bpmn_token_kind)take_int(in, node, "k", 0, TOKEN_HELD);
    out->element = take_str(in, node, "e");
    out->flow_id = take_str(in, node, "f");
}

static void read_wait(struct source *in, const struct json_t *node, struct bpmn_wait *out)
{
    out->id = take_int(in, node, "i", 1, in->s->last_id);
    out->node = take_int(in, node, "u", 1, in->s->last_id);
    out->kind = (enum bpmn_trigger_kind)take_int(in, node, "k", 0, TRIGGER_CONDITION);
    out->element = take_str(in, node, "e");
    out->trigger = (int32_t)take_int(in, node, "t", 0, 1000);
    out->name = take_str(in, node, "n");
    out->due_ms = take_int(in, node, "d", -NUMBER_MAX, NUMBER_MAX);
    out->left = take_int(in, node, "l", -1, 1000000);
    out->every = take_str(in, node, "y");
    out->fired = json_get_bool(node, "f", false);
}

static void read_past(struct source *in, const struct json_t *node, struct bpmn_past *out)
{
    out->id = take_int(in, node, "i", 1, in->s->last_id);
    out->scope = take_int(in, node, "u", 1, in->s->last_id);
    out->process = (int32_t)take_int(in, node, "p", 0, (int64_t)in->s->process_count - 1);
    out->element = take_str(in, node, "e");
    out->variables = take_value(in, node, "x", FEEL_CONTEXT);
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

/* How many entries a list has; too many is broken. */
static size_t length(struct source *in, const struct json_t *root, const char *key)
{
    size_t count = json_count(json_get(root, key));

    if (count > LIST_MAX) in->broken = true;
    return in->broken ? 0 : count;
}

static bool read_lists(struct source *in, const struct json_t *root)
{
    struct bpmn_state *s = in->s;
    const struct json_t *nodes = json_get(root, "nodes"), *tokens = json_get(root, "tokens"),
                        *waits = json_get(root, "waits"), *pasts = json_get(root, "pasts");
    struct bpmn_node *block;

    s->node_count = s->node_cap = length(in, root, "nodes");
    s->token_count = s->token_cap = length(in, root, "tokens");
    s->wait_count = s->wait_cap = length(in, root, "waits");
    s->past_count = s->past_cap = length(in, root, "pasts");
    block = arena_array(in->arena, struct bpmn_node, s->node_count + 1);
    s->nodes = arena_array(in->arena, struct bpmn_node *, s->node_count + 1);
    s->tokens = arena_array(in->arena, struct bpmn_token, s->token_count + 1);
    s->waits = arena_array(in->arena, struct bpmn_wait, s->wait_count + 1);
    s->pasts = arena_array(in->arena, struct bpmn_past, s->past_count + 1);
    if (!block || !s->nodes || !s->tokens || !s->waits || !s->pasts) return false;
    for (size_t i = 0; i < s->node_count; i++) {
        s->nodes[i] = &block[i];
        block[i].index = block[i].chosen = BPMN_NONE;
        read_node(in, json_at(nodes, i), &block[i]);
        if (i && block[i].id <= block[i - 1].id) in->broken = true;
    }
    for (size_t i = 0; i < s->token_count; i++) read_token(in, json_at(tokens, i), &s->tokens[i]);
    for (size_t i = 0; i < s->wait_count; i++) read_wait(in, json_at(waits, i), &s->waits[i]);
    for (size_t i = 0; i < s->past_count; i++) read_past(in, json_at(pasts, i), &s->pasts[i]);
    if (!pasts_ordered(s)) in->broken = true;
    return true;
}

enum err bpmn_state_read(struct arena *arena, struct str text, struct bpmn_state **out, struct fault *why)
{
    struct source in = { .arena = arena, .s = arena_new(arena, struct bpmn_state) };
    const struct json_t *processes;
    struct json_t *root;
    enum err err = json_parse(arena, text, &root, why);

    if (err) return err;
    if (!in.s) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    if (json_get_int(root, "v", 0) != STATE_VERSION)
        return fault_set(why, ERR_INVALID, "流程实例的版本不认识", "the instance is of an unknown version");
    in.s->last_id = take_int(&in, root, "last", 1, NUMBER_MAX);
    in.s->ended = json_get_bool(root, "ended", false);
    in.s->cancelled = json_get_bool(root, "cancelled", false);
    processes = json_get(root, "processes");
    in.s->process_count = in.s->process_cap = json_count(processes);
    if (in.s->process_count == 0 || in.s->process_count > BPMN_PROCESSES_MAX || in.broken)
        return fault_set(why, ERR_INVALID, "流程实例已损坏", "the instance is damaged");
    in.s->processes = arena_array(arena, struct bpmn_process_ref, in.s->process_count);
    for (size_t i = 0; in.s->processes && i < in.s->process_count; i++)
        read_process(&in, json_at(processes, i), &in.s->processes[i].wanted);
    if (!in.s->processes || !read_lists(&in, root) || in.no_memory)
        return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    if (in.broken || in.s->node_count == 0)
        return fault_set(why, ERR_INVALID, "流程实例已损坏", "the instance is damaged");
    bpmn_state_recount(in.s);
    *out = in.s;
    return ERR_OK;
}
