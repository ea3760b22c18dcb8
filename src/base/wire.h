/*
 * wire.h - small numbers and texts as bytes: what stored binary forms are made of.
 *
 * The model: a number takes seven bits a byte, the lowest first, and the high
 * bit says that more follow; a signed one is folded first (0, -1, 1, -2 …), so
 * that small ones of either sign take one byte.  A text is its length and its
 * bytes.  Reading is bounded by the end of the input and has a sticky error:
 * past the first broken byte everything reads as 0 or empty; look once at the
 * end.
 *
 * Ownership: texts read are borrowed from the input.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef BASE_WIRE_H
#define BASE_WIRE_H

#include "base/buf.h"

void wire_put(struct buf *out, uint64_t number);
void wire_put_signed(struct buf *out, int64_t number);
void wire_put_str(struct buf *out, struct str text);

struct wire { const unsigned char *at, *end; bool broken; };

struct wire wire_of(struct str bytes);
uint64_t wire_get(struct wire *in);
int64_t wire_get_signed(struct wire *in);
unsigned char wire_get_byte(struct wire *in);
struct str wire_get_str(struct wire *in);                 /* well-formed UTF-8, else broken */
struct str wire_get_bytes(struct wire *in, size_t count);
/* A count of things that take at least `least` bytes each: more than can follow is broken. */
size_t wire_get_count(struct wire *in, size_t least);
/* A number up to `max`; more is broken. */
uint64_t wire_get_upto(struct wire *in, uint64_t max);
bool wire_at_end(const struct wire *in);                  /* all read and nothing broken */

#endif
