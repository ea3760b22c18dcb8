/*
 * world.h - what a plan may look at besides the database: one shared value.
 *
 * The organisation and the grids are immutable values behind a pointer; the
 * definitions are a cache that only grows.  Nothing here reads a clock.
 *
 * Ownership: world_open/world_close.  Threads: shared by all.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_WORLD_H
#define CASE_WORLD_H

#include "base/csv.h"
#include "bpmn/bpmn.h"
#include "calendar/clock.h"
#include "dmn/dmn.h"
#include "case/definition.h"
#include "case/grids.h"
#include "org/org.h"

struct world;
struct catalogue;
struct learned;

/* Where a point lies; ids are 0 outside the city. */
struct place {
    bool in_city;
    int64_t grid_id, dedicated_id, community_id, street_id, district_id, steering_id;
};

struct world_config {
    const char *folder;               /* keys/ live here; made when missing and `create` */
    bool create;
};
/* Reads organisation, definitions, calendar and keys. */
enum err world_open(const struct world_config *config, struct store *store, struct world **out, struct fault *why) MUST_CHECK;
void world_close(struct world *world);

struct store *world_store(const struct world *world);
struct org *world_org(struct world *world);               /* with a reference */
enum err world_reload_org(struct world *world, struct fault *why) MUST_CHECK;
/* The same when a unit came since, here or by another server. */
enum err world_follow_org(struct world *world, struct fault *why) MUST_CHECK;
const struct calendar *world_calendar(const struct world *world);
/* Lights, mildest first. */
const struct clock_light *world_lights(const struct world *world, size_t *count);
/*
 * The map in force.  One that was replaced lives a quarter of an hour longer, so whoever looks at one
 * may finish; nobody keeps one.
 */
const struct grids *world_grids(const struct world *world);
/* Takes up a newer map seen through `db`, made here or by another server; *taken (nullable) tells whether there was one. */
enum err world_reload_grids(struct world *world, struct db *db, int64_t now_ms, bool *taken, struct fault *why) MUST_CHECK;
/* False outside the city. */
bool world_locate(struct world *world, double lon, double lat, struct place *out);

/* Keys, each 32 bytes, in DIR/keys. */
struct world_keys {
    unsigned char journal[32], seal[32], code[32];
    struct sm2_key *anchor;
};
const struct world_keys *world_keys(const struct world *world);

/* ── Definitions ───────────────────────────────────────────────────────── */

int64_t world_release(const struct world *world);         /* the newest */
/* The definition in force at `release`; NULL when there is none. */
const struct bpmn *world_process(struct world *world, struct str id, int64_t release);
const struct dmn *world_decision(struct world *world, struct str id, int64_t release, int64_t *of_release);   /* by decision id */
const struct json_t *world_form(struct world *world, struct str id, int64_t release);
/* The text of a definition, as deployed; STR_NONE when there is none. */
struct str world_text(struct world *world, enum definition_kind kind, struct str key, int64_t release);

/* A catalogue row as a FEEL context and its fields. */
struct item {
    struct str code, name, name_en, hint, hint_en, icon, process;
    struct str kind;                  /* the table it stands in: "event", "whistle", "paper" */
    struct str root;                  /* the process a case of it runs: the main one for events, else its own */
    struct str guard;                 /* a decision that must allow opening one; empty: none */
    struct str words;                 /* name, synonyms and phrases, | between */
    const struct feel_value *row;     /* every column, for pages */
    const struct feel_value *facts;   /* the columns processes and decisions read */
};
/* Events; types of other tables are found by code, and by world_kind. */
size_t world_item_count(const struct world *world);
const struct item *world_item_at(const struct world *world, size_t i);
const struct item *world_item(const struct world *world, struct str code);       /* newest release; NULL when unknown */
/* The types of a table ("whistle"), in its order. */
size_t world_kind(const struct world *world, const char *kind, const struct item **out);
/* A level of supervision (督办等级: content/catalogues/supervision.csv). */
struct supervision {
    int64_t level, score_delta;       /* points a unit loses in the month's evaluation */
    struct str code, zh, en;
    struct str paper;                 /* type of the order it brings (papers.csv); empty: none */
    struct str notify;                /* desks that hear of it, | between; @unit is the unit supervised */
    struct str from, to;
};
/* The row in force; NULL when there is none. */
const struct supervision *world_supervision(const struct world *world, int64_t level, int64_t now_ms);
/* Is it the day `from` or later, and not later than `to` (empty: for good)?  Days as 2026-01-01. */
bool world_in_force(struct str from, struct str to, int64_t now_ms);
/* The same of a row with the columns effective_from and effective_to. */
bool world_row_in_force(const struct csv *csv, size_t row, int64_t now_ms);
/* Names of stages and results; the code itself when unknown. */
struct str world_stage_zh(const struct world *world, struct str stage);
struct str world_stage_en(const struct world *world, struct str stage);
/* Whether a stage belongs to one of the seven steps (column step of stages.csv: 任务派遣). */
bool world_stage_in(const struct world *world, struct str stage, struct str step);
struct str world_result_zh(const struct world *world, struct str result);
struct str world_result_en(const struct world *world, struct str result);
struct str world_urgency(const struct world *world, struct str level, bool english);
/* English of a name that models hold in Chinese only (content/catalogues/names.csv); the name itself when there is none. */
struct str world_name_en(const struct world *world, struct str name);
/* All of them: the Chinese, and the English in *en. */
size_t world_name_count(const struct world *world);
struct str world_name_at(const struct world *world, size_t i, struct str *en);
struct str world_grade(const struct world *world, struct str level, bool english);
struct source { struct str code, name, en, channel; bool is_public, needs_key, is_staff; };   /* content/catalogues/sources.csv */
size_t world_source_count(const struct world *world);
const struct source *world_source_at(const struct world *world, size_t i);
const struct source *world_source(const struct world *world, struct str code);

/* Why personal data of a kind ("contact") is kept, and for how many years (content/catalogues/personal_data.csv); NULL when not stated. */
struct purpose { struct str kind, zh, en; int64_t years; };
const struct purpose *world_purpose(const struct world *world, struct str kind);

/*
 * Types suggested for words, best first, at most `max`: by the words of the catalogue and, when one is in
 * force, a model learned from the cases (case/learned.h).  What spoke for a type stands in `said`.
 */
struct suggestion { const struct item *item; double score, words, learned; const struct str *said; size_t said_count; };
struct suggestions { struct suggestion *at; size_t count; bool sure; int64_t model_id, number; };
enum err world_suggest(struct world *world, struct arena *arena, struct str text, size_t max, struct suggestions *out, struct fault *why) MUST_CHECK;
/* The model in force. */
struct learned *world_learned(struct world *world);

/* The definitions themselves, for checks and rehearsals. */
struct shelf *world_shelf(const struct world *world);
/* Reads what was released since. */
enum err world_reload_definitions(struct world *world, struct fault *why) MUST_CHECK;
/* Reads it when `release`, seen through `db`, is not among what is known: another server made it a moment ago. */
enum err world_catch_up(struct world *world, struct db *db, int64_t release, struct fault *why) MUST_CHECK;

#endif
