/*
 * chance.h - repeatable chance: the same seed gives the same day.
 *
 * Numbers come from a 64-bit state mixed by multiplication and shifts; they are
 * for synthetic days, never for secrets.  A wheel is a list of weights, spun.
 *
 * Ownership: a wheel lives in the arena given.  Threads: one chance a thread.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMANDS_CHANCE_H
#define COMMANDS_CHANCE_H

#include "base/csv.h"

struct chance { uint64_t state; };

uint64_t chance_next(struct chance *chance);
/* 0 … below-1; `below` must not be 0. */
size_t chance_below(struct chance *chance, size_t below);
double chance_unit(struct chance *chance);                    /* 0 … 1, 1 excluded */
bool chance_percent(struct chance *chance, int percent);

/* Rows of content/simulate/day.csv of one kind: hour, source or type. */
struct wheel { size_t count; struct str *keys; int64_t *weights; int64_t total; };
/* ERR_INVALID when the kind has no row with a weight. */
enum err wheel_read(struct arena *arena, const struct csv *csv, const char *kind, struct wheel *out, struct fault *why) MUST_CHECK;
struct str wheel_spin(const struct wheel *wheel, struct chance *chance);

#endif
