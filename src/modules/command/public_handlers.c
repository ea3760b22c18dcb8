/*
 * public_handlers.c - residents: report without login, follow, rate, reopen.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/crypto.h"
#include "case/plan.h"
#include "modules/command/case_view.h"
#include "modules/command/command.h"
#include "modules/command/public.h"

enum err public_catalogue(struct call *call, struct fault *why)
{
    struct world *world = app_of(call)->world;

    (void)why;
    json_list(&call->out, "types");
    for (size_t i = 0; i < world_item_count(world); i++) {
        const struct item *item = world_item_at(world, i);
        json_object(&call->out, NULL);
        json_str(&call->out, "code", item->code);
        json_str(&call->out, "name", item->name);
        json_str(&call->out, "name_en", item->name_en);
        json_str(&call->out, "hint", item->hint);
        json_str(&call->out, "hint_en", item->hint_en);
        json_str(&call->out, "icon", item->icon);
        json_close(&call->out);
    }
    json_close(&call->out);
    return ERR_OK;
}

static enum err write_near(struct call *call, struct str type, double lon, double lat, struct fault *why)
{
    struct duplicate *near = NULL;
    size_t count = 0;
    enum err err = ERR_OK;

    if (type.len)
        err = case_duplicates(app_of(call)->world, call->db, call->arena, type, lon, lat, call->now_ms, &near, &count, why);
    if (err) return err;
    json_list(&call->out, "duplicates");
    for (size_t i = 0; i < count; i++) {
        const struct item *item = world_item(app_of(call)->world, near[i].item);
        json_object(&call->out, NULL);
        json_str(&call->out, "number", near[i].number);
        json_str(&call->out, "type", item ? item->name : near[i].item);
        json_str(&call->out, "type_en", item ? item->name_en : near[i].item);
        json_int(&call->out, "distance_m", (int64_t)(near[i].distance_m + 0.5));
        json_time(&call->out, "opened_at", near[i].opened_at);
        json_str(&call->out, "stage", world_stage_zh(app_of(call)->world, near[i].stage));
        json_str(&call->out, "stage_en", world_stage_en(app_of(call)->world, near[i].stage));
        json_close(&call->out);
    }
    json_close(&call->out);
    return ERR_OK;
}

enum err public_suggest(struct call *call, struct fault *why)
{
    struct str text = json_get_str(call->body, "text"), type = json_get_str(call->body, "type");
    bool placed = json_get(call->body, "lon") && json_get(call->body, "lat");
    double lon = json_get_number(call->body, "lon", 0), lat = json_get_number(call->body, "lat", 0);
    enum err err = command_suggestions(call, text, why);

    if (err) return err;
    if (placed) {
        json_object(&call->out, "place");
        command_place(call, lon, lat);
        json_close(&call->out);
        err = command_likely(call, text, &type, why);
        if (!err) err = write_near(call, type, lon, lat, why);
        if (!err) err = command_places(call, type, text, lon, lat, why);
        if (err) return err;
    } else {
        json_null(&call->out, "place");
        json_list(&call->out, "duplicates");
        json_close(&call->out);
        json_list(&call->out, "places");
        json_close(&call->out);
    }
    return ERR_OK;
}

void public_contact(struct case_draft *draft, struct str contact)
{
    bool phone = contact.len > 0;

    for (size_t i = 0; i < contact.len; i++)
        phone &= (contact.at[i] >= '0' && contact.at[i] <= '9') || contact.at[i] == '+' || contact.at[i] == '-' || contact.at[i] == ' ';
    if (phone) draft->contact_phone = contact;
    else draft->contact_name = contact;
}

enum err public_report_prepare(struct call *call, struct fault *why)
{
    struct work *work = arena_new(call->arena, struct work);
    const struct case_actor resident = { 0 };
    struct case_record other;
    struct str same = json_get_str(call->body, "duplicate_of");
    struct case_draft *d;
    enum err err;

    if (!work) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    d = &work->draft;
    *d = (struct case_draft){
        .text = json_get_str(call->body, "text"), .address = json_get_str(call->body, "address"),
        .item = json_get_str(call->body, "type"), .lon = json_get_number(call->body, "lon", 0),
        .lat = json_get_number(call->body, "lat", 0), .source = STR("resident"), .channel = STR("web"), .is_public = true,
    };
    public_contact(d, json_get_str(call->body, "contact"));
    d->place = json_get_str(call->body, "place");
    if (same.len && case_read_number(call->db, call->arena, same, &other, NULL) == ERR_OK) d->duplicate_of = other.id;
    err = work_photos(call, work, json_get(call->body, "photos"), "before", &d->photos, &d->photo_count, why);
    if (!err) err = case_plan_open(app_of(call)->world, call->db, call->arena, d, &resident, call->now_ms, &work->plan, why);
    if (err) return err;
    work_set(call, work);
    return ERR_OK;
}

enum err public_report_reply(struct call *call, struct fault *why)
{
    const struct work *work = call->work;
    const struct case_record *r = case_plan_record(work->plan);

    (void)why;
    json_str(&call->out, "number", r->number);
    json_str(&call->out, "code", case_plan_code(work->plan));
    json_str(&call->out, "type", r->item);
    view_type_name(call, r->item);
    view_grid(call, "grid", r->grid_id);
    json_time(&call->out, "due_at", case_plan_due(work->plan));
    json_time(&call->out, "verify_due_at", case_plan_first_due(work->plan));
    return ERR_OK;
}

/* ── Progress ──────────────────────────────────────────────────────────── */

enum err public_case(struct call *call, struct str number, struct str code, struct case_record *out, struct fault *why)
{
    unsigned char mac[SM3_SIZE];
    char hex[2 * SM3_SIZE + 1];
    char upper[16] = { 0 };
    enum err err;

    for (size_t i = 0; i < code.len && i + 1 < sizeof upper; i++)
        upper[i] = (char)(code.at[i] >= 'a' && code.at[i] <= 'z' ? code.at[i] - 32 : code.at[i]);
    hmac_sm3(world_keys(app_of(call)->world)->code, 32, upper, code.len < sizeof upper ? code.len : sizeof upper - 1, mac);
    hex_print(mac, sizeof mac, hex);
    err = case_read_number(call->db, call->arena, number, out, NULL);
    if (err && err != ERR_NOT_FOUND) return err;
    if (err || out->code_digest.len != 2 * SM3_SIZE || !crypto_equal(out->code_digest.at, hex, 2 * SM3_SIZE))
        return fault_set(why, ERR_NOT_FOUND, "编号或查询码不对，请核对", "the number or the query code is wrong; please check both");
    return ERR_OK;
}

/* Who returned what to whom is the offices' own matter. */
static bool is_internal(struct str stage)
{
    static const char *const STAGES[] = { "FILED", "DISTRICT", "RETURNED", "RULING", "EXTENSION_REQ", "SUSPENSION_REQ" };

    for (size_t i = 0; i < COUNT_OF(STAGES); i++)
        if (str_is(stage, STAGES[i])) return true;
    return false;
}

enum err public_steps(struct call *call, const struct case_record *record, struct public_step **out, size_t *count, struct fault *why)
{
    static const char *const SHOWN[] = { "open", "file", "assign", "close", "reject", "reopen", "rework", "rate", "extend", "pause",
                                         "resume", "transfer", "merge", "force-close", "complete" };
    struct journal_view *rows;
    size_t total;
    enum err err = list_journal(call->db, call->arena, record->id, &rows, &total, why);

    if (err) return err;
    *out = arena_array(call->arena, struct public_step, total + 1);
    if (!*out) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *count = 0;
    for (size_t i = 0; i < total; i++) {
        struct json_t *data = NULL;
        struct public_step *step = &(*out)[*count];
        bool shown = false;
        for (size_t k = 0; k < COUNT_OF(SHOWN); k++) shown |= str_is(rows[i].kind, SHOWN[k]);
        if (!shown) continue;
        if (json_parse(call->arena, rows[i].data, &data, NULL)) data = NULL;
        step->at = rows[i].at;
        if (str_is(rows[i].kind, "complete")) {
            if (is_internal(json_get_str(data, "stage"))) continue;
            step->zh = str_format(call->arena, "%.*s：已办理", STR_ARG(json_get_str(data, "task")));
            step->en = str_format(call->arena, "%.*s: done", STR_ARG(world_stage_en(app_of(call)->world, json_get_str(data, "stage"))));
        } else {
            view_sentence(call, rows[i].kind, data, &step->zh, &step->en);
        }
        (*count)++;
    }
    return ERR_OK;
}

enum err public_now(struct call *call, const struct case_record *record, struct resident_view *out, struct fault *why)
{
    struct instance_view instance;
    struct bpmn_state *state;
    struct task_view *tasks;
    size_t count;
    enum err err = list_case_tasks(call->db, call->arena, record->id, &tasks, &count, why);

    if (!err) err = list_instance(call->db, call->arena, record->id, &instance, why);
    if (!err) err = bpmn_state_read(call->arena, instance.state, &state, why);
    if (err) return err;
    *out = (struct resident_view){ 0 };
    for (size_t i = 0; i < count; i++) {
        out->can_rate |= str_is(tasks[i].role, "resident");
        if (str_is(tasks[i].stage, "PENDING_VERIFY") && tasks[i].due_at < CLOCK_NEVER) out->verify_due_at = tasks[i].due_at;
    }
    if (record->state == CASE_CLOSED && bpmn_state_awaits(state, STR("reopen")))
        out->reopen_until = case_reopen_until(app_of(call)->world, call->arena, state, instance.release);
    out->can_reopen = call->now_ms < out->reopen_until;
    return ERR_OK;
}

static enum err write_photo_list(struct call *call, const struct case_record *record, struct fault *why)
{
    struct file_view *files;
    size_t count;
    enum err err = list_files(call->db, call->arena, record->id, &files, &count, why);

    if (err) return err;
    json_list(&call->out, "photos");
    for (size_t i = 0; i < count; i++) {
        json_object(&call->out, NULL);
        json_str(&call->out, "src", public_photo_url(call, record, &files[i]));
        json_str(&call->out, "kind", files[i].kind);
        json_close(&call->out);
    }
    json_close(&call->out);
    return ERR_OK;
}

enum err public_progress(struct call *call, struct fault *why)
{
    struct case_record r;
    struct public_step *steps;
    struct time_left left;
    const struct item *item;
    size_t count;
    struct resident_view now;
    enum err err = public_case(call, call->path_text, json_get_str(call->query, "code"), &r, why);

    if (!err) err = public_steps(call, &r, &steps, &count, why);
    if (!err) err = public_now(call, &r, &now, why);
    if (err) return err;
    item = world_item(app_of(call)->world, r.item);
    json_str(&call->out, "number", r.number);
    json_str(&call->out, "type", item ? item->name : r.item);
    json_str(&call->out, "type_en", item ? item->name_en : r.item);
    json_str(&call->out, "stage", r.stage);
    json_str(&call->out, "stage_zh", world_stage_zh(app_of(call)->world, r.stage));
    json_str(&call->out, "stage_en", world_stage_en(app_of(call)->world, r.stage));
    json_text(&call->out, "state", case_state_name(r.state));
    json_time(&call->out, "opened_at", r.opened_at);
    json_time(&call->out, "due_at", r.due_at >= CLOCK_NEVER ? 0 : r.due_at);
    case_time_left(app_of(call)->world, r.clock_start, r.clock_limit, r.state <= CASE_PAUSED ? r.due_at : 0, call->now_ms, &left);
    json_str(&call->out, "light", left.light);
    json_list(&call->out, "steps");
    for (size_t i = 0; i < count; i++) {
        json_object(&call->out, NULL);
        json_time(&call->out, "at", steps[i].at);
        json_str(&call->out, "zh", steps[i].zh);
        json_str(&call->out, "en", steps[i].en);
        json_close(&call->out);
    }
    json_close(&call->out);
    json_str(&call->out, "result", r.result);
    json_str(&call->out, "result_zh", r.result.len ? world_result_zh(app_of(call)->world, r.result) : STR(""));
    json_str(&call->out, "result_en", r.result.len ? world_result_en(app_of(call)->world, r.result) : STR(""));
    json_time(&call->out, "verify_due_at", now.verify_due_at);
    json_bool(&call->out, "can_rate", now.can_rate);
    json_bool(&call->out, "can_reopen", now.can_reopen);
    json_time(&call->out, "reopen_until", now.reopen_until);
    err = write_photo_list(call, &r, why);
    if (err) return err;
    return ERR_OK;
}

/* ── Rating and reopening ──────────────────────────────────────────────── */

enum err public_plan_rate(struct call *call, const struct case_record *record, int64_t score, int64_t solved, struct str comment,
                          struct work *work, struct fault *why)
{
    return case_plan_rate(app_of(call)->world, call->db, call->arena, record->id, score, solved, comment, call->now_ms, &work->plan, why);
}

enum err public_rate_prepare(struct call *call, struct fault *why)
{
    struct work *work = arena_new(call->arena, struct work);
    struct case_record r;
    enum err err;

    if (!work) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = public_case(call, call->path_text, json_get_str(call->body, "code"), &r, why);
    if (!err)
        err = public_plan_rate(call, &r, json_get_int(call->body, "score", 0),
                               json_get(call->body, "solved") ? (json_get_bool(call->body, "solved", false) ? 1 : 2) : 0,
                               json_get_str(call->body, "comment"), work, why);
    if (err) return err;
    work_set(call, work);
    return ERR_OK;
}

enum err public_plan_reopen(struct call *call, const struct case_record *record, struct str reason, struct work *work, struct fault *why)
{
    const struct case_actor resident = { .system = true };
    struct json_t *fields;
    struct buf buf;
    struct json_out out;
    struct resident_view now;
    enum err err = public_now(call, record, &now, why);

    if (err) return err;
    if (!now.can_reopen) return fault_set(why, ERR_CONFLICT, "现在不能要求重办：尚未办结，或已过期限", "it cannot be reopened now: not closed yet, or too late");
    buf_init(&buf, call->arena, 8192);
    json_begin(&out, &buf);
    json_object(&out, NULL);
    json_str(&out, "reason", reason);
    json_close(&out);
    err = json_parse(call->arena, buf_done(&buf), &fields, why);
    if (err) return err;
    return case_plan_op(app_of(call)->world, call->db, call->arena, case_op_find(STR("reopen")), record->id, 0, fields, &resident,
                        call->now_ms, &work->plan, why);
}

enum err public_reopen_prepare(struct call *call, struct fault *why)
{
    struct work *work = arena_new(call->arena, struct work);
    struct case_record r;
    enum err err;

    if (!work) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = public_case(call, call->path_text, json_get_str(call->body, "code"), &r, why);
    if (!err) err = public_plan_reopen(call, &r, json_get_str(call->body, "reason"), work, why);
    if (err) return err;
    work_set(call, work);
    return ERR_OK;
}

enum err public_done_reply(struct call *call, struct fault *why)
{
    const struct work *work = call->work;
    const struct case_record *r = case_plan_record(work->plan);

    (void)why;
    json_str(&call->out, "number", r->number);
    json_text(&call->out, "state", case_state_name(r->state));
    json_str(&call->out, "stage", r->stage);
    return ERR_OK;
}
