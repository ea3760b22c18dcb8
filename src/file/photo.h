/*
 * photo.h - decoding and saving pictures with libvips; used inside file/ only.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FILE_PHOTO_H
#define FILE_PHOTO_H

#include "file/file.h"

/* A rendered JPEG; photo_free releases it. */
struct photo_bytes {
    struct str bytes;
    int width, height;
};

enum err photo_start(struct fault *why) MUST_CHECK;

/* The size in the header, bounded; nothing is decoded. */
enum err photo_measure(struct str bytes, int *width, int *height, struct fault *why) MUST_CHECK;

/* An upright sRGB JPEG without metadata whose longer side is at most `side`. */
enum err photo_render(struct str bytes, int side, int quality, struct photo_bytes *out, struct fault *why) MUST_CHECK;
void photo_free(struct photo_bytes *photo);

#endif
