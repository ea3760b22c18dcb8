/*
 * keeper.h - one thread that does what is due once in a while: signed day
 * anchors after midnight, contacts deleted when their time is over, releases
 * and maps of grids taken up within seconds and made on their dates.
 * Ownership: keeper_start/keeper_stop.  Threads: its own.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_KEEPER_H
#define CASE_KEEPER_H

#include "case/world.h"

struct keeper;
enum err keeper_start(struct world *world, struct keeper **out, struct fault *why) MUST_CHECK;
void keeper_stop(struct keeper *keeper);   /* NULL is allowed */

#endif
