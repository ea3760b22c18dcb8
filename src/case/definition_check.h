/*
 * definition_check.h - may these definitions come into force together?
 *
 * One function for the command line and the desk: each text is read by the
 * loader that will run it, then everything it names is looked for in what is in
 * force with the changed ones over it: called processes, decisions, forms,
 * handlers, desks, stages, rights, limits, units, catalogue codes.  What is not changed
 * is looked at too, for what the change breaks in it.
 *
 * Ownership: problems live in the arena of the view.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_DEFINITION_CHECK_H
#define CASE_DEFINITION_CHECK_H

#include "base/finding.h"
#include "case/definition_view.h"
#include "org/org.h"

/* One problem: a finding and the definition it is in. */
struct definition_problem { enum definition_kind kind; struct str key; struct finding finding; };
struct definition_check {
    struct definition_problem *problems;
    size_t count;
    bool failed;                    /* one of them is an error */
};

/* The name of what a text defines, and its key when the text has one (a process, a form); nothing is changed when it does not load. */
void definition_identify(struct arena *arena, struct definition_new *definition);

/* `changed` are laid over `view`, whose shelf holds what is in force; `org` gives roles and units. */
enum err definition_check(struct definition_view *view, const struct org *org, const struct definition_new *changed, size_t count,
                          struct definition_check *out, struct fault *why) MUST_CHECK;
/* ERR_UNPROCESSABLE with the first error, or ERR_OK. */
enum err definition_check_fault(const struct definition_check *check, struct fault *why) MUST_CHECK;

/* ── Its parts (inside case/) ──────────────────────────────────────────── */

/* What a process names, looked for in the view. */
void check_process(struct definition_view *view, const struct org *org, struct str key, struct findings *findings);
/* Calls in a circle that never waits; the finding is on the first call of it. */
void check_circles(struct definition_view *view, struct str key, struct findings *findings);
/* Units and limits that a table gives, codes it asks for. */
void check_decision(struct definition_view *view, const struct org *org, struct str key, struct findings *findings);
/* A table of the catalogue, and whether all of them load together. */
void check_catalogue(struct definition_view *view, struct shelf *shelf, struct str key, struct findings *findings);

#endif
