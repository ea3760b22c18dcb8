/*
 * personal.h - personal data (个人信息): sealed, masked, and for how long.
 *
 * Whatever is kept of a resident is sealed with the key of DIR/keys and shown
 * masked; opening it is a matter of a right and leaves a trace with its caller.
 * Ownership: results live in the arena.  Threads: pure.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_PERSONAL_H
#define CASE_PERSONAL_H

#include "case/world.h"

/* 138****1234; the first and the last sign of short numbers stay. */
struct str personal_mask_phone(struct arena *arena, struct str phone);
/* The family name stays: 张**. */
struct str personal_mask_name(struct arena *arena, struct str name);
/* Who somebody is and how to reach them, as one JSON object; STR_NONE when it grew too long. */
struct str personal_json(struct arena *arena, struct str name, struct str phone, struct str address);
/* Sealed with the city's key, in hex. */
enum err personal_seal(struct arena *arena, const struct world *world, struct str plain, struct str *out, struct fault *why) MUST_CHECK;
enum err personal_open(struct arena *arena, const struct world *world, struct str sealed, struct str *out, struct fault *why) MUST_CHECK;
/* 00:00 of the day after as many years as are stated for the kind (content/catalogues/personal_data.csv); ERR_UNPROCESSABLE when none are. */
enum err personal_until(const struct world *world, struct str kind, int64_t now_ms, int64_t *until, struct fault *why) MUST_CHECK;

#endif
