/*
 * arena.c - blocks that double, a bump pointer in the newest.
 *
 * Under AddressSanitizer the unused part of each block and a gap behind each
 * allocation are poisoned, so overflows inside an arena are found too.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
enum { GAP = 16 };
#else
#define ASAN_POISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
enum { GAP = 0 };
#endif

enum { ALIGN = 16, BLOCK_FIRST = 4096, BLOCK_MAX = 1024 * 1024 };

struct block {
    struct block *older;
    size_t size, used;
    _Alignas(ALIGN) char bytes[];
};

struct deferred {
    struct deferred *older;
    void (*release)(void *thing);
    void *thing;
};

struct arena {
    size_t limit, used;
    struct block *newest;
    struct deferred *deferred;
};

static _Thread_local size_t fail_countdown;   /* 0 off, 1 every allocation fails */

void arena_fail_after(size_t n)
{
    fail_countdown = n;
}

static bool must_fail(void)
{
    if (fail_countdown == 0) return false;
    if (fail_countdown > 1) {
        fail_countdown--;
        return false;
    }
    return true;
}

struct arena *arena_open(size_t limit)
{
    struct arena *arena = calloc(1, sizeof *arena);

    if (arena) arena->limit = limit;
    return arena;
}

static void run_deferred(struct arena *arena)
{
    while (arena->deferred) {
        struct deferred *d = arena->deferred;
        arena->deferred = d->older;
        d->release(d->thing);
    }
}

static void free_blocks(struct block *b, const struct block *keep)
{
    while (b && b != keep) {
        struct block *older = b->older;
        free(b);
        b = older;
    }
}

void arena_close(struct arena *arena)
{
    if (!arena) return;
    run_deferred(arena);
    free_blocks(arena->newest, NULL);
    free(arena);
}

void arena_reset(struct arena *arena)
{
    struct block *first = arena->newest;

    run_deferred(arena);
    while (first && first->older) first = first->older;
    free_blocks(arena->newest, first);
    if (first) {
        first->used = 0;
        ASAN_POISON_MEMORY_REGION(first->bytes, first->size);
    }
    arena->newest = first;
    arena->used = 0;
}

/* What `size` bytes take: aligned, never nothing; false on overflow. */
static bool rounded(size_t size, size_t *out)
{
    if (size > SIZE_MAX - ALIGN - GAP) return false;
    if (size == 0) size = 1;
    *out = (size + ALIGN - 1) / ALIGN * ALIGN;
    return true;
}

static struct block *block_add(struct arena *arena, size_t need)
{
    size_t size = arena->newest ? arena->newest->size * 2 : BLOCK_FIRST;

    if (size > BLOCK_MAX) size = BLOCK_MAX;
    if (size < need) size = need;
    if (size > SIZE_MAX - sizeof(struct block)) return NULL;
    struct block *b = malloc(sizeof *b + size);
    if (!b) return NULL;
    b->older = arena->newest;
    b->size = size;
    b->used = 0;
    ASAN_POISON_MEMORY_REGION(b->bytes, size);
    arena->newest = b;
    return b;
}

void *arena_raw(struct arena *arena, size_t size)
{
    size_t take;

    if (must_fail() || !rounded(size, &take) || take > arena->limit - arena->used) return NULL;
    struct block *b = arena->newest;
    if (!b || take + GAP > b->size - b->used) {
        b = block_add(arena, take + GAP);
        if (!b) return NULL;
    }
    char *at = b->bytes + b->used;
    b->used += take + GAP;
    arena->used += take;
    ASAN_UNPOISON_MEMORY_REGION(at, size);
    return at;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    void *at = arena_raw(arena, size);

    return at ? memset(at, 0, size) : NULL;
}

void *arena_calloc(struct arena *arena, size_t count, size_t size)
{
    size_t total;

    if (__builtin_mul_overflow(count, size, &total)) return NULL;
    return arena_alloc(arena, total);
}

char *arena_copy(struct arena *arena, const void *bytes, size_t size)
{
    if (size == SIZE_MAX) return NULL;
    char *at = arena_raw(arena, size + 1);
    if (!at) return NULL;
    if (size > 0) memcpy(at, bytes, size);
    at[size] = '\0';
    return at;
}

bool arena_grow(struct arena *arena, void *newest, size_t size, size_t bigger)
{
    struct block *b = arena->newest;
    size_t had, take;

    if (!newest || bigger < size || must_fail() || !rounded(size, &had) || !rounded(bigger, &take)) return false;
    if (!b || b->used < had + GAP || (char *)newest != b->bytes + b->used - had - GAP) return false;
    if (take - had > b->size - b->used || take - had > arena->limit - arena->used) return false;
    b->used += take - had;
    arena->used += take - had;
    ASAN_UNPOISON_MEMORY_REGION(newest, bigger);
    return true;
}

bool arena_defer(struct arena *arena, void (*release)(void *thing), void *thing)
{
    struct deferred *d = arena_new(arena, struct deferred);

    if (!d) return false;
    *d = (struct deferred){ arena->deferred, release, thing };
    arena->deferred = d;
    return true;
}

size_t arena_used(const struct arena *arena)
{
    return arena->used;
}
