/*
 * service_view.c - services as JSON: lists masked, one opened.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/grid/service_view.h"

#include "base/num.h"
#include "case/personal.h"
#include "modules/grid/grid_handlers.h"
#include "modules/grid/grid_view.h"

#define SHAPE(variable, title, ...)                                                                                \
    const struct json_shape variable = { title, (const struct json_shape_field[]){ __VA_ARGS__, { 0 } } }

static SHAPE(PERSON_SHAPE, "ServedPerson", { "name", JSON_TEXT, true }, { "phone", JSON_TEXT, true }, { "address", JSON_TEXT, true });
SHAPE(SERVICE_SHAPE, "GridService", { "id", JSON_ID }, { "grid", JSON_OBJECT, true, &GRID_REF_SHAPE }, { "kind", JSON_TEXT }, { "name", JSON_TEXT }, { "name_en", JSON_TEXT },
      { "purpose", JSON_TEXT }, { "purpose_en", JSON_TEXT }, { "served", JSON_OBJECT, false, &PERSON_SHAPE }, { "worker", JSON_ID }, { "worker_name", JSON_TEXT },
      { "every_days", JSON_INT }, { "next_day", JSON_TEXT }, { "last_day", JSON_TEXT, true }, { "state", JSON_TEXT }, { "days_over", JSON_INT }, { "asked_by", JSON_TEXT },
      { "asked_on", JSON_TEXT }, { "consent", JSON_TEXT }, { "version", JSON_INT }, { "ended", JSON_BOOL });
static SHAPE(KIND_SHAPE, "ServiceKind", { "code", JSON_TEXT }, { "name", JSON_TEXT }, { "name_en", JSON_TEXT }, { "every_days", JSON_INT });
static SHAPE(COUNTS_SHAPE, "ServiceCounts", { "all", JSON_INT }, { "missed", JSON_INT }, { "due", JSON_INT }, { "done", JSON_INT });
SHAPE(SERVICES_SHAPE, "GridServices", { "area", JSON_OBJECT, true, &GRID_UNIT_SHAPE }, { "counts", JSON_OBJECT, false, &COUNTS_SHAPE }, { "kinds", JSON_LIST, false, &KIND_SHAPE },
      { "items", JSON_LIST, false, &SERVICE_SHAPE }, { "truncated", JSON_BOOL });
SHAPE(SERVICES_MINE_SHAPE, "GridServicesOfMine", { "items", JSON_LIST, false, &SERVICE_SHAPE });
static SHAPE(VISIT_SHAPE, "ServiceVisit", { "id", JSON_ID }, { "person", JSON_TEXT }, { "purpose", JSON_TEXT }, { "result", JSON_TEXT }, { "note", JSON_TEXT, true }, DAY_MOMENT_SHAPE);
SHAPE(SERVICE_OPENED_SHAPE, "GridServiceOpened", { "served", JSON_OBJECT, false, &PERSON_SHAPE }, { "visits", JSON_LIST, false, &VISIT_SHAPE });

static enum err kinds_of(struct call *call, struct csv *out, struct fault *why)
{
    struct world *world = app_of(call)->world;
    struct str text = world_text(world, DEFINITION_CATALOGUE, STR("services"), world_release(world));

    if (!text.at) return fault_set(why, ERR_UNPROCESSABLE, "没有部署服务清单目录", "the catalogue of services is not deployed");
    return csv_parse(call->arena, text, out, why);
}

enum err service_kind(struct call *call, struct str code, struct kind *row, int64_t *every_days, struct fault *why)
{
    struct csv kinds;
    enum err err = kinds_of(call, &kinds, why);

    for (size_t i = 0; !err && i < kinds.rows; i++) {
        if (!str_eq(csv_get(&kinds, i, "code"), code)) continue;
        if (row) *row = (struct kind){ csv_get(&kinds, i, "zh"), csv_get(&kinds, i, "en"), csv_get(&kinds, i, "purpose"), csv_get(&kinds, i, "purpose_en") };
        return num_parse_int(csv_get(&kinds, i, "every_days"), 1, 3660, every_days) ? fault_set(why, ERR_INVALID, "services.csv 的周期不合法", "services.csv has a broken period") : ERR_OK;
    }
    return err ? err : fault_field(why, STR("kind"), fault_set(why, ERR_UNPROCESSABLE, "没有这种服务", "there is no such service"));
}

enum err service_write(struct call *call, const struct service *s, struct fault *why)
{
    int32_t today = day_of_ms(call->now_ms).since_epoch, over = today - s->next.since_epoch;
    int64_t usual, soon = org_setting(call->org, "service.soon", 1);
    struct json_out *out = &call->out;
    const struct kind former = { s->kind, s->kind, STR(""), STR("") };   /* a kind that is no more keeps its code */
    struct kind kind;
    struct fault unknown = { 0 };

    if (service_kind(call, s->kind, &kind, &usual, &unknown)) kind = former;
    (void)why;
    json_id(out, "id", s->id);
    grid_write_ref(call, "grid", grids_find(world_grids(app_of(call)->world), s->grid_id));
    json_str(out, "kind", s->kind);
    json_str(out, "name", kind.name);
    json_str(out, "name_en", kind.name_en);
    json_str(out, "purpose", kind.purpose);
    json_str(out, "purpose_en", kind.purpose_en);
    json_raw(out, "served", s->masked);
    json_id(out, "worker", s->account_id);
    json_str(out, "worker_name", s->person);
    json_int(out, "every_days", s->every_days);
    day_write(out, "next_day", s->next);
    if (s->has_last) day_write(out, "last_day", s->last);
    else json_null(out, "last_day");
    json_text(out, "state", over > 0 ? "missed" : -over <= soon ? "due" : s->has_last ? "done" : "later");
    json_int(out, "days_over", over > 0 ? over : 0);
    json_str(out, "asked_by", s->asked_by);
    day_write(out, "asked_on", s->asked_on);
    json_str(out, "consent", s->consent);
    json_int(out, "version", s->version);
    json_bool(out, "ended", s->ended_at != 0);
    return ERR_OK;
}

static enum err write_all(struct call *call, const struct service *list, size_t count, struct fault *why)
{
    enum err err = ERR_OK;

    json_list(&call->out, "items");
    for (size_t i = 0; !err && i < count; i++) {
        json_object(&call->out, NULL);
        err = service_write(call, &list[i], why);
        json_close(&call->out);
    }
    json_close(&call->out);
    return err;
}

/* GET /api/services/mine */
enum err services_mine(struct call *call, struct fault *why)
{
    struct service *list;
    size_t count;
    enum err err = services_of_person(call->db, call->arena, call->user->account_id, &list, &count, why);

    return err ? err : write_all(call, list, count, why);
}

static void write_kinds(struct call *call, const struct csv *kinds)
{
    json_list(&call->out, "kinds");
    for (size_t i = 0; i < kinds->rows; i++) {
        int64_t every = 0;
        json_object(&call->out, NULL);
        json_str(&call->out, "code", csv_get(kinds, i, "code"));
        json_str(&call->out, "name", csv_get(kinds, i, "zh"));
        json_str(&call->out, "name_en", csv_get(kinds, i, "en"));
        json_int(&call->out, "every_days", num_parse_int(csv_get(kinds, i, "every_days"), 1, 3660, &every) ? 0 : every);
        json_close(&call->out);
    }
    json_close(&call->out);
}

/* GET /api/services */
enum err services_list(struct call *call, struct fault *why)
{
    struct service_counts counts = { 0 };
    struct service *list = NULL;
    struct day_scope scope;
    struct day soon;
    struct csv kinds;
    size_t count = 0;
    bool street;
    enum err err = day_scope(call, RIGHT_GRID_DAY, &scope, why);

    if (err) return err;
    street = scope.area->kind == UNIT_STREET;
    soon = (struct day){ scope.day.since_epoch + (int32_t)org_setting(call->org, "service.soon", 1) };
    err = services_of_area(call->db, call->arena, street, scope.area->id, &list, &count, why);
    if (!err) err = services_count(call->db, call->arena, street, scope.area->id, scope.day, soon, &counts, why);
    if (!err) err = kinds_of(call, &kinds, why);
    if (err) return err;
    grid_write_unit(call, "area", scope.area->id);
    json_object(&call->out, "counts");
    json_int(&call->out, "all", counts.all);
    json_int(&call->out, "missed", counts.missed);
    json_int(&call->out, "due", counts.due);
    json_int(&call->out, "done", counts.all - counts.missed - counts.due);
    json_close(&call->out);
    write_kinds(call, &kinds);
    json_bool(&call->out, "truncated", counts.all > (int64_t)count);
    return write_all(call, list, count, why);
}

enum err service_write_opened(struct call *call, const struct service *s, struct fault *why)
{
    const struct world *world = app_of(call)->world;
    struct visit *visits = NULL;
    struct str plain, note;
    size_t count = 0;
    enum err err = personal_open(call->arena, world, s->sealed, &plain, why);

    if (!err) err = visits_of(call->db, call->arena, s->id, &visits, &count, why);
    if (err) return err;
    json_raw(&call->out, "served", plain);
    json_list(&call->out, "visits");
    for (size_t i = 0; !err && i < count; i++) {
        note = STR_NONE;
        if (visits[i].sealed.at) err = personal_open(call->arena, world, visits[i].sealed, &note, why);
        json_object(&call->out, NULL);
        json_id(&call->out, "id", visits[i].id);
        json_str(&call->out, "person", visits[i].person);
        json_str(&call->out, "purpose", visits[i].purpose);
        json_str(&call->out, "result", visits[i].result);
        json_str(&call->out, "note", note);
        day_write_moment(call, &visits[i].moment);
        json_close(&call->out);
    }
    json_close(&call->out);
    return err;
}
