/*
 * state_print.c - a state for people to read: a line for each thing in it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/state.h"

static const char *const ROLES[] = { "", " loop", " instance", " compensates", " signature", " round" };
static const char *const STAGES[] = { "entering", "starting", "active", "completing", "ended" };
static const char *const TOKENS[] = { "waits", "spent", "held" };
static const char *const WAITS[] = { "message", "timer", "signal", "condition" };

static void print_str(struct buf *out, const char *label, struct str text)
{
    if (!text.len) return;
    buf_text(out, label);
    buf_str(out, text);
}

static void print_number(struct buf *out, const char *label, int64_t number)
{
    if (!number) return;
    buf_text(out, label);
    buf_int(out, number);
}

static void print_value(struct buf *out, const char *label, const struct feel_value *value)
{
    if (!value) return;
    buf_text(out, label);
    feel_print(out, value);
}

static void print_node(struct buf *out, const struct bpmn_state *state, const struct bpmn_node *node)
{
    buf_printf(out, "node %lld %.*s/%.*s %s%s", (long long)node->id, STR_ARG(state->processes[node->process].wanted.id), STR_ARG(node->element),
               STAGES[node->stage], ROLES[node->role]);
    print_number(out, " in ", node->parent);
    print_number(out, " for ", node->cause);
    print_number(out, " of record ", node->past);
    print_number(out, " number ", node->number);
    print_str(out, " chosen ", node->chosen_element);
    print_str(out, " aim ", node->aim);
    if (node->loop) {
        print_number(out, " of ", node->loop->total);
        print_number(out, " started ", node->loop->started);
        print_number(out, " completed ", node->loop->completed);
        print_number(out, " terminated ", node->loop->terminated);
        print_number(out, " dropped ", node->loop->dropped);
        print_value(out, " items ", node->loop->items);
        print_value(out, " results ", node->loop->results);
    }
    if (node->stuck) {
        print_str(out, " stuck ", node->stuck->code);
        print_str(out, ": ", node->stuck->en);
    }
    print_value(out, " ", node->variables);
    buf_byte(out, '\n');
}

static void print_wait(struct buf *out, const struct bpmn_wait *wait)
{
    buf_printf(out, "wait %lld in %lld %s %.*s", (long long)wait->id, (long long)wait->node, WAITS[wait->kind], STR_ARG(wait->element));
    print_number(out, " trigger ", wait->trigger);
    print_str(out, " name ", wait->name);
    print_number(out, " due ", wait->due_ms);
    print_number(out, " left ", wait->left);
    print_str(out, " every ", wait->every);
    buf_text(out, wait->fired ? " fired\n" : "\n");
}

void bpmn_state_print(struct buf *out, const struct bpmn_state *state)
{
    buf_printf(out, "last %lld%s%s\n", (long long)state->last_id, state->ended ? " ended" : "", state->cancelled ? " cancelled" : "");
    for (size_t i = 0; i < state->process_count; i++) {
        const struct bpmn_wanted *wanted = &state->processes[i].wanted;
        buf_printf(out, "process %.*s%s", STR_ARG(wanted->id), wanted->binding == BPMN_DEPLOYMENT ? " as deployed with it" : "");
        print_str(out, " tag ", wanted->tag);
        buf_byte(out, '\n');
    }
    for (size_t i = 0; i < state->node_count; i++) print_node(out, state, state->nodes[i]);
    for (size_t i = 0; i < state->token_count; i++)
        buf_printf(out, "token in %lld %s at %.*s by %.*s\n", (long long)state->tokens[i].scope, TOKENS[state->tokens[i].kind],
                   STR_ARG(state->tokens[i].element), STR_ARG(state->tokens[i].flow_id));
    for (size_t i = 0; i < state->wait_count; i++) print_wait(out, &state->waits[i]);
    for (size_t i = 0; i < state->past_count; i++) {
        const struct bpmn_past *past = &state->pasts[i];
        buf_printf(out, "record %lld in %lld %.*s/%.*s", (long long)past->id, (long long)past->scope, STR_ARG(state->processes[past->process].wanted.id), STR_ARG(past->element));
        print_value(out, " ", past->variables);
        buf_byte(out, '\n');
    }
}
