/*
 * file.h - files by their content (内容寻址), and photos without metadata.
 *
 * A file is stored under the SM3 digest of its bytes, once, and never changed;
 * when a function returns its bytes and its name are on disk.  What a file is
 * is told by its content, never by its name.  Photos are decoded with bounds
 * and saved anew, turned upright and in sRGB, so that nothing of the camera,
 * the place or anything hidden behind the picture is left: residents' photos
 * are kept only so; staff evidence is sealed as taken and shown by such a
 * derivative.
 *
 * Ownership: file_store_open/_close.  Threads: any number at once.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef FILE_FILE_H
#define FILE_FILE_H

#include "base/err.h"
#include "base/str.h"

struct file_store;

enum {
    FILE_DIGEST_SIZE = 65,                /* 64 hex digits and a NUL */
    FILE_MEDIA_SIZE = 96,
    FILE_PHOTO_MAX = 10 * 1024 * 1024,    /* bytes */
    FILE_PHOTO_PIXELS_MAX = 50000000,
    FILE_SHOWN_SIDE_MAX = 2560,
    FILE_THUMB_SIDE_MAX = 480,
};

struct file_info {
    char digest[FILE_DIGEST_SIZE];
    char media[FILE_MEDIA_SIZE];          /* "image/jpeg" */
    size_t size;
    int width, height;                    /* 0 when not a photo */
};

/* Starts the picture library and makes the folder with its 256 parts; one store a process is enough. */
enum err file_store_open(const char *folder, struct file_store **out, struct fault *why) MUST_CHECK;
void file_store_close(struct file_store *store);   /* NULL is allowed */

/* The media type of bytes by their content; "application/octet-stream" when unknown. */
void file_media(struct file_store *store, struct str bytes, char out[FILE_MEDIA_SIZE]);

/*
 * Stores bytes as they are (documents, exports).  ERR_INVALID when empty,
 * ERR_TOO_LARGE past `max`, ERR_DISK_FULL, ERR_INTERNAL.
 */
enum err file_put(struct file_store *store, struct str bytes, size_t max, struct file_info *out, struct fault *why) MUST_CHECK;

enum file_photo_kind { FILE_PHOTO_RESIDENT, FILE_PHOTO_EVIDENCE };

struct file_photo {
    struct file_info original;            /* evidence only; empty digest for residents */
    struct file_info shown;               /* JPEG, upright, at most FILE_SHOWN_SIDE_MAX */
    struct file_info thumb;               /* JPEG, at most FILE_THUMB_SIDE_MAX */
};

/*
 * Stores a photo: JPEG, PNG or WebP by content.  ERR_MEDIA_TYPE for anything
 * else, ERR_TOO_LARGE past FILE_PHOTO_MAX bytes or FILE_PHOTO_PIXELS_MAX pixels,
 * ERR_INVALID when the picture is cut off or broken.  Nothing is stored then.
 */
enum err file_put_photo(struct file_store *store, struct str bytes, enum file_photo_kind kind, struct file_photo *out,
                        struct fault *why) MUST_CHECK;

/* Exactly 64 lower-case hex digits. */
bool file_digest_valid(struct str digest);

/* The bytes, checked against the digest: ERR_NOT_FOUND, ERR_TOO_LARGE past `max`, ERR_INTERNAL when they were altered. */
enum err file_read(struct arena *arena, struct file_store *store, struct str digest, size_t max, struct str *out,
                   struct fault *why) MUST_CHECK;

/* A read-only descriptor to send from (the caller closes it); not checked against the digest.  ERR_NOT_FOUND. */
enum err file_open(struct file_store *store, struct str digest, int *fd, size_t *size, struct fault *why) MUST_CHECK;

/* Removes the bytes (lawful erasure, uploads nobody used); removing what is not there is ERR_NOT_FOUND. */
enum err file_remove(struct file_store *store, struct str digest, struct fault *why) MUST_CHECK;

#endif
