/*
 * page_progress.c - the progress page and its two forms, rating and reopening: they work without script.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/num.h"
#include "modules/command/case_view.h"
#include "modules/command/command.h"
#include "modules/command/page_look.h"
#include "modules/command/public.h"

static struct str time_text(struct call *call, int64_t ms)
{
    char text[32];

    if (!ms || ms >= CLOCK_NEVER) return STR("");
    time_print(ms, text);
    return str_format(call->arena, "%.10s %.5s", text, text + 11);
}

static enum err step_rows(struct call *call, const struct case_record *r, struct page_list *out, struct fault *why)
{
    struct public_step *steps;
    struct page_value *cells;
    size_t count;
    enum err err = public_steps(call, r, &steps, &count, why);

    if (err) return err;
    cells = arena_array(call->arena, struct page_value, count * 2 + 1);
    if (!cells) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < count; i++) {
        cells[i * 2] = (struct page_value){ "at", time_text(call, steps[i].at) };
        cells[i * 2 + 1] = (struct page_value){ "text", page_english(call) ? steps[i].en : steps[i].zh };
    }
    *out = (struct page_list){ "steps", cells, count, 2 };
    return ERR_OK;
}

static enum err photo_rows(struct call *call, const struct case_record *r, struct page_list *out, struct fault *why)
{
    struct file_view *files;
    struct page_value *cells;
    size_t count;
    enum err err = list_files(call->db, call->arena, r->id, &files, &count, why);
    const struct str before = page_english(call) ? STR("as reported") : STR("上报"), after = page_english(call) ? STR("afterwards") : STR("处置后");

    if (err) return err;
    cells = arena_array(call->arena, struct page_value, count * 2 + 1);
    if (!cells) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < count; i++) {
        cells[i * 2] = (struct page_value){ "src", public_photo_url(call, r, &files[i]) };
        cells[i * 2 + 1] = (struct page_value){ "kind", str_is(files[i].kind, "after") ? after : before };
    }
    *out = (struct page_list){ "photos", cells, count, 2 };
    return ERR_OK;
}

/* What was just done (`done` of the query), or what was typed into a form that was refused, and why. */
struct told { struct str done, message, score, solved, comment, reason; };

static struct str yes_or_no(bool fact)
{
    return fact ? STR("yes") : STR("no");
}

static struct str checked(struct str typed, const char *value)
{
    return str_is(typed, value) ? STR("checked") : STR("");
}

static enum err show_found(struct call *call, const struct case_record *r, struct str code, const struct told *told, struct fault *why)
{
    struct world *world = app_of(call)->world;
    const struct item *item = world_item(world, r->item);
    struct page_list lists[2];
    struct time_left left;
    struct resident_view now;
    bool english = page_english(call);
    enum err err = step_rows(call, r, &lists[0], why);

    if (!err) err = photo_rows(call, r, &lists[1], why);
    if (!err) err = public_now(call, r, &now, why);
    if (err) return err;
    case_time_left(world, r->clock_start, r->clock_limit, r->state <= CASE_PAUSED ? r->due_at : 0, call->now_ms, &left);
    const struct page_value values[] = {
        { "number", r->number }, { "code", code }, { "message", told->message }, { "found", STR("yes") },
        { "can_rate", yes_or_no(now.can_rate) }, { "can_reopen", yes_or_no(now.can_reopen) },
        { "verifying", yes_or_no(now.verify_due_at) }, { "verify_due_at", time_text(call, now.verify_due_at) },
        { "rated", yes_or_no(str_is(told->done, "rated") && r->rating) },
        { "reopened", yes_or_no(str_is(told->done, "reopened") && r->state == CASE_OPEN) },
        { "type", !item ? r->item : english ? item->name_en : item->name },
        { "stage", english ? world_stage_en(world, r->stage) : world_stage_zh(world, r->stage) },
        { "state", str_from_c(case_state_name(r->state)) }, { "light", left.light }, { "opened_at", time_text(call, r->opened_at) },
        { "due_at", time_text(call, r->due_at) }, { "reopen_until", time_text(call, now.reopen_until) },
        { "result", !r->result.len ? STR("") : english ? world_result_en(world, r->result) : world_result_zh(world, r->result) },
        { "solved_yes", checked(told->solved, "yes") }, { "solved_no", checked(told->solved, "no") },
        { "score_5", checked(told->score, "5") }, { "score_4", checked(told->score, "4") }, { "score_3", checked(told->score, "3") },
        { "score_2", checked(told->score, "2") }, { "score_1", checked(told->score, "1") },
        { "comment", told->comment }, { "reason", told->reason },
    };
    return page_send(call, english ? app_of(call)->pages->progress_en : app_of(call)->pages->progress_zh, values, COUNT_OF(values), lists, 2, why);
}

/* The page with only the form that looks one up. */
static enum err show_lookup(struct call *call, struct str number, struct str code, struct str message, struct fault *why)
{
    const struct page_value values[] = {
        { "number", number }, { "code", code }, { "message", message }, { "found", STR("no") }, { "can_rate", STR("no") },
        { "can_reopen", STR("no") }, { "verifying", STR("no") }, { "rated", STR("no") }, { "reopened", STR("no") },
    };
    return page_send(call, page_english(call) ? app_of(call)->pages->progress_en : app_of(call)->pages->progress_zh, values,
                     COUNT_OF(values), NULL, 0, why);
}

/* The case, or the lookup form with 404 when number and code do not belong together. */
static enum err show_page(struct call *call, struct str number, struct str code, const struct told *told, struct fault *why)
{
    struct case_record record;
    struct fault missing = { 0 };
    enum err err = public_case(call, str_trim(number), str_trim(code), &record, &missing);

    if (!err) return show_found(call, &record, str_trim(code), told, why);
    if (err != ERR_NOT_FOUND) {
        *why = missing;
        return err;
    }
    call->status = 404;
    return show_lookup(call, number, code, page_words(call, &missing), why);
}

enum err page_progress(struct call *call, struct fault *why)
{
    struct str number = json_get_str(call->query, "number");
    const struct told told = { .done = json_get_str(call->query, "done") };
    enum err err = page_ready(call, why);

    if (err) return err;
    if (!number.len) return show_lookup(call, number, json_get_str(call->query, "code"), STR(""), why);
    return show_page(call, number, json_get_str(call->query, "code"), &told, why);
}

/* ── The forms ─────────────────────────────────────────────────────────── */

static enum err plan_rate(struct call *call, const struct case_record *r, struct work *work, struct fault *why)
{
    struct str solved = json_get_str(call->body, "solved");
    int64_t score;

    if (num_parse_int(json_get_str(call->body, "score"), 1, 5, &score))
        return fault_set(why, ERR_INVALID, "请选择满意度", "please say how satisfied you are");
    if (!str_is(solved, "yes") && !str_is(solved, "no"))
        return fault_set(why, ERR_INVALID, "请选择问题是否解决了", "please say whether the problem was solved");
    return public_plan_rate(call, r, score, str_is(solved, "yes") ? 1 : 2, json_get_str(call->body, "comment"), work, why);
}

static enum err plan_reopen(struct call *call, const struct case_record *r, struct work *work, struct fault *why)
{
    struct str reason = str_trim(json_get_str(call->body, "reason"));

    if (!reason.len) return fault_set(why, ERR_INVALID, "请写明哪里没有办好", "please say what is wrong");
    return public_plan_reopen(call, r, reason, work, why);
}

typedef enum err plan_form(struct call *call, const struct case_record *r, struct work *work, struct fault *why);

static enum err prepare_form(struct call *call, plan_form *plan, struct fault *why)
{
    struct work *work = arena_new(call->arena, struct work);
    struct fault refused = { 0 };
    struct case_record record;
    enum err err = page_ready(call, why);

    if (err) return err;
    if (!work) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    call->work = work;
    err = public_case(call, str_trim(json_get_str(call->body, "number")), str_trim(json_get_str(call->body, "code")), &record, &refused);
    if (!err) err = plan(call, &record, work, &refused);
    return page_planned(call, work, err, &refused, why);
}

static enum err reply_form(struct call *call, const char *done, struct fault *why)
{
    const struct work *work = call->work;
    struct str number = json_get_str(call->body, "number"), code = json_get_str(call->body, "code");
    const struct told told = {
        .message = work->refusal, .score = json_get_str(call->body, "score"), .solved = json_get_str(call->body, "solved"),
        .comment = json_get_str(call->body, "comment"), .reason = json_get_str(call->body, "reason"),
    };

    if (!work->plan) {
        call->status = work->refusal_status;
        return show_page(call, number, code, &told, why);
    }
    call->location = page_progress_address(call, case_plan_record(work->plan)->number, str_trim(code), done);
    return ERR_OK;
}

enum err page_rate_prepare(struct call *call, struct fault *why)
{
    return prepare_form(call, plan_rate, why);
}

enum err page_rate_reply(struct call *call, struct fault *why)
{
    return reply_form(call, "rated", why);
}

enum err page_reopen_prepare(struct call *call, struct fault *why)
{
    return prepare_form(call, plan_reopen, why);
}

enum err page_reopen_reply(struct call *call, struct fault *why)
{
    return reply_form(call, "reopened", why);
}
