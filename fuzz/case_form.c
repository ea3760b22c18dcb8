/*
 * Forms: any text is checked without harm; a schema that is accepted takes or refuses any answer, and what it keeps has only its own keys.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/form.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The schema, then an answer after a zero byte. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(32 << 20);
    struct str all = { (const char *)data, size }, schema = all, given = STR("{}");
    struct findings findings = { .arena = arena };
    struct json_t *form, *answer;
    const struct feel_value *fields;
    struct fault why = { 0 };

    if (str_split(&all, '\0', &schema)) given = all;
    form_check(arena, schema, &findings, NULL);
    for (size_t i = 0; i < findings.count; i++) assert(findings.at[i].zh.len && findings.at[i].en.len);
    if (!findings.failed && json_parse(arena, schema, &form, NULL) == ERR_OK && json_parse(arena, given, &answer, NULL) == ERR_OK) {
        const struct form_answer filled = { answer, feel_from_json(arena, NULL), INT64_C(1767225600000) };
        if (form_fill(arena, form, &filled, NULL, &fields, &why)) assert(why.zh[0] && why.en[0]);
    }
    arena_close(arena);
    return 0;
}
