/*
 * JSON: what is accepted writes back to a text that reads as the same value, and a field table never crashes.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/json.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct json_field FIELDS[] = {
    { "text", JSON_TEXT, 1, 10, true, "描述", "text" },   { "n", JSON_INT, -5, 5, true, "数", "number" },
    { "list", JSON_LIST, 0, 3, true, "表", "list" },      { "x", JSON_NUMBER, 0, 0, true, "值", "real" },
    { "id", JSON_ID, 0, 0, true, "编号", "id" },          { "at", JSON_TIME, 0, 0, true, "时间", "time" },
    { 0 },
};

static struct str written(struct arena *arena, const struct json_t *node)
{
    struct buf buf;
    struct json_out out;

    buf_init(&buf, arena, 0);
    json_begin(&out, &buf);
    json_write_node(&out, NULL, node);
    assert(json_done(&out));
    return buf_done(&buf);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(16 << 20);
    struct json_t *node, *again;
    struct fault why;

    if (json_parse(arena, (struct str){ (const char *)data, size }, &node, &why) == ERR_OK) {
        struct str text = written(arena, node);
        enum err err = json_parse(arena, text, &again, &why);
        assert(err == ERR_OK);
        assert(str_eq(text, written(arena, again)));
        if (json_check(node, FIELDS, &why)) assert(utf8_valid(str_from_c(why.zh)) && utf8_valid(str_from_c(why.en)));
    } else {
        assert(utf8_valid(str_from_c(why.zh)));
    }
    arena_close(arena);
    return 0;
}
