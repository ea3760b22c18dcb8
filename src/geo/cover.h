/*
 * cover.h - do these shapes cover an area without gaps and overlaps?
 *
 * All borders are noded and snap-rounded together (tiling.h), so that the plane
 * falls into faces; each face is covered by none, one or several of the shapes.
 * What is thinner than `sliver_m` is an imprecision of drawing and goes to the
 * neighbour with the longest border; what is wider is a fault, told with its
 * place.  A cover without faults comes back as shapes that share their borders
 * exactly, corner by corner.
 *
 * Ownership: everything lives in the arena.  Threads: pure.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GEO_COVER_H
#define GEO_COVER_H

#include "geo/geo.h"

enum cover_kind {
    COVER_CROSSING,    /* a border that crosses or touches itself, at `at` */
    COVER_OVERLAP,     /* `part` and `other` both cover `shape` */
    COVER_GAP,         /* nobody covers `shape` */
    COVER_OUTSIDE,     /* `part` covers `shape` outside the area */
    COVER_EMPTY,       /* nothing is left of `part` */
    COVER_PIECES,      /* `part` lies in several pieces; a remark, not a fault */
    COVER__KINDS
};

struct cover_fault {
    enum cover_kind kind;
    int32_t part, other;          /* positions in the shapes, or COVER_NONE */
    struct geo_point at;
    struct geo_shape shape;       /* no rings for a place without area */
    double area_m2;
};

struct cover_rules {
    double sliver_m;              /* what is thinner is closed */
    bool whole;                   /* gaps are faults */
    size_t points_max;            /* of all shapes together */
    size_t crossings_max;         /* of borders with one another */
};

struct cover {
    struct geo_shape *shapes;     /* one for each given; as given while there are faults */
    struct cover_fault *faults;   /* the largest first */
    size_t fault_count, remark_count;   /* remarks follow the faults in the same list */
    bool truncated;               /* there are more than COVER_FAULTS_MAX */
};

enum { COVER_NONE = -1, COVER_FAULTS_MAX = 100, COVER_PARTS_MAX = 1000 };

/*
 * Checks.  ERR_TOO_LARGE: too many shapes, points or crossings (nothing was cut);
 * ERR_INVALID: the geometry cannot be cut at all.
 */
enum err cover_check(struct arena *arena, const struct geo_shape *outline, const struct geo_shape *parts, size_t count,
                     const struct cover_rules *rules, struct cover *out, struct fault *why) MUST_CHECK;

/* ── Changing a cover: the answer has shapes that share their borders; one without rings is gone ── */

struct reshape {
    struct geo_shape *shapes;     /* those given, in their places, then new ones */
    size_t count;
};

/*
 * Cuts shape `part` along a line, which is made longer by `reach_m` at both
 * ends.  The largest piece keeps the place, the others are new.
 * ERR_UNPROCESSABLE when the line does not cut it.
 */
enum err reshape_split(struct arena *arena, const struct geo_shape *parts, size_t count, size_t part, const struct geo_point *line,
                       size_t points, double reach_m, struct reshape *out, struct fault *why) MUST_CHECK;
/* Joins the shapes marked in `merged` into the place `into`.  ERR_UNPROCESSABLE when they do not lie together. */
enum err reshape_merge(struct arena *arena, const struct geo_shape *parts, size_t count, const bool *merged, size_t into,
                       struct reshape *out, struct fault *why) MUST_CHECK;
/* A new shape takes what it covers from the others, as far as they cover it.  ERR_UNPROCESSABLE when it covers nothing. */
enum err reshape_draw(struct arena *arena, const struct geo_shape *parts, size_t count, const struct geo_shape *drawn,
                      struct reshape *out, struct fault *why) MUST_CHECK;

/* How much of each old shape lies in each new one: shared[o * new_count + n] in square metres. */
enum err reshape_shares(struct arena *arena, const struct geo_shape *old, size_t old_count, const struct geo_shape *fresh, size_t fresh_count,
                        double **shared, struct fault *why) MUST_CHECK;

/*
 * The outline of shapes that share their borders exactly; ERR_INVALID when they overlap.
 * Shapes without rings are left out.
 */
enum err reshape_outline(struct arena *arena, const struct geo_shape *parts, size_t count, struct geo_shape *out, struct fault *why) MUST_CHECK;

/*
 * New corners on the border of an area, put into its neighbours' borders too, so
 * that both sides stay the same line: edges of `before` (its outline) that
 * `after` has in several pieces.  Neighbours that change get new rings;
 * *changed counts them.
 */
enum err reshape_stitch(struct arena *arena, const struct geo_shape *before, const struct geo_shape *after, struct geo_shape *neighbours,
                        size_t count, size_t *changed, struct fault *why) MUST_CHECK;

#endif
