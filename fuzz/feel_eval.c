/*
 * FEEL: any text is refused or evaluates, within its bounds, to a value that prints as UTF-8.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feel/feel.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_value(struct arena *arena, const struct feel_value *value)
{
    struct buf text, json;
    struct json_out out;

    assert(value);
    buf_init(&text, arena, 0);
    feel_print(&text, value);
    assert(!buf_ok(&text) || utf8_valid(buf_done(&text)));
    buf_init(&json, arena, 0);
    json_begin(&out, &json);
    feel_to_json(&out, NULL, value);
    assert(!json_done(&out) || utf8_valid(buf_done(&json)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct str NAMES[] = { { "a", 1 }, { "case type", 9 } };
    static const struct feel_names names = { NULL, NAMES, COUNT_OF(NAMES) };
    struct arena *arena = arena_open(32 << 20);
    struct str text = { (const char *)data, size };
    struct feel_entry entries[] = { { NAMES[0], feel_integer(arena, 7) }, { NAMES[1], feel_string(arena, STR("0501")) } };
    struct feel_scope scope = { .names = { COUNT_OF(entries), entries }, .now_ms = INT64_C(1770946200000) };
    const struct feel_expr *expr;
    struct feel_notes notes = { 0 };
    struct fault why;

    if (feel_parse(arena, text, &names, &expr, &why) == ERR_OK) check_value(arena, feel_eval(arena, expr, &scope, &notes));
    else assert(why.at <= size && why.zh[0] && utf8_valid(str_from_c(why.zh)) && utf8_valid(str_from_c(why.en)));
    if (feel_parse_tests(arena, text, &names, &expr, &why) == ERR_OK)
        (void)feel_test(arena, expr, entries[0].value, &scope, &notes);
    for (size_t i = 0; i < notes.count && i < COUNT_OF(notes.first); i++)
        assert(utf8_valid(str_from_c(notes.first[i].zh)) && utf8_valid(str_from_c(notes.first[i].en)));
    arena_close(arena);
    return 0;
}
