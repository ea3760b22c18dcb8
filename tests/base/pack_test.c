/*
 * Stored bytes: numbers and texts come back as written, packed bytes unpack to
 * themselves, and bytes nobody wrote are refused.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include <string.h>

#include "base/pack.h"
#include "base/wire.h"

enum { MEMORY_MAX = 64 << 20, RUNS = 3000, SIZE_MOST = 6000, DAMAGES = 20 };

static uint64_t next(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static void numbers(void **state)
{
    static const uint64_t values[] = { 0, 1, 127, 128, 16383, 16384, UINT32_MAX, UINT64_MAX - 1, UINT64_MAX };
    static const int64_t folded[] = { 0, -1, 1, 63, -64, 64, INT64_MIN, INT64_MAX };
    struct arena *arena = arena_open(MEMORY_MAX);
    struct buf out;
    struct wire in;

    (void)state;
    buf_init(&out, arena, 0);
    for (size_t i = 0; i < COUNT_OF(values); i++) wire_put(&out, values[i]);
    for (size_t i = 0; i < COUNT_OF(folded); i++) wire_put_signed(&out, folded[i]);
    wire_put_str(&out, STR("汉字"));
    wire_put_str(&out, STR_NONE);
    in = wire_of(buf_done(&out));
    for (size_t i = 0; i < COUNT_OF(values); i++) assert_true(wire_get(&in) == values[i]);
    for (size_t i = 0; i < COUNT_OF(folded); i++) assert_true(wire_get_signed(&in) == folded[i]);
    assert_true(str_is(wire_get_str(&in), "汉字"));
    assert_true(!wire_at_end(&in) && wire_get_str(&in).len == 0 && wire_at_end(&in));
    assert_true(wire_get(&in) == 0 && in.broken && !wire_at_end(&in));
    arena_close(arena);
}

/* Each is refused by one reader, and the error stays. */
static void broken_bytes(void **state)
{
    static const struct { const char *name, *bytes; size_t len; } rows[] = {
        { "cut number", "\x80", 1 },
        { "number of 65 bits", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 10 },
        { "number without end", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 11 },
        { "text longer than the rest", "\x05" "abc", 4 },
        { "text of half a character", "\x02\xe6\xb1", 3 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct wire in = wire_of((struct str){ rows[i].bytes, rows[i].len });
        struct str text = wire_get_str(&in);

        CHECK_INT(rows[i].name, in.broken, true);
        CHECK_INT(rows[i].name, text.len, 0);
        CHECK_INT(rows[i].name, wire_get_byte(&in), 0);
    }
    for (size_t least = 1; least < 4; least++) {
        struct wire in = wire_of(STR("\x03" "abc"));
        CHECK_INT("a count of three things", wire_get_count(&in, least) == 3, least == 1);
    }
}

/* Bytes that repeat themselves more or less. */
static struct str made(struct arena *arena, uint64_t *seed)
{
    size_t size = (size_t)(next(seed) % SIZE_MOST), letters = 1 + (size_t)(next(seed) % 20);
    char *at = arena_raw(arena, size + 1);

    for (size_t i = 0; i < size;) {
        size_t run = 1 + (size_t)(next(seed) % 90), from = i ? (size_t)(next(seed) % i) : 0;
        bool again = i && next(seed) % 3;
        for (size_t k = 0; k < run && i < size; k++, i++) at[i] = again ? at[from + k] : (char)('a' + (int)(next(seed) % letters));
    }
    return (struct str){ at, size };
}

static void packing(void **state)
{
    struct arena *arena = arena_open(MEMORY_MAX);
    uint64_t seed = 88172645463325252u;
    size_t before = 0, after = 0;

    (void)state;
    for (int i = 0; i < RUNS; i++) {
        struct str bytes = made(arena, &seed), packed, back = STR_NONE;
        struct fault why = { 0 };
        struct buf out;

        buf_init(&out, arena, 0);
        pack(&out, bytes);
        packed = buf_done(&out);
        assert_int_equal(unpack(arena, packed, SIZE_MOST, &back, &why), ERR_OK);
        assert_true(str_eq(back, bytes));
        before += bytes.len;
        after += packed.len;
        if (bytes.len) assert_int_equal(unpack(arena, packed, bytes.len - 1, &back, &why), ERR_TOO_LARGE);
        for (int d = 0; d < DAMAGES; d++) {
            char *copy = arena_copy(arena, packed.at, packed.len);
            struct str wrong = STR_NONE;
            copy[next(&seed) % packed.len] ^= (char)(1 + next(&seed) % 255);
            if (unpack(arena, (struct str){ copy, packed.len }, SIZE_MOST, &wrong, &why) == ERR_OK) assert_true(wrong.len <= SIZE_MOST);
            else assert_true(!wrong.at && why.zh[0] && why.en[0]);
            if (unpack(arena, str_sub(packed, 0, next(&seed) % packed.len), SIZE_MOST, &wrong, NULL) == ERR_OK) assert_true(wrong.len == 0);
        }
        arena_reset(arena);
    }
    assert_true(after < before / 2);
    arena_close(arena);
}

/* A few bytes that would become many. */
static void bombs(void **state)
{
    static const struct { const char *name, *bytes; size_t len; enum err err; } rows[] = {
        { "nothing", "", 0, ERR_INVALID },
        { "empty", "\x00", 1, ERR_OK },
        { "more than allowed", "\xff\xff\xff\xff\x7f\x11" "a\x01", 8, ERR_TOO_LARGE },
        { "copy from before the first byte", "\x05\x01" "a\x02", 4, ERR_INVALID },
        { "copy from here", "\x05\x01" "a\x00", 4, ERR_INVALID },
        { "copy past the end", "\x03\x01" "a\x01", 4, ERR_INVALID },
        { "bytes behind the end", "\x01\x01" "ab", 4, ERR_INVALID },
        { "a copy announced at the end", "\x01\x11" "a", 3, ERR_INVALID },
        { "five of one", "\x05\x01" "a\x01", 4, ERR_OK },
    };
    struct arena *arena = arena_open(MEMORY_MAX);

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct str out = STR_NONE;
        struct fault why = { 0 };
        CHECK_INT(rows[i].name, unpack(arena, (struct str){ rows[i].bytes, rows[i].len }, SIZE_MOST, &out, &why), rows[i].err);
        CHECK_INT(rows[i].name, out.at == NULL, rows[i].err != ERR_OK);
    }
    arena_close(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers),
        cmocka_unit_test(broken_bytes),
        cmocka_unit_test(packing),
        cmocka_unit_test(bombs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
