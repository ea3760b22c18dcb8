/*
 * plan.c - making plans and the small pieces every step uses.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/plan.h"

#include <stdarg.h>
#include <string.h>

#include "base/crypto.h"
#include "base/id.h"
#include "case/rows.h"
#include "case/search.h"
#include "text/text.h"

void *list_grow(struct arena *arena, void **at, size_t *count, size_t *cap, size_t size)
{
    if (*count == *cap) {
        size_t more = *cap ? *cap * 2 : 8;
        char *grown = arena_calloc(arena, more, size);
        if (!grown) return NULL;
        if (*count) memcpy(grown, *at, *count * size);
        *at = grown;
        *cap = more;
    }
    return (char *)*at + size * (*count)++;
}

static void release_org(void *org)
{
    org_unref(org);
}

enum err plan_new(struct world *world, struct db *db, struct arena *arena, const struct case_actor *actor,
                  int64_t now_ms, struct case_plan **out, struct fault *why)
{
    struct case_plan *plan = arena_new(arena, struct case_plan);

    if (!plan) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    plan->arena = arena;
    plan->world = world;
    plan->db = db;
    plan->now_ms = now_ms;
    plan->actor = *actor;
    plan->org = world_org(world);
    if (!arena_defer(arena, release_org, plan->org)) {
        org_unref(plan->org);
        return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    }
    buf_init(&plan->path, arena, PATH_BYTES_MAX);
    *out = plan;
    return ERR_OK;
}

enum err plan_load(struct world *world, struct db *db, struct arena *arena, int64_t case_id,
                   const struct case_actor *actor, int64_t now_ms, struct case_plan **out, struct fault *why)
{
    struct case_plan *plan;
    struct instance_view instance;
    enum err err;

    err = plan_new(world, db, arena, actor, now_ms, &plan, why);
    if (err) return err;
    err = case_read(db, arena, case_id, &plan->before, why);
    if (err) return err;
    plan->now = plan->before;
    err = rows_instance(db, arena, case_id, &instance, why);
    if (err) return err;
    plan->release = plan->release_was = instance.release;
    err = world_catch_up(world, db, plan->release, why);
    if (err) return err;
    plan->process = world_process(world, instance.process, instance.release);
    if (!plan->process)
        return fault_set(why, ERR_INTERNAL, "流程定义 %.*s 缺失", "process definition %.*s is missing", STR_ARG(instance.process));
    err = bpmn_state_read(arena, instance.state, &plan->state, why);
    if (err) return err;
    buf_str(&plan->path, instance.path);
    plan->stuck_before = bpmn_state_incidents(arena, plan->state, &plan->was_stuck);
    plan->path_was = plan->path.len;
    err = rows_tasks(db, plan, why);
    if (err) return err;
    err = rows_co_units(db, plan, why);
    if (err) return err;
    *out = plan;
    return ERR_OK;
}

/* Another type, address or place: found by other words, or within another area. */
static enum err change_search(struct case_plan *plan, struct fault *why)
{
    if (str_eq(plan->before.item, plan->now.item) && str_eq(plan->before.address, plan->now.address) &&
        plan->before.grid_id == plan->now.grid_id && plan->before.community_id == plan->now.community_id)
        return ERR_OK;
    plan->terms_before = search_terms(plan->arena, plan->world, &plan->before);
    plan->terms = search_terms(plan->arena, plan->world, &plan->now);
    return plan->terms_before.at && plan->terms.at ? ERR_OK : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

void plan_store_state(struct case_plan *plan)
{
    plan->state_stored = bpmn_state_write(plan->arena, plan->state);
    if (buf_ok(&plan->path)) plan->path_stored = path_store(plan->arena, buf_done(&plan->path));
}

enum err plan_finish(struct case_plan *plan, struct case_plan **out, struct fault *why)
{
    const struct unit *street = org_unit(plan->org, plan->now.street_id);
    enum err err = plan->state_changed ? handler_end(plan, why) : ERR_OK;

    if (err) return err;
    if (plan->state_changed) engine_settle_stage(plan);
    if (plan->state) plan->stuck_count = bpmn_state_incidents(plan->arena, plan->state, &plan->stuck);
    plan->street_code = street ? street->code : STR("0");
    plan->now.version = plan->before.version + 1;
    if (plan->state_changed) plan_store_state(plan);
    err = change_search(plan, why);
    if (!err) err = journal_seal(plan, why);
    if (err) return err;
    *out = plan;
    return ERR_OK;
}

void plan_hurry(struct task_row *task)
{
    task->urged_only = !task->changed;
    task->changed = true;
    task->urged++;
}

enum err plan_journal(struct case_plan *plan, const char *kind, struct str element, struct str data, struct str note,
                      struct fault *why)
{
    struct journal_row *row = LIST_ADD(plan->arena, &plan->journal);

    if (!row) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    row->id = id_new();
    row->at = plan->now_ms;
    row->kind = str_from_c(kind);
    row->actor = plan->actor.user ? plan->actor.user->account_id : 0;
    row->unit = plan->actor.unit_id;
    row->element = element.at ? element : STR("");
    row->data = data.at ? data : STR("{}");
    row->note_digest = STR("");
    if (note.len) {
        unsigned char salt[16], digest[SM3_SIZE];
        char hex[2 * SM3_SIZE + 1];
        struct str salted;

        crypto_random(salt, sizeof salt);
        hex_print(salt, sizeof salt, hex);
        row->note = note;
        row->salt = str_dup(plan->arena, str_from_c(hex));
        salted = str_format(plan->arena, "%.*s%.*s", STR_ARG(row->salt), STR_ARG(note));
        if (!row->salt.at || !salted.at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
        sm3(salted.at, salted.len, digest);
        hex_print(digest, sizeof digest, hex);
        row->note_digest = str_dup(plan->arena, str_from_c(hex));
    }
    return ERR_OK;
}

struct str plan_words(struct arena *arena, struct str text)
{
    struct str clean = STR_NONE;
    enum err err = text.len ? text_clean(arena, text, 0, &clean, NULL) : ERR_OK;

    if (err == ERR_INVALID) return STR("");
    return text.len ? clean : STR("");
}

struct str plan_data(struct case_plan *plan, ...)
{
    struct buf buf;
    struct json_out out;
    va_list list;
    const char *name;

    buf_init(&buf, plan->arena, 16 * 1024);
    json_begin(&out, &buf);
    json_object(&out, NULL);
    va_start(list, plan);
    while ((name = va_arg(list, const char *))) {
        struct str value = va_arg(list, struct str);
        if (value.at) json_str(&out, name, value);
    }
    va_end(list);
    json_close(&out);
    return buf_done(&buf);
}

enum err plan_unit(const struct case_plan *plan, struct str code, const struct unit **out, struct fault *why)
{
    const struct unit *unit = org_unit_by_code(plan->org, code);

    if (!unit || unit->kind < UNIT_STREET) return fault_set(why, ERR_INVALID, "没有这个单位", "there is no such unit to take a case");
    if (!org_within(plan->org, unit->id, plan->now.district_id) && !org_within(plan->org, unit->id, plan->now.steering_id))
        return fault_set(why, ERR_UNPROCESSABLE, "只能派给本区的单位", "only units of the case's own district can take it");
    *out = unit;
    return ERR_OK;
}

enum err plan_place(struct case_plan *plan, struct str field, struct str code, struct fault *why)
{
    struct place_record *place = &plan->place;
    enum err err = place_read_code(plan->db, plan->arena, code, place, why);

    if (err && err != ERR_NOT_FOUND) return err;
    if (err || place->state == PLACE_RETIRED || place->street_id != plan->now.street_id)
        return fault_field(why, field, fault_set(why, ERR_UNPROCESSABLE, "这个街道没有编码为 %.*s 的部件或场所，请核对编码，或不填编码",
                                                 "there is no component or place %.*s in this street; check the code, or leave it out", STR_ARG(code)));
    if (!place_serves(place, day_of_ms(plan->now_ms)))
        return fault_field(why, field, fault_set(why, ERR_UNPROCESSABLE, "编码为 %.*s 的部件或场所现在没有启用，请核对编码，或不填编码",
                                                 "component or place %.*s is not in use now; check the code, or leave it out", STR_ARG(code)));
    return ERR_OK;
}

enum err plan_about(struct case_plan *plan, struct place_record *out, struct fault *why)
{
    struct str how;
    int64_t id;
    enum err err = case_place_of(plan->db, plan->arena, plan->now.id, &id, &how, why);

    *out = (struct place_record){ 0 };
    return err || !id ? err : place_read(plan->db, plan->arena, id, out, why);
}

enum err plan_move(struct case_plan *plan, enum case_move move, struct fault *why)
{
    enum case_state to;

    if (!case_move_allowed(plan->now.state, move, &to))
        return fault_set(why, ERR_CONFLICT, "办件当前状态（%s）不允许此操作（%s）", "a case that is %s cannot %s",
                         case_state_name(plan->now.state), case_move_name(move));
    plan->now.state = to;
    plan->reach_changed = true;
    return ERR_OK;
}

enum err plan_timer(struct case_plan *plan, bool set, enum timer_kind kind, int64_t ref, int64_t due_at, struct fault *why)
{
    struct timer_change *change = LIST_ADD(plan->arena, &plan->timers);

    if (!change) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *change = (struct timer_change){ .set = set, .kind = kind, .ref = ref, .due_at = due_at };
    return ERR_OK;
}

struct task_row *plan_task(struct case_plan *plan, int64_t task_id)
{
    for (size_t i = 0; i < plan->tasks.count; i++)
        if (plan->tasks.at[i].id == task_id) return &plan->tasks.at[i];
    return NULL;
}

struct task_row *plan_task_by_activity(struct case_plan *plan, int64_t activity)
{
    for (size_t i = 0; i < plan->tasks.count; i++)
        if (plan->tasks.at[i].activity == activity && plan->tasks.at[i].state == TASK_OPEN) return &plan->tasks.at[i];
    return NULL;
}

const struct case_record *case_plan_record(const struct case_plan *plan)
{
    return &plan->now;
}

int64_t case_plan_key(const struct case_plan *plan)
{
    /* A new case has no writer yet: all of one street go to one, which keeps its serial numbers in one place. */
    return plan->opens ? plan->now.street_id : plan->now.id;
}

int64_t case_plan_first_due(const struct case_plan *plan)
{
    for (size_t i = plan->tasks.count; i-- > 0;)
        if (plan->tasks.at[i].is_new && plan->tasks.at[i].due_at < TASK_NO_DUE) return plan->tasks.at[i].due_at;
    return 0;
}

int64_t case_plan_due(const struct case_plan *plan)
{
    return plan->now.due_at ? plan->now.due_at : plan->promised;
}

const struct case_away *case_plan_away(const struct case_plan *plan)
{
    return &plan->away;
}

int64_t case_plan_met(const struct case_plan *plan)
{
    return plan->met;
}

bool case_plan_is_duplicate(const struct case_plan *plan)
{
    return plan->draft.duplicate_of != 0;
}

struct str case_plan_code(const struct case_plan *plan)
{
    return plan->code;
}

struct str feel_str(const struct feel_value *value)
{
    return value && value->type == FEEL_STRING ? value->string : STR_NONE;
}

struct str feel_get_str(const struct feel_value *context, const char *name)
{
    if (!context || context->type != FEEL_CONTEXT) return STR_NONE;
    return feel_str(feel_get(context, str_from_c(name)));
}

int64_t feel_get_int(const struct feel_value *context, const char *name, int64_t absent)
{
    const struct feel_value *value;
    int64_t n;

    if (!context || context->type != FEEL_CONTEXT) return absent;
    value = feel_get(context, str_from_c(name));
    return value->type == FEEL_NUMBER && decimal_to_int(value->number, &n) ? n : absent;
}

bool feel_get_true(const struct feel_value *context, const char *name)
{
    return context && context->type == FEEL_CONTEXT && feel_is_true(feel_get(context, str_from_c(name)));
}

const struct feel_value *feel_with(struct arena *arena, const struct feel_value *context, const char *name,
                                   const struct feel_value *value)
{
    return feel_context_with(arena, context, str_from_c(name), value);
}
