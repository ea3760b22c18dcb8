/*
 * picture.h - small synthetic photographs, each a little different.
 * Threads: any; picture_start once before.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMANDS_PICTURE_H
#define COMMANDS_PICTURE_H

#include "commands/chance.h"

/* Starts the picture library. */
enum err picture_start(struct fault *why) MUST_CHECK;
/* A JPEG of 320 × 240, a street as a child would draw it; its bytes live in the arena. */
enum err picture_jpeg(struct arena *arena, struct chance *chance, struct str *out, struct fault *why) MUST_CHECK;

#endif
