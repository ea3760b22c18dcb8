/*
 * grid_log.c - the grid log (网格日志) by the five duties, each of which opens its case in one go.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/grid/grid_log.h"

#include "base/csv.h"
#include "base/id.h"
#include "case/case.h"
#include "case/photo.h"
#include "modules/grid/grid_handlers.h"
#include "modules/grid/grid_view.h"

static enum err duties_of(struct call *call, struct csv *out, struct fault *why)
{
    struct world *world = app_of(call)->world;
    struct str text = world_text(world, DEFINITION_CATALOGUE, STR("duties"), world_release(world));

    if (!text.at) return fault_set(why, ERR_UNPROCESSABLE, "没有部署网格职责目录", "the catalogue of duties is not deployed");
    return csv_parse(call->arena, text, out, why);
}

static bool find_duty(const struct csv *duties, struct str code, size_t *row)
{
    for (size_t i = 0; i < duties->rows; i++)
        if (str_eq(csv_get(duties, i, "code"), code)) {
            *row = i;
            return true;
        }
    return false;
}

/* ── POST /api/grid-logs ───────────────────────────────────────────────── */

struct entry { struct grid_log row; struct case_draft draft; struct case_plan *plan; struct photo_claim claim; };

/* The named grid of one's own; else the one at the place, when it is one's own; else one's first. */
static enum err choose_grid(struct call *call, const struct spot *spot, const struct grid_row **out, struct fault *why)
{
    const struct grids *grids = world_grids(app_of(call)->world);
    int64_t named = json_get_id(call->body, "grid");

    *out = named ? grids_find(grids, named) : spot->known && day_holds(call, spot->grid) ? spot->grid : NULL;
    for (size_t i = 0; !named && !*out && i < call->user->desk_count; i++) *out = grids_find(grids, call->user->desks[i].place_id);
    if (*out && day_holds(call, *out)) return ERR_OK;
    return fault_field(why, STR("grid"), fault_set(why, ERR_NOT_FOUND, "没有这个网格，或不归您负责", "no such grid of yours"));
}

/* The type said, or the first of those the catalogue names for the duty. */
static enum err plan_case(struct call *call, const struct csv *duties, size_t duty, const struct spot *spot, struct entry *e, struct fault *why)
{
    const struct case_actor actor = { .user = call->user, .unit_id = call->user->unit_id };
    const struct source *source = world_source(app_of(call)->world, STR("worker"));
    struct str types = csv_get(duties, duty, "types"), type = json_get_str(call->body, "type");

    if (!spot->known) return fault_field(why, STR("lon"), fault_set(why, ERR_UNPROCESSABLE, "立案要有位置", "a case needs a place"));
    if (!type.len && !str_split(&types, '|', &type)) return fault_set(why, ERR_UNPROCESSABLE, "这项职责没有对应的类型", "this duty names no type of case");
    e->draft = (struct case_draft){ .text = e->row.text, .address = json_get_str(call->body, "address"), .item = type, .lon = (double)spot->lon_e6 / 1e6,
                                    .lat = (double)spot->lat_e6 / 1e6, .source = STR("worker"), .channel = source ? source->channel : STR(""), .staff_chose = true, .photos = e->claim.photos, .photo_count = e->claim.count };
    return case_plan_open(app_of(call)->world, call->db, call->arena, &e->draft, &actor, call->now_ms, &e->plan, why);
}

static enum err claim_photos(struct call *call, struct entry *e, struct fault *why)
{
    struct str *digests = arena_array(call->arena, struct str, PHOTO_CLAIM_MAX);
    enum err err = digests ? photo_claim(call->db, call->arena, json_get(call->body, "photos"), call->user->account_id, "before", &e->claim, why)
                           : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");

    if (err) return err;
    for (size_t i = 0; i < e->claim.count; i++) digests[i] = e->claim.photos[i].digest;
    e->row.photos = digests;
    e->row.photo_count = e->claim.count;
    return ERR_OK;
}

enum err grid_log_prepare(struct call *call, struct fault *why)
{
    struct entry *e = arena_new(call->arena, struct entry);
    const struct grid_row *grid = NULL;
    const struct unit *community;
    struct csv duties;
    struct spot spot;
    size_t duty = 0;
    enum err err = e ? duties_of(call, &duties, why) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");

    if (err) return err;
    e->row = (struct grid_log){ .id = id_new(), .account_id = call->user->account_id, .duty = json_get_str(call->body, "duty"), .text = str_trim(json_get_str(call->body, "text")) };
    if (!find_duty(&duties, e->row.duty, &duty)) return fault_field(why, STR("duty"), fault_set(why, ERR_UNPROCESSABLE, "没有这项职责", "there is no such duty"));
    if (!e->row.text.len) return fault_field(why, STR("text"), fault_set(why, ERR_INVALID, "请写明情况", "say what it is about"));
    err = day_moment(call, &e->row.moment, why);
    if (!err) err = claim_photos(call, e, why);
    if (!err) err = day_spot(call, &spot, why);
    if (!err) err = choose_grid(call, &spot, &grid, why);
    if (err) return err;
    community = org_unit(call->org, grid->community_id);
    e->row.grid_id = grid->id;
    e->row.community_id = grid->community_id;
    e->row.street_id = community ? community->street_id : 0;
    if (json_get_bool(call->body, "open", false)) err = plan_case(call, &duties, duty, &spot, e, why);
    if (err) return err;
    e->row.case_id = e->plan ? case_plan_record(e->plan)->id : 0;
    call->work = e;
    call->key = e->plan ? case_plan_key(e->plan) : call->user->account_id;
    return ERR_OK;
}

enum err grid_log_apply(struct db *db, struct call *call, struct fault *why)
{
    const struct entry *e = call->work;
    enum err err = photo_claim_use(db, &e->claim, why);

    if (!err && e->plan) err = case_apply(db, e->plan, why);
    return err ? err : grid_log_insert(db, &e->row, why);
}

enum err grid_log_reply(struct call *call, struct fault *why)
{
    const struct entry *e = call->work;

    (void)why;
    json_id(&call->out, "id", e->row.id);
    json_id(&call->out, "case_id", e->row.case_id);
    json_str(&call->out, "number", e->plan ? case_plan_record(e->plan)->number : STR_NONE);
    return ERR_OK;
}

/* ── Lists ─────────────────────────────────────────────────────────────── */

static void write_entry(struct call *call, const struct grid_log *row)
{
    json_object(&call->out, NULL);
    json_id(&call->out, "id", row->id);
    json_str(&call->out, "duty", row->duty);
    json_str(&call->out, "text", row->text);
    json_str(&call->out, "person", row->person);
    grid_write_ref(call, "grid", grids_find(world_grids(app_of(call)->world), row->grid_id));
    day_write_moment(call, &row->moment);
    json_id(&call->out, "case_id", row->case_id);
    json_str(&call->out, "number", row->case_id ? row->number : STR_NONE);
    json_list(&call->out, "photos");
    for (size_t i = 0; i < row->photo_count; i++) {
        json_object(&call->out, NULL);
        json_str(&call->out, "digest", row->photos[i]);
        json_close(&call->out);
    }
    json_close(&call->out);
    json_close(&call->out);
}

static void write_types(struct call *call, struct str types)
{
    struct str type;

    json_list(&call->out, "types");
    while (str_split(&types, '|', &type)) {
        const struct item *item = world_item(app_of(call)->world, type);
        if (!item) continue;
        json_object(&call->out, NULL);
        json_str(&call->out, "code", item->code);
        json_str(&call->out, "name", item->name);
        json_str(&call->out, "name_en", item->name_en);
        json_close(&call->out);
    }
    json_close(&call->out);
}

static enum err write_duties(struct call *call, struct fault *why)
{
    static const char *const PAIRS[][2] = { { "zh", "name" }, { "en", "name_en" }, { "hint", "hint" }, { "hint_en", "hint_en" }, { "action", "action" }, { "action_en", "action_en" } };
    struct csv duties;
    enum err err = duties_of(call, &duties, why);

    if (err) return err;
    json_list(&call->out, "duties");
    for (size_t i = 0; i < duties.rows; i++) {
        json_object(&call->out, NULL);
        json_str(&call->out, "code", csv_get(&duties, i, "code"));
        for (size_t k = 0; k < COUNT_OF(PAIRS); k++) json_str(&call->out, PAIRS[k][1], csv_get(&duties, i, PAIRS[k][0]));
        write_types(call, csv_get(&duties, i, "types"));
        json_close(&call->out);
    }
    json_close(&call->out);
    return ERR_OK;
}

/* GET /api/grid-logs/mine */
enum err grid_logs_mine(struct call *call, struct fault *why)
{
    enum { SHOWN = 30 };
    struct grid_log *rows;
    size_t count;
    enum err err = write_duties(call, why);

    if (!err) err = grid_logs_of(call->db, call->arena, call->user->account_id, SHOWN, &rows, &count, why);
    if (err) return err;
    json_list(&call->out, "items");
    for (size_t i = 0; i < count; i++) write_entry(call, &rows[i]);
    json_close(&call->out);
    return ERR_OK;
}

/* GET /api/grid-logs */
enum err grid_logs_day(struct call *call, struct fault *why)
{
    struct grid_log *rows = NULL;
    struct day_scope scope;
    size_t count = 0;
    enum err err = day_scope(call, RIGHT_GRID_DAY, &scope, why);

    if (!err) err = grid_logs_on(call->db, call->arena, scope.street->id, scope.day, &rows, &count, why);
    if (!err) err = write_duties(call, why);
    if (err) return err;
    day_write(&call->out, "day", scope.day);
    grid_write_unit(call, "area", scope.area->id);
    json_list(&call->out, "items");
    for (size_t i = 0; i < count; i++)
        if (day_covers(call, &scope, rows[i].community_id)) write_entry(call, &rows[i]);
    json_close(&call->out);
    return ERR_OK;
}
