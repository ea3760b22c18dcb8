/*
 * multipart.h - multipart/form-data (RFC 7578) over a body that is in memory.
 * Nothing is copied: parts point into the body.  SPDX-License-Identifier: Apache-2.0
 */
#ifndef HTTP_MULTIPART_H
#define HTTP_MULTIPART_H

#include "http/fields.h"
#include "http/http.h"

enum { UPLOADS_MAX = 16 };

/*
 * Texts go to `pairs`, files to `uploads` (an empty file without a name, as
 * browsers send for an unused input, is left out).  ERR_INVALID for anything
 * that is not well formed to the last boundary, `at` tells where.
 */
enum err multipart_parse(struct arena *arena, struct str content_type, struct str body, struct pairs *pairs,
                         struct upload **uploads, size_t *count, struct fault *why) MUST_CHECK;

#endif
