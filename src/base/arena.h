/*
 * arena.h - memory that lives and dies together.
 *
 * Functions that return memory take the arena first; nothing is freed singly.
 * An arena has a limit: past it allocation returns NULL (ERR_NO_MEMORY), so no
 * input can take unbounded memory.  Things that are not memory are registered
 * with arena_defer and released, last first, when the arena closes.
 *
 * Ownership: arena_open/arena_close.  Threads: one arena, one thread at a time.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/base.h"

struct arena;

/* NULL when the system has no memory.  `limit` is in bytes. */
struct arena *arena_open(size_t limit);

/* Runs the deferred calls and frees everything.  NULL is allowed. */
void arena_close(struct arena *arena);

/* Empties the arena (deferred calls run) and keeps its first block for reuse. */
void arena_reset(struct arena *arena);

/* `size` zeroed bytes aligned for any type, or NULL past the limit. */
void *arena_alloc(struct arena *arena, size_t size);

/* The same without zeroing, for what is written at once. */
void *arena_raw(struct arena *arena, size_t size);

/* `count` zeroed elements of `size` bytes; NULL on overflow or past the limit. */
void *arena_calloc(struct arena *arena, size_t count, size_t size);

/* A copy of `size` bytes and a NUL after them. */
char *arena_copy(struct arena *arena, const void *bytes, size_t size);

/* `release(thing)` runs when the arena closes or is reset; false when out of memory. */
bool arena_defer(struct arena *arena, void (*release)(void *thing), void *thing) MUST_CHECK;

/*
 * Lengthens the newest allocation from `size` to `bigger` bytes where it lies
 * (the new bytes hold anything); false when another allocation followed or the
 * block or the limit ends.
 */
bool arena_grow(struct arena *arena, void *newest, size_t size, size_t bigger) MUST_CHECK;

/* Bytes handed out so far. */
size_t arena_used(const struct arena *arena);

#define arena_new(arena, type) ((type *)arena_calloc((arena), 1, sizeof(type)))
#define arena_array(arena, type, count) ((type *)arena_calloc((arena), (count), sizeof(type)))

/*
 * Fault injection for tests: the n-th allocation from now on (1 = the next) in
 * this thread fails, and all after it; 0 switches it off.
 */
void arena_fail_after(size_t n);

#endif
