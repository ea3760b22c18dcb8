/*
 * Arenas, growing text and hash tables: limits, alignment, injected failures.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "check.h"

#include "base/buf.h"
#include "base/table.h"

#include <stdio.h>
#include <string.h>

static void memory_is_zeroed_and_aligned(void **state)
{
    (void)state;
    struct arena *arena = arena_open(1 << 20);

    for (size_t size = 0; size < 5000; size += 37) {
        unsigned char *at = arena_alloc(arena, size);
        assert_non_null(at);
        assert_int_equal((uintptr_t)at % 16, 0);
        for (size_t i = 0; i < size; i++) assert_int_equal(at[i], 0);
        memset(at, 0xFF, size);
    }
    arena_reset(arena);
    assert_int_equal(arena_used(arena), 0);
    unsigned char *again = arena_alloc(arena, 4000);
    for (size_t i = 0; i < 4000; i++) assert_int_equal(again[i], 0);
    arena_close(arena);
    arena_close(NULL);
}

static void limit_is_kept(void **state)
{
    (void)state;
    struct arena *arena = arena_open(10000);

    assert_non_null(arena_alloc(arena, 6000));
    assert_null(arena_alloc(arena, 6000));
    assert_non_null(arena_alloc(arena, 3000));
    assert_null(arena_alloc(arena, SIZE_MAX));
    assert_null(arena_calloc(arena, SIZE_MAX / 2, 3));
    assert_null(arena_copy(arena, "", SIZE_MAX));
    assert_true(arena_used(arena) <= 10000);
    arena_reset(arena);
    assert_non_null(arena_alloc(arena, 10000));
    assert_null(arena_alloc(arena, 1));
    arena_close(arena);
}

static char order[8];

static void note(void *thing)
{
    strncat(order, thing, sizeof order - strlen(order) - 1);
}

static void deferred_calls_run_last_first(void **state)
{
    (void)state;
    struct arena *arena = arena_open(4096);

    order[0] = '\0';
    assert_true(arena_defer(arena, note, (char[]){ "a" }));
    assert_true(arena_defer(arena, note, (char[]){ "b" }));
    arena_reset(arena);
    assert_string_equal(order, "ba");
    assert_true(arena_defer(arena, note, (char[]){ "c" }));
    arena_close(arena);
    assert_string_equal(order, "bac");
}

static void growing_moves_nothing(void **state)
{
    (void)state;
    struct arena *arena = arena_open(3000);
    char *at = arena_copy(arena, "abc", 3);

    assert_true(arena_grow(arena, at, 4, 1000));
    assert_string_equal(at, "abc");
    char *next = arena_alloc(arena, 1);
    assert_false(arena_grow(arena, at, 1000, 1001 + 16));
    assert_false(arena_grow(arena, next, 1, 5000));
    assert_false(arena_grow(arena, next, 1, SIZE_MAX));
    assert_false(arena_grow(arena, NULL, 0, 10));
    arena_close(arena);
}

static void failures_are_injected(void **state)
{
    (void)state;
    struct arena *arena = arena_open(4096);

    arena_fail_after(3);
    assert_non_null(arena_alloc(arena, 1));
    assert_non_null(arena_alloc(arena, 1));
    assert_null(arena_alloc(arena, 1));
    assert_false(arena_defer(arena, note, order));
    assert_null(arena_copy(arena, "x", 1));
    arena_fail_after(0);
    assert_non_null(arena_alloc(arena, 1));
    arena_close(arena);
}

static void text_grows_and_stays_whole(void **state)
{
    (void)state;
    struct arena *arena = arena_open(1 << 20);
    struct buf a, b;

    buf_init(&a, arena, 0);
    buf_init(&b, arena, 0);
    CHECK_STR("nothing written is empty text", buf_done(&a), "");
    for (int i = 0; i < 2000; i++) {
        buf_printf(&a, "%d,", i);
        buf_text(&b, "哨");
        buf_byte(&b, '.');
    }
    struct str done = buf_done(&a);
    assert_true(buf_ok(&a));
    assert_int_equal(done.len, 10 * 2 + 90 * 3 + 900 * 4 + 1000 * 5);
    assert_true(str_starts(done, STR("0,1,2,")) && str_ends(done, STR(",1998,1999,")));
    assert_int_equal(done.at[done.len], '\0');
    assert_int_equal(buf_done(&b).len, 8000);
    arena_close(arena);
}

static void text_error_is_sticky(void **state)
{
    (void)state;
    struct arena *arena = arena_open(1 << 16);
    struct buf b;

    buf_init(&b, arena, 5);
    buf_text(&b, "12345");
    assert_true(buf_ok(&b));
    buf_byte(&b, '6');
    assert_false(buf_ok(&b));
    CHECK_STR("failed", buf_done(&b), NULL);

    buf_init(&b, arena, 0);
    arena_fail_after(1);
    buf_text(&b, "x");
    arena_fail_after(0);
    buf_text(&b, "y");
    assert_false(buf_ok(&b));

    buf_init(&b, arena, 0);
    for (int i = 0; i < 70000; i++) buf_byte(&b, 'x');
    assert_false(buf_ok(&b));
    arena_close(arena);
}

static void table_finds_what_was_put(void **state)
{
    (void)state;
    struct arena *arena = arena_open(1 << 20);
    struct table t;
    int values[3000];

    table_init(&t, arena);
    assert_null(table_get(&t, STR("x")));
    for (int i = 0; i < 3000; i++) assert_int_equal(table_put(&t, str_format(arena, "key %d", i), &values[i]), ERR_OK);
    assert_int_equal(t.count, 3000);
    for (int i = 0; i < 3000; i++) assert_ptr_equal(table_get(&t, str_format(arena, "key %d", i)), &values[i]);
    assert_null(table_get(&t, STR("key 3000")));
    assert_int_equal(table_put(&t, STR("key 7"), &values[8]), ERR_OK);
    assert_ptr_equal(table_get(&t, STR("key 7")), &values[8]);
    assert_int_equal(t.count, 3000);
    assert_int_equal(table_put(&t, STR(""), &values[1]), ERR_OK);
    assert_ptr_equal(table_get(&t, STR("")), &values[1]);
    arena_close(arena);
}

static void table_without_memory_keeps_its_rows(void **state)
{
    (void)state;
    struct arena *arena = arena_open(1 << 20);
    struct table t;
    char names[64][4];
    int value;

    table_init(&t, arena);
    arena_fail_after(2);
    int put = 0;
    for (; put < 64; put++) {
        snprintf(names[put], sizeof names[put], "%d", put);
        if (table_put(&t, str_from_c(names[put]), &value)) break;
    }
    arena_fail_after(0);
    assert_in_range(put, 1, 63);
    assert_int_equal(t.count, put);
    for (int i = 0; i < put; i++) assert_non_null(table_get(&t, str_from_c(names[i])));
    assert_null(table_get(&t, str_from_c(names[put])));
    arena_close(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_and_aligned), cmocka_unit_test(limit_is_kept),
        cmocka_unit_test(deferred_calls_run_last_first), cmocka_unit_test(growing_moves_nothing),
        cmocka_unit_test(failures_are_injected),         cmocka_unit_test(text_grows_and_stays_whole),
        cmocka_unit_test(text_error_is_sticky),          cmocka_unit_test(table_finds_what_was_put),
        cmocka_unit_test(table_without_memory_keeps_its_rows),
    };
    return cmocka_run_group_tests_name("base/arena", tests, NULL, NULL);
}
