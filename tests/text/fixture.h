/*
 * fixture.h - cmocka and one check with a row's name.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TESTS_TEXT_FIXTURE_H
#define TESTS_TEXT_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "text/text.h"

#define CHECK(name, condition)                                                                                         \
    do {                                                                                                               \
        if (!(condition)) fail_msg("%s: %s", name, #condition);                                                        \
    } while (0)

static uint64_t dice_state = 42;

static inline int32_t roll(int32_t low, int32_t high)
{
    dice_state ^= dice_state << 13;
    dice_state ^= dice_state >> 7;
    dice_state ^= dice_state << 17;
    return low + (int32_t)(dice_state % (uint64_t)((int64_t)high - low + 1));
}

/* Random bytes, half of them from pieces that tend to break things. */
static inline struct str hostile(struct arena *arena, size_t len)
{
    static const char *const pieces[] = { "\xE2\x80\xAE", "\xEF\xBB\xBF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "占道", "e\xCC\x81",
                                          "\xCC\x81\xCC\x81", "';--", "<b>", "\r\n", "\xF0\x9F\x91\xA8\xE2\x80\x8D", "Ａ", "①",
                                          "\xEF\xB7\xBA", "\xC0\x80" };
    char *bytes = arena_alloc(arena, len + 8);
    size_t at = 0;

    while (at < len) {
        const char *piece = pieces[roll(0, COUNT_OF(pieces) - 1)];

        if (roll(0, 1)) {
            bytes[at++] = (char)roll(0, 255);
        } else {
            memcpy(bytes + at, piece, strlen(piece) < len + 8 - at ? strlen(piece) : 0);
            at += strlen(piece);
        }
    }
    return (struct str){ bytes, len };
}

#endif
