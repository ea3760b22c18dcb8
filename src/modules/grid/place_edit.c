/*
 * place_edit.c - places taken in, changed and retired.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

#include "modules/grid/place.h"

#include "base/id.h"
#include "case/form.h"

/* ── What is said, checked ─────────────────────────────────────────────── */

static enum err take_point(struct call *call, const struct place_said *said, struct place_record *p, struct fault *why)
{
    struct place at;

    if (!said->has_point && p->version) return ERR_OK;
    if (!said->has_point || !isfinite(said->lon) || !isfinite(said->lat) || !world_locate(app_of(call)->world, said->lon, said->lat, &at) || !at.in_city || !at.street_id)
        return fault_field(why, STR("lon"), fault_set(why, ERR_UNPROCESSABLE, "位置不在本市范围内", "the point lies outside the city"));
    p->lon_e6 = (int32_t)lround(said->lon * 1e6);
    p->lat_e6 = (int32_t)lround(said->lat * 1e6);
    p->community_id = at.community_id;
    p->street_id = at.street_id;
    p->district_id = at.district_id;
    p->steering_id = at.steering_id;
    return ERR_OK;
}

static enum err take_class(struct call *call, const struct csv *classes, const struct place_said *said, struct place_record *p, struct fault *why)
{
    size_t row;

    if (said->class.at) p->class = said->class;
    if (!p->class.len || !place_class_row(classes, p->class, &row) || (said->class.at && !world_row_in_force(classes, row, call->now_ms)))
        return fault_field(why, STR("class"), fault_set(why, ERR_UNPROCESSABLE, "没有这个小类", "there is no such class"));
    if (said->kind.len && !str_eq(csv_get(classes, row, "kind"), said->kind))
        return fault_field(why, STR("class"), fault_set(why, ERR_UNPROCESSABLE, "小类不属于这个类别", "the class is not of this kind"));
    if (!p->version) p->kind = csv_get(classes, row, "kind");
    if (!str_eq(p->kind, csv_get(classes, row, "kind")))
        return fault_field(why, STR("class"), fault_set(why, ERR_UNPROCESSABLE, "类别不能改，请注销后重建", "the kind stays; retire it and make another"));
    if (!p->version) p->code = said->code.len ? said->code : STR("");
    return ERR_OK;
}

/* 16 digits that begin with the district it stands in and go on with its subclass. */
static enum err check_code(struct call *call, struct place_record *p, struct fault *why)
{
    const struct unit *district = org_unit(call->org, p->district_id), *street = org_unit(call->org, p->street_id);

    if (!p->code.len && !str_is(p->kind, "component")) p->code = str_format(call->arena, "%.*s-%llx", STR_ARG(street ? street->code : STR("")), (unsigned long long)p->id);
    if (!place_code_fits(p))
        return fault_field(why, STR("code"),
                           str_is(p->kind, "component")
                               ? fault_set(why, ERR_UNPROCESSABLE, "部件标识码应为 16 位数字：区划 6 位＋大类 2 位＋小类 2 位＋流水 6 位，且与小类一致",
                                           "a component code has 16 digits: district 6, class 2, subclass 2, serial 6, and fits the subclass")
                               : fault_set(why, ERR_UNPROCESSABLE, "编码只能用字母、数字和连字符，不超过 %d 位", "a code has letters, digits and hyphens, at most %d", (int)PLACE_CODE_MAX));
    if (str_is(p->kind, "component") && district && !str_starts(p->code, district->code))
        return fault_field(why, STR("code"), fault_set(why, ERR_UNPROCESSABLE, "区划与位置所在的区（%.*s）不一致", "its district is not the one it stands in (%.*s)", STR_ARG(district->code)));
    return ERR_OK;
}

/* A unit by its code, or as water@district; empty: nobody. */
static enum err take_unit(struct call *call, const struct place_record *p, struct str said, const char *field, int64_t *out, struct fault *why)
{
    const struct case_record there = { .community_id = p->community_id, .street_id = p->street_id, .district_id = p->district_id, .steering_id = p->steering_id };
    const struct unit *unit;

    if (!said.at) return ERR_OK;
    unit = said.len ? case_unit_named(call->org, &there, said) : NULL;
    if (said.len && (!unit || unit->kind < UNIT_STREET))
        return fault_field(why, str_from_c(field), fault_set(why, ERR_UNPROCESSABLE, "没有“%.*s”这个单位", "there is no unit \"%.*s\"", STR_ARG(said)));
    if (unit && !org_within(call->org, unit->id, p->district_id) && !(p->steering_id && org_within(call->org, unit->id, p->steering_id)))
        return fault_field(why, str_from_c(field), fault_set(why, ERR_UNPROCESSABLE, "应是本区的单位", "expected a unit of its own district"));
    *out = unit ? unit->id : 0;
    return ERR_OK;
}

static enum err take_days(struct call *call, const struct place_said *said, struct place_record *p, struct fault *why)
{
    if (!p->version) {
        p->from = day_of_ms(call->now_ms);
        p->until.since_epoch = PLACE_OPEN;
    }
    if (said->from.len && day_parse(said->from, &p->from)) return fault_field(why, STR("from"), fault_set(why, ERR_INVALID, "日期不合法", "this is no date"));
    if (said->until.at && !said->until.len) p->until.since_epoch = PLACE_OPEN;
    if (said->until.len && day_parse(said->until, &p->until)) return fault_field(why, STR("until"), fault_set(why, ERR_INVALID, "日期不合法", "this is no date"));
    if (p->until.since_epoch < p->from.since_epoch) return fault_field(why, STR("until"), fault_set(why, ERR_UNPROCESSABLE, "结束日期应在开始以后", "the last day is after the first"));
    return ERR_OK;
}

static enum err take_attributes(struct call *call, const struct csv *classes, const struct place_said *said, struct place_record *p, struct fault *why)
{
    enum { ATTRIBUTES_MAX = 8 * 1024 };
    struct world *world = app_of(call)->world;
    const struct form_answer answer = { .fields = said->attributes, .now_ms = call->now_ms };
    const struct feel_value *filled;
    struct str form;
    size_t row = 0;
    enum err err;

    if (!said->attributes && p->version) return ERR_OK;
    form = place_class_row(classes, p->class, &row) ? csv_get(classes, row, "form") : STR("");
    err = form_fill(call->arena, form.len ? world_form(world, form, world_release(world)) : NULL, &answer, NULL, &filled, why);
    if (err) return err;
    p->attributes = feel_json_text(call->arena, filled, ATTRIBUTES_MAX);
    return p->attributes.at ? ERR_OK : fault_set(why, ERR_TOO_LARGE, "属性过长", "the attributes are too long");
}

static enum err take_words(const struct place_said *said, struct place_record *p, struct fault *why)
{
    if (!p->version) p->name = p->address = p->source = STR("");
    if (said->name.at) p->name = said->name;
    if (said->address.at) p->address = said->address;
    if (said->source.at) p->source = said->source;
    if (!p->name.len || utf8_length(p->name) > PLACE_NAME_MAX) return fault_field(why, STR("name"), fault_set(why, ERR_INVALID, "请填写名称（不超过 %d 字）", "give a name (at most %d characters)", (int)PLACE_NAME_MAX));
    if (utf8_length(p->address) > 2 * PLACE_NAME_MAX) return fault_field(why, STR("address"), fault_set(why, ERR_INVALID, "地址过长", "the address is too long"));
    if (utf8_length(p->source) > 2 * PLACE_NAME_MAX) return fault_field(why, STR("source"), fault_set(why, ERR_INVALID, "来源过长", "the source is too long"));
    return ERR_OK;
}

enum err place_take(struct call *call, const struct csv *classes, const struct place_said *said, struct place_record *p, struct fault *why)
{
    enum err err = take_class(call, classes, said, p, why);

    if (!err) err = take_words(said, p, why);
    if (!err) err = take_point(call, said, p, why);
    if (!err && !p->version) err = check_code(call, p, why);
    if (!err) err = take_unit(call, p, said->owner, "owner", &p->owner_id, why);
    if (!err) err = take_unit(call, p, said->maintainer, "maintainer", &p->maintainer_id, why);
    if (!err) err = take_days(call, said, p, why);
    if (!err) err = take_attributes(call, classes, said, p, why);
    if (err) return err;
    if (said->state.len) p->state = place_state_from(said->state);
    if (p->state >= PLACE_RETIRED) return fault_field(why, STR("state"), fault_set(why, ERR_INVALID, "状态应为在用或停用", "the state is use or stopped"));
    if (!place_tended(call, p)) return fault_field(why, STR("lon"), fault_set(why, ERR_NOT_FOUND, "这个位置不在您的管理范围内", "this point is not within your reach"));
    p->changed_at = call->now_ms;
    p->changed_by = call->user->account_id;
    return ERR_OK;
}

/* ── Writing ───────────────────────────────────────────────────────────── */

struct change { struct place_record place; struct str was, reason; };

static struct place_said said_in(const struct json_t *body)
{
    return (struct place_said){
        .kind = str_trim(json_get_str(body, "kind")), .class = str_trim(json_get_str(body, "class")), .code = str_trim(json_get_str(body, "code")),
        .name = str_trim(json_get_str(body, "name")), .address = str_trim(json_get_str(body, "address")), .owner = str_trim(json_get_str(body, "owner")),
        .maintainer = str_trim(json_get_str(body, "maintainer")), .state = json_get_str(body, "state"), .from = json_get_str(body, "from"),
        .until = json_get_str(body, "until"), .source = str_trim(json_get_str(body, "source")), .attributes = json_get(body, "attributes"),
        .has_point = json_get(body, "lon") && json_get(body, "lat"), .lon = json_get_number(body, "lon", 0), .lat = json_get_number(body, "lat", 0),
    };
}

/* POST /api/places: 409 the code is used before. */
enum err place_add_prepare(struct call *call, struct fault *why)
{
    struct change *c = arena_new(call->arena, struct change);
    struct place_said said = said_in(call->body);
    struct place_record other;
    struct csv classes;
    enum err err;

    if (!c) return staff_no_memory(why);
    call->work = c;
    c->place = (struct place_record){ .id = id_new() };
    err = place_classes(app_of(call)->world, call->arena, &classes, why);
    if (!err) err = place_take(call, &classes, &said, &c->place, why);
    if (err) return err;
    call->key = c->place.id;
    err = place_read_code(call->db, call->arena, c->place.code, &other, NULL);
    if (!err) return fault_field(why, STR("code"), fault_set(why, ERR_CONFLICT, "编码 %.*s 已经有了", "the code %.*s is used before", STR_ARG(c->place.code)));
    return err == ERR_NOT_FOUND ? ERR_OK : fault_set(why, err, "读取失败", "it could not be read");
}

enum err place_add_apply(struct db *db, struct call *call, struct fault *why)
{
    const struct change *c = call->work;
    enum err err = place_insert(db, &c->place, why);

    return err ? err : staff_audit(db, call, "place.create", c->place.id, c->place.code, why);
}

static enum err open_place(struct call *call, struct change **out, struct fault *why)
{
    struct change *c = *out = arena_new(call->arena, struct change);
    enum err err = c ? place_read(call->db, call->arena, call->path_id, &c->place, why) : staff_no_memory(why);

    if (err) return err;
    if (!place_seen(call, &c->place)) return staff_gone(why);
    if (c->place.state == PLACE_RETIRED || c->place.version != json_get_int(call->body, "version", 0)) return staff_stale(why);
    if (!place_tended(call, &c->place)) return fault_set(why, ERR_FORBIDDEN, "您不能修改这条记录", "you may not change this record");
    call->work = c;
    call->key = c->place.id;
    c->was = place_kept(call->arena, call->org, &c->place);
    c->reason = staff_words(call, "reason");
    if (!c->reason.len) return fault_field(why, STR("reason"), fault_set(why, ERR_INVALID, "请写明原因", "say why"));
    return c->was.at ? ERR_OK : staff_no_memory(why);
}

/* POST /api/places/{id}: 409 stale or retired. */
enum err place_save_prepare(struct call *call, struct fault *why)
{
    struct place_said said = said_in(call->body);
    struct change *c;
    struct csv classes;
    enum err err = open_place(call, &c, why);

    if (!err) err = place_classes(app_of(call)->world, call->arena, &classes, why);
    return err ? err : place_take(call, &classes, &said, &c->place, why);
}

/* POST /api/places/{id}/retire */
enum err place_retire_prepare(struct call *call, struct fault *why)
{
    struct change *c;
    enum err err = open_place(call, &c, why);

    if (err) return err;
    c->place.state = PLACE_RETIRED;
    c->place.changed_at = call->now_ms;
    c->place.changed_by = call->user->account_id;
    return ERR_OK;
}

enum err place_save_apply(struct db *db, struct call *call, struct fault *why)
{
    const struct change *c = call->work;
    enum err err = place_save(db, &c->place, c->was, c->reason, why);

    return err ? err : staff_audit(db, call, c->place.state == PLACE_RETIRED ? "place.retire" : "place.save", c->place.id, c->reason, why);
}

enum err place_reply(struct call *call, struct fault *why)
{
    struct place_record place;
    struct csv classes;
    enum err err = place_read(call->db, call->arena, ((const struct change *)call->work)->place.id, &place, why);

    if (!err) err = place_classes(app_of(call)->world, call->arena, &classes, why);
    if (!err) place_write(call, &classes, &place);
    return err;
}
