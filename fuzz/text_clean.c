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
    struct str clean = text_clean(arena, text);

    assert(clean.at && utf8_valid(clean));
    assert(str_eq(text_clean(arena, clean), clean));
    struct str terms = text_terms(arena, text), fold = text_fold(arena, text);
    assert(utf8_valid(terms) && utf8_valid(fold));
    arena_close(arena);
    return 0;
}
