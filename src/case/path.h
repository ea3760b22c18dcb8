/*
 * path.h - where the process of a case has been (走过的路): elements "+process/element" and flows ">process/flow", each
 * once, in the order they were taken, with a space between them; stored packed.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_PATH_H
#define CASE_PATH_H

#include "base/buf.h"
#include "base/err.h"

enum { PATH_BYTES_MAX = 64 * 1024 };

/* Adds a name that is not there yet; `mark` is + or >. */
void path_add(struct buf *path, char mark, struct str process, struct str element);
/* STR_NONE when out of memory, or past the bound. */
struct str path_store(struct arena *arena, struct str path);
enum err path_read(struct arena *arena, struct str stored, struct str *out, struct fault *why) MUST_CHECK;

#endif
