/*
 * Cleaning and search terms: results are UTF-8; cleaning twice changes nothing more.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "text/text.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(32 << 20);
    struct str text = { (const char *)data, size };
    struct str clean, again;
    struct fault why = { 0 };

    if (text_clean(arena, text, 0, &clean, &why) == ERR_OK) {
        enum err err = text_clean(arena, clean, 0, &again, &why);
        assert(utf8_valid(clean) && err == ERR_OK && str_eq(again, clean));
    } else {
        assert(why.zh[0] && utf8_valid(str_from_c(why.zh)));
    }
    if (text_clean_line(arena, text, 50, &clean, &why) == ERR_OK) assert(utf8_length(clean) <= 50 && str_find(clean, STR("\n")) < 0);
    struct str terms = text_terms(arena, text);
    assert(terms.at && utf8_valid(terms));
    arena_close(arena);
    return 0;
}
