/*
 * rehearse_text.c - a rehearsal as text, and back.
 *
 * It comes back from a page: everything in it is checked as it is read.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/rehearse.h"

#include "base/crypto.h"

static const char *const WAITS[REHEARSAL__WAITS] = { "task", "service", "decision", "message", "signal" };

/* The stored form in hexadecimal. */
static struct str state_text(const struct rehearsal *r)
{
    struct str stored = bpmn_state_write(r->arena, r->state);
    char *text = stored.at ? arena_raw(r->arena, 2 * stored.len + 1) : NULL;

    if (!text) return STR_NONE;
    hex_print((const unsigned char *)stored.at, stored.len, text);
    return (struct str){ text, 2 * stored.len };
}

static enum err read_state(struct rehearsal *r, struct str text, struct fault *why)
{
    unsigned char *stored = arena_raw(r->arena, text.len / 2 + 1);

    if (!stored) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    if (text.len % 2 || hex_parse(text, stored, text.len / 2)) return fault_set(why, ERR_INVALID, "试演的状态已损坏", "the state of the rehearsal is damaged");
    return bpmn_state_read(r->arena, (struct str){ (const char *)stored, text.len / 2 }, &r->state, why);
}

struct str rehearse_write(const struct rehearsal *r)
{
    struct json_out out;
    struct buf buf;

    buf_init(&buf, r->arena, REHEARSAL_TEXT_MAX);
    json_begin(&out, &buf);
    json_object(&out, NULL);
    json_int(&out, "v", 1);
    json_str(&out, "process", r->process_key);
    json_int(&out, "now", r->now_ms);
    json_bool(&out, "ended", r->ended);
    json_str(&out, "state", state_text(r));
    json_list(&out, "open");
    for (size_t i = 0; i < r->open.count; i++) {
        const struct rehearsal_open *open = &r->open.at[i];
        json_object(&out, NULL);
        json_text(&out, "kind", WAITS[open->kind]);
        json_int(&out, "activity", open->activity);
        json_int(&out, "due", open->due_ms);
        json_str(&out, "process", open->process);
        json_str(&out, "element", open->element);
        json_str(&out, "name", open->name);
        json_str(&out, "form", open->form);
        json_str(&out, "candidates", open->candidates);
        json_str(&out, "assignee", open->assignee);
        json_str(&out, "data", open->data);
        json_close(&out);
    }
    json_close(&out);
    json_close(&out);
    return json_done(&out) ? buf_done(&buf) : STR_NONE;
}

static struct str text_of(const struct json_t *node, const char *name)
{
    struct str text = json_get_str(node, name);

    return text.at ? text : STR("");
}

static enum err read_open(struct rehearsal *r, const struct json_t *node, struct fault *why)
{
    struct rehearsal_open *open = LIST_ADD(r->arena, &r->open);
    struct str kind = json_get_str(node, "kind"), data = text_of(node, "data");
    struct json_t *parsed;
    int which = 0;

    if (!open) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    while (which < REHEARSAL__WAITS && !str_is(kind, WAITS[which])) which++;
    if (which == REHEARSAL__WAITS || (data.len && json_parse(r->arena, data, &parsed, NULL))) return fault_set(why, ERR_INVALID, "试演的状态已损坏", "the state of the rehearsal is damaged");
    *open = (struct rehearsal_open){
        .kind = (enum rehearsal_wait)which, .activity = json_get_int(node, "activity", 0), .due_ms = json_get_int(node, "due", 0),
        .process = text_of(node, "process"), .element = text_of(node, "element"), .name = text_of(node, "name"), .form = text_of(node, "form"),
        .candidates = text_of(node, "candidates"), .assignee = text_of(node, "assignee"), .data = data,
    };
    return ERR_OK;
}

enum err rehearse_read(struct rehearsal *r, struct str text, struct fault *why)
{
    const struct json_t *open;
    struct json_t *root;
    enum err err = json_parse(r->arena, text, &root, why);

    if (err) return err;
    if (json_get_int(root, "v", 0) != 1 || !json_get_str(root, "state").at || json_count(json_get(root, "open")) > REHEARSAL_OPEN_MAX)
        return fault_set(why, ERR_INVALID, "试演的状态已损坏", "the state of the rehearsal is damaged");
    if (!str_eq(json_get_str(root, "process"), r->process_key))
        return fault_set(why, ERR_CONFLICT, "试演的是另一个流程，请重新开始", "the rehearsal is of another process; begin again");
    r->now_ms = json_get_int(root, "now", 0);
    r->ended = json_get_bool(root, "ended", false);
    open = json_get(root, "open");
    for (size_t i = 0; !err && i < json_count(open); i++) err = read_open(r, json_at(open, i), why);
    return err ? err : read_state(r, json_get_str(root, "state"), why);
}
