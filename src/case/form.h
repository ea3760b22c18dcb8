/*
 * form.h - forms of user tasks: form-js schemas, checked when they are drawn and when they are filled in.
 *
 * The page renders the same schema.  What is shown follows `conditional.hide`,
 * a FEEL expression over the fields as given, laid over the variables the step
 * sees; what is hidden is not asked for and must not be given.  A field that
 * may not be changed (`readonly`, `disabled`) must come back as it was.
 *
 * Ownership: results live in the arena given.  Threads: pure.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_FORM_H
#define CASE_FORM_H

#include "base/finding.h"
#include "base/json.h"
#include "feel/feel.h"

enum { FORM_COMPONENTS_MAX = 300, FORM_DEPTH_MAX = 8, FORM_TEXT_MAX = 2000, FORM_CHOICES_MAX = 200 };

enum form_kind {
    FORM_TEXT,       /* textfield, textarea */
    FORM_NUMBER,
    FORM_CHOICE,     /* select, radio */
    FORM_CHOICES,    /* checklist, taglist */
    FORM_FLAG,       /* checkbox */
    FORM_TIME,       /* datetime: date, time or both */
    FORM_GROUP,
    FORM_SHOWN,      /* text, separator, spacer: nothing to fill in */
    FORM__KINDS
};

/* One component; `group` is the index of the one it lies in, or -1. */
struct form_field { enum form_kind kind; const struct json_t *node; struct str key; int group; };
struct form_fields { struct form_field *at; size_t count; };
/* The components of a schema, those of groups behind their group.  ERR_INVALID names what is not supported. */
enum err form_read(struct arena *arena, const struct json_t *form, struct form_fields *out, struct fault *why) MUST_CHECK;

/* What a person filled in. */
struct form_answer {
    const struct json_t *fields;             /* an object, or NULL */
    const struct feel_value *variables;      /* what the step sees: a context, or NULL */
    int64_t now_ms;
};

/*
 * Checks the answer: unknown or hidden keys, missing required ones, types,
 * bounds, patterns, options, fields that may not change.  `form` may be NULL: then nothing may be
 * given.  *out is a context of the fields.  ERR_INVALID or ERR_TOO_LARGE with
 * the first mistake; all of them (element: the key) on `findings` unless NULL.
 */
enum err form_fill(struct arena *arena, const struct json_t *form, const struct form_answer *answer, struct findings *findings,
                   const struct feel_value **out, struct fault *why) MUST_CHECK;
/* The keys of the fields that the answer leaves visible. */
enum err form_shown(struct arena *arena, const struct json_t *form, const struct form_answer *answer, struct str **keys, size_t *count,
                    struct fault *why) MUST_CHECK;

/*
 * Of what a step sees, the part that its form shows or its conditions may speak of: all that the page
 * needs to draw the form as the server will judge it.
 */
const struct feel_value *form_seen(struct arena *arena, const struct json_t *form, const struct feel_value *variables);

/* Checks a schema; every mistake goes on the list.  `id` (nullable) is the schema's own. */
void form_check(struct arena *arena, struct str text, struct findings *findings, struct str *id);

/* True when FEEL `matches` finds the pattern in the text; *legal false for a pattern FEEL does not allow. */
bool form_matches(struct arena *arena, struct str text, struct str pattern, bool *legal);
/* The value of a "=…" property of a component with these names visible; NULL when the property is no expression. */
const struct feel_value *form_eval(struct arena *arena, const struct json_t *node, const char *name, const struct feel_value *names, int64_t now_ms);

#endif
