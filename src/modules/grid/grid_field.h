/*
 * grid_field.h - what the worker's phone reads besides cases; inside grid/.
 *
 * The phone draws time, place and person into each picture before it is kept
 * (照片水印), also without a network; whether it does is the setting
 * photo.watermark.  The server keeps the picture as any other.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GRID_GRID_FIELD_H
#define GRID_GRID_FIELD_H

#include "modules/app.h"

extern const struct json_shape FIELD_RULES_SHAPE;
enum err field_rules(struct call *call, struct fault *why);

#endif
