/*
 * io.h - whole files and folders, safely.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef BASE_IO_H
#define BASE_IO_H

#include "base/err.h"
#include "base/str.h"

/* The whole file, NUL-terminated; ERR_NOT_FOUND, ERR_TOO_LARGE past `max`. */
enum err io_read(struct arena *arena, const char *path, size_t max, struct str *out, struct fault *why) MUST_CHECK;
/* Writes beside the target, fsyncs, renames, fsyncs the folder; ERR_DISK_FULL on ENOSPC. */
enum err io_write(const char *path, struct str bytes, struct fault *why) MUST_CHECK;
/* Makes the folder and its parents (0750). */
enum err io_mkdirs(const char *path, struct fault *why) MUST_CHECK;
/* Regular files in `path` whose name ends in `suffix`, sorted by name, without the folder. */
enum err io_list(struct arena *arena, const char *path, struct str suffix, struct str **names, size_t *count, struct fault *why) MUST_CHECK;

#endif
