/*
 * screen.h - shapes of the wall (指挥大屏).
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMAND_SCREEN_H
#define COMMAND_SCREEN_H

#include "http/http.h"
#include "modules/command/evaluation.h"

extern const struct json_shape SCREEN_VIEW, SCREEN_CASES_VIEW;

/* The area asked for, when it is one a wall can show and within the user's reach; else ERR_NOT_FOUND. */
enum err screen_scope(struct call *call, struct evaluation_scope *scope, struct fault *why) MUST_CHECK;

#endif
