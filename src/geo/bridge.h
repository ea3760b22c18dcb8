/*
 * bridge.h - our shapes as GEOS geometries; inside geo/.
 *
 * Coordinates go over as micro-degrees, unchanged.
 * Ownership: the caller destroys what is given.  Threads: one GEOS context each.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GEO_BRIDGE_H
#define GEO_BRIDGE_H

#include <geos_c.h>

#include "geo/geo.h"

/* A shape as a multipolygon: each outer ring with the holes that follow it.  NULL when it cannot be made. */
GEOSGeometry *bridge_shape(GEOSContextHandle_t geos, struct arena *scratch, const struct geo_shape *shape);

#endif
