/*
 * models_replay.c - POST /api/rehearsals/decision: an edited decision against the newest real ones.
 *
 * A call looks for two seconds at most and says where the next one goes on.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/civil.h"
#include "base/num.h"
#include "base/table.h"
#include "calendar/clock.h"
#include "case/rehearse.h"
#include "modules/models/models_store.h"
#include "modules/models/models_view.h"

enum { REPLAY_MS = 2000, TOTALS_MAX = 200, PAGE_MEMORY = 64 << 20 };

/* What a decision gave, for people; empty when only its own text says it. */
struct words { struct str zh, en; };

/* Equal changes of all cases; `before` and `after` as JSON. */
struct total { struct str field, before, after; int64_t count; struct words was, is; };

struct replay {
    struct call *call;
    const struct dmn *dmn;
    struct str decision;
    bool only_changed;
    int64_t want, from, to, ends_ms;
    int64_t compared, changed, failed, skipped, next;
    struct arena *page;                     /* of the page at hand */
    struct table by_change;                 /* struct total */
    struct total *totals[TOTALS_MAX];
    size_t total_count;
};

/* ── Words ─────────────────────────────────────────────────────────────── */

/* "2 work-hours" as 2 工作时. */
static struct words limit_words(struct arena *arena, struct str text)
{
    struct str unit = text, amount;
    enum clock_unit known;

    if (!str_split(&unit, ' ', &amount) || clock_unit_parse(unit, &known, NULL)) return (struct words){ 0 };
    struct str zh = clock_unit_words(unit, false), en = clock_unit_words(unit, true);
    return (struct words){ str_format(arena, "%.*s %.*s", STR_ARG(amount), STR_ARG(zh)), str_format(arena, "%.*s %.*s", STR_ARG(amount), STR_ARG(en)) };
}

/* "enforcement@street" as the unit of this case. */
static struct words unit_words(const struct replay *r, const struct case_record *record, struct str text)
{
    const struct unit *unit = case_unit_named(r->call->org, record, text);

    return unit ? (struct words){ unit->name, unit->name } : (struct words){ 0 };
}

/* The same of all cases: 综合执法队 of whichever street. */
static struct words unit_words_of_all(const struct replay *r, const struct case_record *record, struct str text)
{
    static const struct { const char *text, *zh, *en; } AREAS[] = {
        { "@community", "所在社区", "its community" }, { "@street", "所在街道", "its street" }, { "@district", "所在区", "its district" },
    };
    const struct unit *unit = case_unit_named(r->call->org, record, text), *parent = unit ? org_unit(r->call->org, unit->parent_id) : NULL;
    struct str name = unit ? unit->name : STR("");

    for (size_t i = 0; i < COUNT_OF(AREAS); i++)
        if (str_is(text, AREAS[i].text)) return (struct words){ str_from_c(AREAS[i].zh), str_from_c(AREAS[i].en) };
    if (parent && name.len > parent->name.len && str_starts(name, parent->name)) name = str_sub(name, parent->name.len, name.len);
    return (struct words){ name, name };
}

static struct words words_of(const struct replay *r, const struct case_record *record, struct str field, struct str text, bool of_all)
{
    if (!text.len) return (struct words){ 0 };
    if (str_is(field, "unit")) return (of_all ? unit_words_of_all : unit_words)(r, record, text);
    return limit_words(r->page, text);
}

static void write_words(struct json_out *out, const struct words *before, const struct words *after)
{
    json_str(out, "before_zh", before->zh);
    json_str(out, "before_en", before->en);
    json_str(out, "after_zh", after->zh);
    json_str(out, "after_en", after->en);
}

/* ── Differences ───────────────────────────────────────────────────────── */

static struct words kept(struct arena *arena, struct words words)
{
    return (struct words){ str_dup(arena, words.zh), str_dup(arena, words.en) };
}

static enum err count_total(struct replay *r, const struct case_record *record, struct str field, struct str before, struct str after,
                            const struct feel_value *was, const struct feel_value *is, struct fault *why)
{
    struct str key = str_format(r->call->arena, "%.*s\n%.*s\n%.*s", STR_ARG(field), STR_ARG(before), STR_ARG(after));
    struct total *total = key.at ? table_get(&r->by_change, key) : NULL;

    if (total) total->count++;
    if (total || r->total_count == TOTALS_MAX) return ERR_OK;
    total = arena_new(r->call->arena, struct total);
    if (!total || !key.at || table_put(&r->by_change, key, total)) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *total = (struct total){ str_dup(r->call->arena, field), str_dup(r->call->arena, before), str_dup(r->call->arena, after), 1,
        kept(r->call->arena, words_of(r, record, field, feel_str(was), true)), kept(r->call->arena, words_of(r, record, field, feel_str(is), true)) };
    r->totals[r->total_count++] = total;
    return ERR_OK;
}

static enum err write_difference(struct replay *r, const struct case_record *record, struct str field, const struct feel_value *was,
                                 const struct feel_value *is, struct fault *why)
{
    struct json_out *out = &r->call->out;
    struct str before = feel_json_text(r->page, was, 0), after = feel_json_text(r->page, is, 0);

    if (!before.at || !after.at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    json_object(out, NULL);
    json_str(out, "field", field);
    json_raw(out, "before", before);
    json_raw(out, "after", after);
    struct words was_words = words_of(r, record, field, feel_str(was), false), is_words = words_of(r, record, field, feel_str(is), false);
    write_words(out, &was_words, &is_words);
    json_close(out);
    return count_total(r, record, field, before, after, was, is, why);
}

/* Field by field where both are contexts.  A reason is words, not a decision. */
static enum err write_differences(struct replay *r, const struct case_record *record, const struct feel_value *was, const struct feel_value *is,
                                  struct fault *why)
{
    const struct feel_value *all;
    enum err err = ERR_OK;

    if (was->type != FEEL_CONTEXT || is->type != FEEL_CONTEXT) return write_difference(r, record, STR("result"), was, is, why);
    all = facts_merge(r->page, was, is);
    for (size_t i = 0; !err && i < all->context.count; i++) {
        struct str name = all->context.entries[i].name;
        const struct feel_value *a = feel_get(was, name), *b = feel_get(is, name);
        if (feel_equal(a, b) != 1) err = write_difference(r, record, name, a, b, why);
    }
    return err;
}

/* ── One case ──────────────────────────────────────────────────────────── */

static void write_rules_before(struct replay *r, struct str matches)
{
    struct json_t *list;

    json_list(&r->call->out, "rules_before");
    if (json_parse(r->page, matches, &list, NULL) == ERR_OK)
        for (size_t i = 0; i < json_count(list); i++) {
            const struct json_t *match = json_at(list, i);
            models_write_rule(r->call, json_get_str(match, "rule"), json_get_int(match, "row", 0), json_get_str(match, "annotation"));
        }
    json_close(&r->call->out);
}

static void write_rules_after(struct replay *r, const struct dmn_result *result)
{
    json_list(&r->call->out, "rules_after");
    for (size_t i = 0; i < result->match_count; i++)
        models_write_rule(r->call, result->matches[i].rule, (int64_t)result->matches[i].row, result->matches[i].annotation);
    json_close(&r->call->out);
}

/* What the decision saw then; of the type, what is in force now. */
static const struct feel_value *inputs_of(const struct replay *r, const struct past_decision *past)
{
    struct json_t *kept;
    const struct feel_value *inputs;
    const struct item *item = world_item(app_of(r->call)->world, past->record.item);

    if (json_parse(r->page, past->inputs, &kept, NULL)) return NULL;
    inputs = feel_from_json(r->page, kept);
    if (inputs->type != FEEL_CONTEXT) return NULL;
    if (feel_str(feel_get(inputs, STR("type"))).len) item = world_item(app_of(r->call)->world, feel_str(feel_get(inputs, STR("type"))));
    return item ? feel_with(r->page, inputs, "item", item->facts) : inputs;
}

static enum err replay_one(struct replay *r, const struct past_decision *past, struct fault *why)
{
    struct json_out *out = &r->call->out;
    const struct item *item = world_item(app_of(r->call)->world, past->record.item);
    const struct unit *street = org_unit(r->call->org, past->record.street_id);
    const struct feel_value *inputs = inputs_of(r, past), *was;
    struct dmn_result result;
    struct json_t *before;
    bool changed, failed;
    enum err err;

    if (!inputs || json_parse(r->page, past->result, &before, NULL)) {
        r->skipped++;
        return ERR_OK;
    }
    was = feel_from_json(r->page, before);
    err = dmn_decide(r->page, r->dmn, r->decision, inputs, past->at, &result, why);
    if (err) return err;
    failed = result.notes.count > 0 && result.value->type == FEEL_NULL;
    changed = !failed && feel_equal(was, result.value) != 1;
    r->compared += !failed;
    r->failed += failed;
    r->changed += changed;
    if (r->only_changed && !changed && !failed) return ERR_OK;
    json_object(out, NULL);
    json_id(out, "id", past->id);
    json_id(out, "case_id", past->record.id);
    json_str(out, "number", past->record.number);
    json_str(out, "type", past->record.item);
    json_str(out, "type_name", item ? item->name : past->record.item);
    json_str(out, "street", street ? street->name : STR(""));
    json_time(out, "at", past->at);
    json_bool(out, "changed", changed);
    write_rules_before(r, past->matches);
    write_rules_after(r, &result);
    json_list(out, "changes");
    if (changed) err = write_differences(r, &past->record, was, result.value, why);
    json_close(out);
    json_text(out, "error_zh", failed ? result.notes.first[0].zh : "");
    json_text(out, "error_en", failed ? result.notes.first[0].en : "");
    json_close(out);
    return err;
}

/* ── All of them ───────────────────────────────────────────────────────── */

/* Only cases where whoever edits may edit. */
static bool reaches(const struct replay *r, const struct case_record *record)
{
    int64_t unit = record->community_id ? record->community_id : record->street_id ? record->street_id : record->district_id;

    return user_may(r->call->org, r->call->user, RIGHT_MODEL_EDIT, unit);
}

/* One page; sets `next` to 0 when there is nothing more to look at. */
static enum err replay_page(struct replay *r, struct fault *why)
{
    struct past_decision *list;
    size_t count;
    int64_t next;
    enum err err = past_decisions(r->call->db, r->page, r->decision, r->next, &list, &count, &next, why);

    for (size_t i = 0; !err && i < count; i++) {
        if (list[i].at < r->from) {
            r->next = 0;
            return ERR_OK;
        }
        if (list[i].at >= r->to || !reaches(r, &list[i].record)) continue;
        err = replay_one(r, &list[i], why);
        r->next = list[i].id;
        if (r->compared + r->failed + r->skipped >= r->want || time_monotonic_ms() >= r->ends_ms) return err;
    }
    if (!err) r->next = next;
    return err;
}

static void write_totals(struct replay *r, bool done)
{
    struct json_out *out = &r->call->out;

    json_int(out, "compared", r->compared);
    json_int(out, "changed", r->changed);
    json_int(out, "failed", r->failed);
    json_int(out, "skipped", r->skipped);
    json_id(out, "next", r->next);
    json_bool(out, "done", done);
    json_list(out, "totals");
    for (size_t i = 0; i < r->total_count; i++) {
        json_object(out, NULL);
        json_str(out, "field", r->totals[i]->field);
        json_raw(out, "before", r->totals[i]->before);
        json_raw(out, "after", r->totals[i]->after);
        write_words(out, &r->totals[i]->was, &r->totals[i]->is);
        json_int(out, "count", r->totals[i]->count);
        json_close(out);
    }
    json_close(out);
}

static enum err read_range(struct call *call, struct replay *r, struct fault *why)
{
    struct str from = json_get_str(call->body, "from"), to = json_get_str(call->body, "to");

    r->to = INT64_MAX;
    if ((from.len && time_parse(from, &r->from)) || (to.len && time_parse(to, &r->to))) return fault_set(why, ERR_INVALID, "时间不合法", "no such time");
    return ERR_OK;
}

/* 404 no such decision, 422 one that does not load. */
enum err rehearse_decision(struct call *call, struct fault *why)
{
    struct replay r = { .call = call, .decision = json_get_str(call->body, "key"), .only_changed = json_get_bool(call->body, "only_changed", false),
                        .want = json_get_int(call->body, "count", 100), .next = json_get_id(call->body, "after"), .ends_ms = time_monotonic_ms() + REPLAY_MS };
    struct arena *arena;
    enum err err = models_arena(call, &arena, why);

    if (!err) err = read_range(call, &r, why);
    if (!err) err = rehearsed_decision(call, arena, &r.dmn, why);
    if (err) return err;
    if (!dmn_has(r.dmn, r.decision)) return fault_set(why, ERR_UNPROCESSABLE, "文件里没有编号为“%.*s”的决策", "the file has no decision \"%.*s\"", STR_ARG(r.decision));
    if (!r.next) r.next = INT64_MAX;
    table_init(&r.by_change, call->arena);
    json_str(&call->out, "decision", r.decision);
    json_list(&call->out, "items");
    r.page = arena_open(PAGE_MEMORY);
    if (!r.page) err = fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    while (!err && r.next && r.compared + r.failed + r.skipped < r.want && time_monotonic_ms() < r.ends_ms) {
        arena_reset(r.page);
        err = replay_page(&r, why);
    }
    arena_close(r.page);
    json_close(&call->out);
    if (!err) write_totals(&r, !r.next || r.compared + r.failed + r.skipped >= r.want);
    return err;
}
