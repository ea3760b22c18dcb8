/*
 * screen.h - shapes of the wall (指挥大屏).
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMAND_SCREEN_H
#define COMMAND_SCREEN_H

#include "http/http.h"

extern const struct json_shape SCREEN_VIEW, SCREEN_CASES_VIEW;

#endif
