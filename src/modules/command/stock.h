/*
 * stock.h - stocks for emergencies (应急物资) of a unit.
 *
 * Ownership: lists live in the arena given.  Threads: as their reader or writer.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMAND_STOCK_H
#define COMMAND_STOCK_H

#include "case/case.h"

struct stock { int64_t id, unit_id; struct str kind, name, measure, place, keeper; int64_t quantity, least, version, changed_at, changed_by; };
/* Of one unit, by kind and name. */
enum err stock_of(struct db *db, struct arena *arena, int64_t unit_id, struct stock **out, size_t *count, struct fault *why) MUST_CHECK;
enum err stock_read(struct db *db, struct arena *arena, int64_t id, struct stock *out, struct fault *why) MUST_CHECK;
enum err stock_insert(struct db *db, const struct stock *stock, struct fault *why) MUST_CHECK;
/* Quantity, least, place and keeper; ERR_CONFLICT when its version is not `stock->version`. */
enum err stock_change(struct db *db, const struct stock *stock, struct fault *why) MUST_CHECK;

#endif
