/*
 * evaluation_scope.c - which area and months are asked about.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/civil.h"
#include "modules/command/evaluation.h"
#include "modules/command/figures.h"

enum { MONTHS_MAX = 36 };

const char *grouping_name(enum grouping by)
{
    static const char *const NAMES[BY__COUNT] = {
#define X(name, key) key,
        GROUPINGS(X)
#undef X
    };

    return NAMES[by];
}

bool evaluation_is_unit(const struct unit *area)
{
    return area->kind == UNIT_DEPARTMENT || area->kind == UNIT_TEAM;
}

bool evaluation_covers(const struct org *org, const struct unit *street, const struct unit *area)
{
    const struct unit *place = area;

    if (street->kind != UNIT_STREET) return false;
    if (area->kind == UNIT_COMMUNITY || area->kind == UNIT_TEAM) return street->id == (area->street_id ? area->street_id : area->parent_id);
    if (area->kind == UNIT_DISTRICT || area->kind == UNIT_STEERING) return evaluation_district(street) == area->id;
    if (area->kind == UNIT_DEPARTMENT) place = org_unit(org, area->parent_id);
    return place && figures_cover(org, street, place);
}

bool evaluation_may(const struct unit *area, enum grouping by)
{
#define BIT(name) (1u << BY_##name)
    static const unsigned ALLOWED[UNIT__KINDS] = {
        [UNIT_CITY] = BIT(DISTRICT) | BIT(STREET) | BIT(UNIT) | BIT(TYPE) | BIT(SOURCE) | BIT(MONTH),
        [UNIT_DISTRICT] = BIT(STREET) | BIT(COMMUNITY) | BIT(UNIT) | BIT(TYPE) | BIT(SOURCE) | BIT(MONTH),
        [UNIT_STEERING] = BIT(STREET) | BIT(COMMUNITY) | BIT(UNIT) | BIT(TYPE) | BIT(SOURCE) | BIT(MONTH),
        [UNIT_STREET] = BIT(COMMUNITY) | BIT(GRID) | BIT(UNIT) | BIT(TYPE) | BIT(SOURCE) | BIT(MONTH),
        [UNIT_COMMUNITY] = BIT(GRID) | BIT(MONTH),
        [UNIT_DEPARTMENT] = BIT(STREET) | BIT(MONTH),
        [UNIT_TEAM] = BIT(STREET) | BIT(MONTH),
    };
#undef BIT

    return ALLOWED[area->kind] >> by & 1;
}

int64_t evaluation_district(const struct unit *street)
{
    return street->steering_id ? street->steering_id : street->district_id;
}

/* The unit asked for, or the highest of the user's own. */
static const struct unit *area_of(struct call *call, enum right right)
{
    int64_t id = json_get_id(call->query, "area");
    const struct unit *found = NULL;

    if (id) return user_may(call->org, call->user, right, id) ? org_unit(call->org, id) : NULL;
    for (size_t i = 0; i < call->user->grant_count; i++) {
        const struct unit *own = org_unit(call->org, call->user->grants[i].unit_id);
        if (!own || !(call->user->grants[i].rights >> right & 1)) continue;
        if (!found || own->kind < found->kind) found = own;
    }
    return found;
}

static enum err month_of(struct call *call, const char *name, int64_t absent, int64_t *out, struct fault *why)
{
    struct str text = json_get_str(call->query, name), rest = text, piece = STR_NONE;
    int64_t year = 0, month = 0;

    if (!text.len) {
        *out = absent;
        return ERR_OK;
    }
    if (text.len != 7 || !str_split(&rest, '-', &piece) || num_parse_int(piece, 2000, 2999, &year) || num_parse_int(rest, 1, 12, &month))
        return fault_field(why, str_from_c(name), fault_set(why, ERR_INVALID, "月份写作 2026-03", "a month is written 2026-03"));
    *out = year * 100 + month;
    return ERR_OK;
}

static struct str month_text(struct arena *arena, int64_t month)
{
    return str_format(arena, "%04d-%02d", (int)(month / 100), (int)(month % 100));
}

enum err evaluation_scope(struct call *call, enum right right, struct evaluation_scope *out, struct fault *why)
{
    struct evaluation_scope s = { .area = area_of(call, right) };
    int year, month, day;
    char text[11];
    enum err err;

    if (!s.area) return fault_field(why, STR("area"), fault_set(why, ERR_NOT_FOUND, "没有这个辖区，或不在您的范围内", "no such area within your reach"));
    day_to_ymd(day_of_ms(call->now_ms), &year, &month, &day);
    err = month_of(call, "to", (int64_t)year * 100 + month, &s.to, why);
    if (!err) err = month_of(call, "from", s.to, &s.from, why);
    if (err) return err;
    if (s.from > s.to) return fault_field(why, STR("from"), fault_set(why, ERR_INVALID, "起始月份晚于截止月份", "the first month is after the last"));
    if ((s.to / 100 - s.from / 100) * 12 + s.to % 100 - s.from % 100 >= MONTHS_MAX)
        return fault_field(why, STR("from"), fault_set(why, ERR_INVALID, "最多 %d 个月", "at most %d months", MONTHS_MAX));
    s.from_text = month_text(call->arena, s.from);
    s.to_text = month_text(call->arena, s.to);
    year = (int)(s.to / 100), month = (int)(s.to % 100);
    day_print((struct day){ (month == 12 ? day_from_ymd(year + 1, 1, 1) : day_from_ymd(year, month + 1, 1)).since_epoch - 1 }, text);
    s.day = str_dup(call->arena, str_from_c(text));
    if (!s.from_text.at || !s.to_text.at || !s.day.at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *out = s;
    return ERR_OK;
}
