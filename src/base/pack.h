/*
 * pack.h - bytes in less room, for what is stored at every step.
 *
 * The model: the size, then runs.  A run is some bytes as they are and a copy
 * of bytes that stood before: one byte holds both lengths (four bits each, 15:
 * a number follows), the distance is a number.  Much faster than the general
 * compressors, and what repeats itself (names, copies of variables) goes to a
 * third.  The same bytes always pack to the same bytes.
 *
 * Ownership: what is unpacked lies in the arena given.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef BASE_PACK_H
#define BASE_PACK_H

#include "base/buf.h"
#include "base/err.h"

void pack(struct buf *out, struct str bytes);
/* ERR_INVALID when it is not what pack writes, ERR_TOO_LARGE when more than `max` bytes would come of it. */
enum err unpack(struct arena *arena, struct str packed, size_t max, struct str *out, struct fault *why) MUST_CHECK;

#endif
