/*
 * acting.c - choosing an outcome, filling a form.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "commands/acting.h"

enum { PRIMARY_WEIGHT = 85, ORDINARY_WEIGHT = 8, DANGER_WEIGHT = 2 };

static size_t weight_of(const struct way *way)
{
    return way->primary ? PRIMARY_WEIGHT : way->danger ? DANGER_WEIGHT : ORDINARY_WEIGHT;
}

size_t acting_choose(struct chance *chance, const struct way *ways, size_t count)
{
    size_t total = 0, left, i = 0;

    for (size_t k = 0; k < count; k++) total += weight_of(&ways[k]);
    left = chance_below(chance, total);
    while (left >= weight_of(&ways[i])) left -= weight_of(&ways[i++]);
    return i;
}

static void fill(struct json_out *out, struct chance *chance, const struct json_t *component)
{
    const char *key = json_get_str(component, "key").at;
    struct str type = json_get_str(component, "type");
    const struct json_t *values = json_get(component, "values");
    size_t count = json_count(values);

    if (count) json_str(out, key, json_get_str(json_at(values, chance_below(chance, count)), "value"));
    else if (str_is(type, "number")) json_int(out, key, json_get_int(json_get(component, "validate"), "min", 1));
    else if (str_is(type, "checkbox")) json_bool(out, key, true);
    else json_text(out, key, "已核对");
}

struct str acting_fields(struct arena *arena, struct chance *chance, const struct json_t *form)
{
    const struct json_t *components = json_get(form, "components");
    struct json_out out;
    struct buf buf;

    buf_init(&buf, arena, 0);
    json_begin(&out, &buf);
    json_object(&out, NULL);
    for (size_t i = 0; i < json_count(components); i++) {
        const struct json_t *component = json_at(components, i);
        if (json_get_str(component, "key").len && json_get_bool(json_get(component, "validate"), "required", false))
            fill(&out, chance, component);
    }
    json_close(&out);
    return json_done(&out) ? buf_done(&buf) : STR_NONE;
}
