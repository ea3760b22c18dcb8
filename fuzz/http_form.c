/*
 * What browsers send: query strings, and multipart bodies after their boundary line.
 * Accepted names and values are UTF-8 without NUL; files lie inside the body.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "http/multipart.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_pairs(const struct pairs *pairs)
{
    assert(pairs->count <= PAIRS_MAX);
    for (size_t i = 0; i < pairs->count; i++) {
        struct str name = pairs->list[i].name, value = pairs->list[i].value;
        assert(utf8_valid(name) && utf8_valid(value));
        assert(!name.len || !memchr(name.at, 0, name.len));
        assert(!value.len || !memchr(value.at, 0, value.len));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct pairs pairs;
    struct arena *arena = arena_open(16 << 20);
    struct str body = { (const char *)data, size };
    struct upload *uploads;
    struct fault why = { 0 };
    size_t count;

    pairs.count = 0;
    if (pairs_parse(arena, body, &pairs, &why) == ERR_OK) check_pairs(&pairs);
    pairs.count = 0;
    if (multipart_parse(arena, STR("multipart/form-data; boundary=b"), body, &pairs, &uploads, &count, &why) == ERR_OK) {
        check_pairs(&pairs);
        assert(count <= UPLOADS_MAX);
    } else {
        assert(why.zh[0] && utf8_valid(str_from_c(why.zh)));
    }
    pairs.count = 0;
    (void)!multipart_parse(arena, body, STR("--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--b--\r\n"), &pairs,
                           &uploads, &count, &why);
    arena_close(arena);
    return 0;
}
