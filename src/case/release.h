/*
 * release.h - definitions come into force: from a folder, or from the desk.
 *
 * Ownership: nothing is kept.  Threads: release_insert runs inside a store job.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_RELEASE_H
#define CASE_RELEASE_H

#include "case/definition.h"
#include "case/world.h"

/* All jobs that make releases or move drafts have this key: they run one after another. */
enum { RELEASE_JOB_KEY = 150 };

struct release_new {
    const struct definition_new *items;
    size_t count;
    struct str note;
    int64_t at, by, approved_by, bundle_id;   /* 0: by command */
    int64_t release;                          /* given */
};
/* Inserts the next release with what differs from what is in force. */
enum err release_insert(struct db *db, struct release_new *release, struct fault *why) MUST_CHECK;
/* The newest release; 0 when there is none. */
enum err release_last(struct db *db, int64_t *release, struct fault *why) MUST_CHECK;

/* A version of a definition, without its text. */
struct version_row {
    enum definition_kind kind;
    struct str key, name, note, by_name, approved_by_name;
    int64_t release, at, size, versions;      /* versions: how many there are of it */
};
/* Those in force, by kind and key. */
enum err release_list(struct db *db, struct arena *arena, struct version_row **out, size_t *count, struct fault *why) MUST_CHECK;
/* All of one definition, newest first. */
enum err release_history(struct db *db, struct arena *arena, enum definition_kind kind, struct str key, struct version_row **out, size_t *count,
                         struct fault *why) MUST_CHECK;

/*
 * Deploys a folder (processes, decisions, forms, catalogues, calendars) as one
 * release.  ERR_UNPROCESSABLE when definition_check finds an error; ERR_CONFLICT,
 * naming it, when the folder would take back what was released in the desk, unless `force`.
 */
struct deployment { const char *content; struct str note; int64_t by; bool force; };
enum err release_deploy(struct store *store, const struct deployment *deployment, int64_t now_ms, int64_t *release, struct fault *why) MUST_CHECK;

#endif
