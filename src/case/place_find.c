/*
 * place_find.c - what a place is, and which one a report may be about.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/places.h"
#include "text/text.h"

static const char *const STATES[PLACE__STATES] = { "use", "stopped", "retired" };

const char *place_state_name(enum place_state state)
{
    return state < PLACE__STATES ? STATES[state] : "";
}

enum place_state place_state_from(struct str name)
{
    for (enum place_state s = 0; s < PLACE__STATES; s++)
        if (str_is(name, STATES[s])) return s;
    return PLACE__STATES;
}

int64_t place_called(const struct place_record *p)
{
    return p->maintainer_id ? p->maintainer_id : p->owner_id;
}

bool place_serves(const struct place_record *p, struct day day)
{
    return p->state == PLACE_IN_USE && p->from.since_epoch <= day.since_epoch && day.since_epoch <= p->until.since_epoch;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool place_code_fits(const struct place_record *p)
{
    enum { CLASS_AT = 6, CLASS_LENGTH = 4 };
    bool component = str_is(p->kind, "component");

    if (!p->code.len || p->code.len > PLACE_CODE_MAX || (component && p->code.len != COMPONENT_CODE)) return false;
    for (size_t i = 0; i < p->code.len; i++) {
        char c = p->code.at[i];
        if (!is_digit(c) && (component || !(c == '-' || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')))) return false;
    }
    return !component || str_eq((struct str){ p->code.at + CLASS_AT, CLASS_LENGTH }, p->class);
}

static struct str code_of(const struct org *org, int64_t unit_id)
{
    const struct unit *unit = org_unit(org, unit_id);

    return unit ? unit->code : STR("");
}

static void write_day(struct json_out *out, const char *key, struct day day)
{
    char text[11];

    day_print(day, text);
    json_text(out, key, text);
}

struct str place_kept(struct arena *arena, const struct org *org, const struct place_record *p)
{
    struct json_out out;
    struct buf buf;

    buf_init(&buf, arena, 16 * 1024);
    json_begin(&out, &buf);
    json_object(&out, NULL);
    json_str(&out, "class", p->class);
    json_str(&out, "name", p->name);
    json_str(&out, "address", p->address);
    json_double(&out, "lon", p->lon_e6 / 1e6, 6);
    json_double(&out, "lat", p->lat_e6 / 1e6, 6);
    json_str(&out, "owner", code_of(org, p->owner_id));
    json_str(&out, "maintainer", code_of(org, p->maintainer_id));
    json_text(&out, "state", place_state_name(p->state));
    write_day(&out, "from", p->from);
    if (p->until.since_epoch != PLACE_OPEN) write_day(&out, "until", p->until);
    json_raw(&out, "attributes", p->attributes);
    json_str(&out, "source", p->source);
    json_close(&out);
    return json_done(&out) ? buf_done(&buf) : STR_NONE;
}

enum err place_classes(struct world *world, struct arena *arena, struct csv *out, struct fault *why)
{
    struct str text = world_text(world, DEFINITION_CATALOGUE, STR("place_classes"), world_release(world));

    if (text.at) return csv_parse(arena, text, out, why);
    *out = (struct csv){ 0 };
    return ERR_OK;
}

bool place_class_row(const struct csv *classes, struct str class, size_t *row)
{
    for (size_t i = 0; i < classes->rows; i++)
        if (str_eq(csv_get(classes, i, "code"), class)) {
            *row = i;
            return true;
        }
    return false;
}

/* Does a report of the type concern this class, and do its words name it? */
static bool concerns(const struct csv *classes, struct str class, struct str item, struct str text, bool *named)
{
    size_t row;

    if (!place_class_row(classes, class, &row) || !str_eq(csv_get(classes, row, "type"), item)) return false;
    *named = str_find(text, csv_get(classes, row, "zh")) >= 0;
    return true;
}

enum err place_offer(struct world *world, const struct org *org, struct db *db, struct arena *arena, struct str item, struct str text, double lon, double lat, int64_t now_ms,
                     struct place_near *out, size_t most, size_t *count, bool *sure, struct fault *why)
{
    double near_m = (double)org_setting(org, "place.near", 20), sure_m = (double)org_setting(org, "place.sure", 8);
    struct place_near near[PLACES_NEAR_MAX];
    struct csv classes;
    size_t found = 0, kept = 0;
    bool typed = false;
    enum err err = place_classes(world, arena, &classes, why);

    *count = 0;
    *sure = false;
    for (size_t i = 0; !err && i < classes.rows && !typed; i++) typed = str_eq(csv_get(&classes, i, "type"), item);
    if (err || !typed) return err;
    err = places_near(db, arena, STR("component"), lon, lat, near_m, 0, day_of_ms(now_ms), near, PLACES_NEAR_MAX, &found, why);
    if (err) return err;
    for (int pass = 0; pass < 2; pass++)   /* those the words name come first */
        for (size_t i = 0; i < found && kept < most; i++) {
            bool named = false;
            if (!concerns(&classes, near[i].place.class, item, text, &named) || named != (pass == 0)) continue;
            if (!kept) *sure = named || near[i].distance_m <= sure_m;
            out[kept++] = near[i];
        }
    *count = kept;
    return ERR_OK;
}
