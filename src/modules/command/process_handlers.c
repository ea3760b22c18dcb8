/*
 * process_handlers.c - the process of a case as a picture, and its migration: one case as a dry run, many at once.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/num.h"
#include "case/list.h"
#include "modules/command/case_view.h"
#include "modules/command/command.h"
#include "modules/command/work.h"

enum { SOURCES_MAX = 200 };

/* Path names are "+process/element" and ">process/flow". */
static void write_path(struct call *call, const char *key, char mark, struct str process, struct str path)
{
    struct str piece;

    json_list(&call->out, key);
    while (str_split(&path, ' ', &piece)) {
        struct str rest = str_sub(piece, 1, piece.len), owner;
        if (!piece.len || piece.at[0] != mark || !str_split(&rest, '/', &owner) || !str_eq(owner, process)) continue;
        json_str(&call->out, NULL, rest);
    }
    json_close(&call->out);
}

/* English of what stands in the drawing, which is Chinese. */
static void write_labels(struct call *call, struct str xml)
{
    struct world *world = app_of(call)->world;

    json_list(&call->out, "labels");
    for (size_t i = 0; i < world_name_count(world); i++) {
        struct str en, zh = world_name_at(world, i, &en);
        if (str_find(xml, zh) < 0) continue;
        json_object(&call->out, NULL);
        json_str(&call->out, "zh", zh);
        json_str(&call->out, "en", en);
        json_close(&call->out);
    }
    json_close(&call->out);
}

static void write_process(struct call *call, struct str id, const struct instance_view *instance, const struct bpmn_place *places, size_t count)
{
    struct world *world = app_of(call)->world;
    const struct bpmn *process = world_process(world, id, instance->release);
    struct str xml = world_text(world, DEFINITION_PROCESS, id, instance->release);

    json_object(&call->out, NULL);
    json_str(&call->out, "id", id);
    json_str(&call->out, "name", process ? bpmn_name(process) : id);
    json_str(&call->out, "name_en", process ? world_name_en(world, bpmn_name(process)) : id);
    json_str(&call->out, "xml", xml);
    write_labels(call, xml);
    json_list(&call->out, "current");
    for (size_t i = 0; i < count; i++)
        if (str_eq(places[i].process, id)) json_str(&call->out, NULL, places[i].element);
    json_close(&call->out);
    write_path(call, "done", '+', id, instance->path);
    write_path(call, "flows", '>', id, instance->path);
    json_close(&call->out);
}

enum err case_diagram(struct call *call, struct fault *why)
{
    struct case_record record;
    struct instance_view instance;
    struct bpmn_state *state;
    struct bpmn_place *places;
    struct str shown[16], path, piece;
    size_t count, shown_count = 0;
    enum err err = work_case(call, &record, why);

    if (!err) err = list_instance(call->db, call->arena, record.id, &instance, why);
    if (!err) err = bpmn_state_read(call->arena, instance.state, &state, why);
    if (err) return err;
    count = bpmn_state_places(call->arena, state, &places);
    json_list(&call->out, "processes");
    shown[shown_count++] = instance.process;
    write_process(call, instance.process, &instance, places, count);
    for (path = instance.path; str_split(&path, ' ', &piece);) {
        struct str rest = str_sub(piece, 1, piece.len), owner;
        bool known = false;
        if (!str_split(&rest, '/', &owner)) continue;
        for (size_t i = 0; i < shown_count; i++) known |= str_eq(shown[i], owner);
        if (known || shown_count == COUNT_OF(shown)) continue;
        shown[shown_count++] = owner;
        write_process(call, owner, &instance, places, count);
    }
    json_close(&call->out);
    return ERR_OK;
}

static void write_misfits(struct call *call, const struct bpmn_misfit *misfits, size_t count)
{
    json_list(&call->out, "misfits");
    for (size_t i = 0; i < count; i++) {
        json_object(&call->out, NULL);
        json_str(&call->out, "process", misfits[i].process);
        json_str(&call->out, "element", misfits[i].element);
        json_str(&call->out, "name", misfits[i].name);
        json_str(&call->out, "zh", misfits[i].zh);
        json_str(&call->out, "en", misfits[i].en);
        json_close(&call->out);
    }
    json_close(&call->out);
}

enum err migration_show(struct call *call, struct fault *why)
{
    struct case_record record;
    struct case_migration migration;
    enum err err = work_case(call, &record, why);

    if (!err)
        err = case_plan_migration(app_of(call)->world, call->db, call->arena, record.id, json_get_int(call->query, "release", 0), json_get_str(call->query, "mapping"), call->now_ms,
                                  &migration, why);
    if (err) return err;
    json_int(&call->out, "from", migration.from);
    json_int(&call->out, "release", migration.release);
    json_bool(&call->out, "fits", migration.count == 0);
    write_misfits(call, migration.misfits, migration.count);
    return ERR_OK;
}

/* What running cases are on. */
enum err migrations_list(struct call *call, struct fault *why)
{
    struct world *world = app_of(call)->world;
    struct migrate_source *sources = arena_array(call->arena, struct migrate_source, SOURCES_MAX);
    int64_t newest = world_release(world);
    size_t count = 0;
    enum err err = sources ? case_migrate_from(call->db, call->arena, sources, SOURCES_MAX, &count, why) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");

    if (err) return err;
    json_int(&call->out, "release", newest);
    json_list(&call->out, "items");
    for (size_t i = 0; i < count; i++) {
        struct str id = sources[i].process;
        const struct bpmn *process = world_process(world, id, sources[i].release);
        struct str name = process && bpmn_name(process).len ? bpmn_name(process) : id;
        json_object(&call->out, NULL);
        json_str(&call->out, "process", id);
        json_str(&call->out, "name", name);
        json_str(&call->out, "name_en", world_name_en(world, name));
        json_int(&call->out, "release", sources[i].release);
        json_close(&call->out);
    }
    json_close(&call->out);
    return ERR_OK;
}

/* Where the next call goes on: "RELEASE.CASE". */
static enum err read_cursor(struct str text, struct migrate_ask *ask, struct fault *why)
{
    struct str release;

    if (!text.len) return ERR_OK;
    if (str_split(&text, '.', &release) && !num_parse_int(release, 0, INT64_MAX, &ask->after_release) && !num_parse_int(text, 0, INT64_MAX, &ask->after_case)) return ERR_OK;
    return fault_field(why, STR("after"), fault_set(why, ERR_INVALID, "翻页位置不对", "this is no cursor of this list"));
}

/* Each case is a job of its own; the answer tells of every one. */
enum err migrations_run(struct call *call, struct fault *why)
{
    const struct case_actor actor = work_actor(call);
    struct migrate_ask ask = {
        .process = json_get_str(call->body, "process"), .mapping = json_get_str(call->body, "mapping"), .reason = json_get_str(call->body, "reason"),
        .from = json_get_int(call->body, "from", 0), .release = json_get_int(call->body, "release", 0), .limit = json_get_int(call->body, "limit", 20),
        .dry_run = json_get_bool(call->body, "dry_run", false),
    };
    struct migrate_report report;
    size_t done = 0;
    enum err err = read_cursor(json_get_str(call->body, "after"), &ask, why);

    if (!err && !ask.dry_run && !ask.reason.len) err = fault_field(why, STR("reason"), fault_set(why, ERR_INVALID, "请写明理由", "say why"));
    if (!err) err = case_migrate_many(app_of(call)->world, call->db, call->arena, &ask, &actor, call->now_ms, &report, why);
    if (err) return err;
    json_int(&call->out, "release", report.release);
    json_list(&call->out, "items");
    for (size_t i = 0; i < report.count; i++) {
        const struct migrate_case *one = &report.items[i];
        json_object(&call->out, NULL);
        json_id(&call->out, "case_id", one->case_id);
        json_str(&call->out, "number", one->number);
        json_int(&call->out, "from", one->from);
        json_bool(&call->out, "fits", one->fits);
        json_bool(&call->out, "done", one->done);
        json_str(&call->out, "zh", one->zh);
        json_str(&call->out, "en", one->en);
        write_misfits(call, one->misfits, one->misfit_count);
        json_close(&call->out);
        done += one->done;
    }
    json_close(&call->out);
    json_int(&call->out, "done", (int64_t)done);
    if (report.more) json_str(&call->out, "next", str_format(call->arena, "%lld.%lld", (long long)report.next_release, (long long)report.next_case));
    else json_null(&call->out, "next");
    return ERR_OK;
}
