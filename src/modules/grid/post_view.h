/*
 * post_view.h - the shapes of quotas; inside grid/.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GRID_POST_VIEW_H
#define GRID_POST_VIEW_H

#include "http/http.h"

extern const struct json_shape POST_QUOTA_SHAPE, POSTS_SHAPE, POST_STREETS_SHAPE;

#endif
