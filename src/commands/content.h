/*
 * content.h - finding and reading the content folder.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMANDS_CONTENT_H
#define COMMANDS_CONTENT_H

#include "commands/command.h"

struct calendar;
struct city;
/* --content, else $SHAO_CONTENT, else content beside the program's build folder or in the working directory. */
const char *content_folder(const struct args *args);
/* The built web: --web, else $SHAO_WEB, else web/dist beside the program; NULL when there is none. */
const char *content_web(const struct args *args);
enum err content_calendar(struct arena *arena, const char *folder, struct calendar **out, struct fault *why) MUST_CHECK;
/* The city of nanjing/, drawn from `seed` (geo/city.h). */
enum err content_city(struct arena *arena, const char *folder, uint64_t seed, struct city **out, struct fault *why) MUST_CHECK;
/* One file of the folder. */
enum err content_read(struct arena *arena, const char *folder, const char *name, struct str *out, struct fault *why) MUST_CHECK;

#endif
