/*
 * catalogue.c - catalogue tables read into values, and types suggested from words.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/catalogue.h"

#include "base/civil.h"
#include "base/csv.h"
#include "case/learned.h"
#include "case/plan.h"
#include "text/text.h"

struct name { struct str code, zh, en, step; };   /* step: of a stage, which of the seven it belongs to */

struct catalogue {
    struct item *items, *whistles, *papers;
    size_t item_count, whistle_count, paper_count;
    struct name *stages, *results, *urgencies, *grades, *names;
    size_t stage_count, result_count, urgency_count, grade_count, name_count;
    struct source *sources;
    size_t source_count;
    struct purpose *purposes;
    size_t purpose_count;
    struct supervision *levels;
    size_t level_count;
    struct text_classifier *classifier;
    struct text_type *types;
};

/* A whole number without leading zeros is a number to FEEL; codes stay text. */
static const struct feel_value *cell_value(struct arena *arena, struct str column, struct str cell)
{
    int64_t n;

    if (!str_ends(column, STR("code")) && !(cell.len > 1 && cell.at[0] == '0') && num_parse_int(cell, 0, 1000000, &n) == ERR_OK)
        return feel_integer(arena, n);
    return feel_string(arena, cell);
}

/* Kept in the state of every running case, so only what models read. */
static bool is_fact(struct str column)
{
    static const char *const FACTS[] = { "code", "name", "process", "template", "unit", "grade", "urgency", "lookback_hours", "auto_dispatch", "level", "approval",
                                         "approval_limit", "reviewer", "ruling", "sign", "contact", "arrive", "resolve", "extensions", "finish", "talk" };

    for (size_t i = 0; i < COUNT_OF(FACTS); i++)
        if (str_is(column, FACTS[i])) return true;
    return false;
}

/* What nobody has translated is shown as it is. */
static struct str or_else(struct str en, struct str zh)
{
    return en.len ? en : zh;
}

/* A table of types; cases of every kind but events run their row's own process. */
static enum err load_items(struct arena *arena, struct str text, const char *kind, struct item **out, size_t *count, struct fault *why)
{
    struct csv csv;
    enum err err = text.at ? csv_parse(arena, text, &csv, why) : ERR_OK;

    if (err || !text.at) return err;
    *out = arena_array(arena, struct item, csv.rows + 1);
    if (!*out) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < csv.rows; i++) {
        struct item *item = &(*out)[*count];
        const struct feel_value *row = &FEEL_NULL_VALUE, *facts = row;
        for (size_t k = 0; k < csv.columns; k++) {
            const struct feel_value *cell = cell_value(arena, csv.header[k], csv.cells[i * csv.columns + k]);
            row = feel_context_with(arena, row, csv.header[k], cell);
            if (is_fact(csv.header[k])) facts = feel_context_with(arena, facts, csv.header[k], cell);
        }
        facts = feel_context_with(arena, facts, STR("kind"), feel_string(arena, str_from_c(kind)));
        *item = (struct item){
            .code = csv_get(&csv, i, "code"), .name = csv_get(&csv, i, "name"), .hint = csv_get(&csv, i, "hint"),
            .name_en = or_else(csv_get(&csv, i, "name_en"), csv_get(&csv, i, "name")),
            .hint_en = or_else(csv_get(&csv, i, "hint_en"), csv_get(&csv, i, "hint")),
            .icon = csv_get(&csv, i, "icon"), .process = csv_get(&csv, i, "process"), .row = row, .facts = facts,
            .words = str_format(arena, "%.*s|%.*s|%.*s", STR_ARG(csv_get(&csv, i, "name")),
                                STR_ARG(csv_get(&csv, i, "synonyms")), STR_ARG(csv_get(&csv, i, "phrases"))),
            .kind = str_from_c(kind), .guard = csv_get(&csv, i, "guard"),
        };
        item->root = str_is(item->kind, "event") ? STR(PROCESS_MAIN) : item->process;
        if (!item->guard.at) item->guard = STR("");
        if (!item->code.len || !item->name.len || !item->process.len)
            return fault_set(why, ERR_INVALID, "%ss.csv 第 %zu 行缺少编码、名称或流程", "row %2$zu of %1$ss.csv lacks code, name or process", kind, i + 2);
        (*count)++;
    }
    return ERR_OK;
}

/* Rows of code (or another key), zh and en; none where the table is not deployed. */
static enum err load_names(struct arena *arena, struct str text, const char *key, struct name **out, size_t *count, struct fault *why)
{
    struct csv csv;
    enum err err;

    if (!text.at) return ERR_OK;
    err = csv_parse(arena, text, &csv, why);
    if (err) return err;
    *out = arena_array(arena, struct name, csv.rows + 1);
    if (!*out) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < csv.rows; i++) {
        struct str zh = csv_get(&csv, i, "zh"), en = csv_get(&csv, i, "en");
        (*out)[i] = (struct name){ csv_get(&csv, i, key), str_dup(arena, zh), str_dup(arena, or_else(en, zh)), str_dup(arena, csv_get(&csv, i, "step")) };
    }
    *count = csv.rows;
    return ERR_OK;
}

static enum err load_sources(struct arena *arena, struct str text, struct catalogue *c, struct fault *why)
{
    struct csv csv;
    enum err err = csv_parse(arena, text, &csv, why);

    if (err) return err;
    c->sources = arena_array(arena, struct source, csv.rows + 1);
    if (!c->sources) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < csv.rows; i++)
        c->sources[i] = (struct source){
            .code = csv_get(&csv, i, "code"), .name = csv_get(&csv, i, "zh"), .en = csv_get(&csv, i, "en"),
            .channel = csv_get(&csv, i, "default_channel"), .is_public = str_is(csv_get(&csv, i, "public"), "yes"),
            .needs_key = str_is(csv_get(&csv, i, "needs_key"), "yes"), .is_staff = str_is(csv_get(&csv, i, "staff"), "yes"),
        };
    c->source_count = csv.rows;
    return ERR_OK;
}

static enum err load_purposes(struct arena *arena, struct str text, struct catalogue *c, struct fault *why)
{
    struct csv csv;
    enum err err;

    if (!text.at) return ERR_OK;
    err = csv_parse(arena, text, &csv, why);
    if (err) return err;
    c->purposes = arena_array(arena, struct purpose, csv.rows + 1);
    if (!c->purposes) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < csv.rows; i++) {
        struct purpose *purpose = &c->purposes[i];
        *purpose = (struct purpose){ .kind = csv_get(&csv, i, "kind"), .zh = csv_get(&csv, i, "purpose_zh"), .en = csv_get(&csv, i, "purpose_en") };
        if (!purpose->zh.len || !purpose->en.len || num_parse_int(csv_get(&csv, i, "kept_years"), 1, 100, &purpose->years))
            return fault_set(why, ERR_INVALID, "personal_data.csv 第 %zu 行缺少目的或保存年限", "row %zu of personal_data.csv lacks a purpose or its years", i + 2);
    }
    c->purpose_count = csv.rows;
    return ERR_OK;
}

static enum err load_levels(struct arena *arena, struct str text, struct catalogue *c, struct fault *why)
{
    struct csv csv;
    enum err err;

    if (!text.at) return ERR_OK;
    err = csv_parse(arena, text, &csv, why);
    if (err) return err;
    c->levels = arena_array(arena, struct supervision, csv.rows + 1);
    if (!c->levels) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < csv.rows; i++) {
        struct supervision *level = &c->levels[i];
        *level = (struct supervision){ .code = csv_get(&csv, i, "code"), .zh = csv_get(&csv, i, "zh"), .en = csv_get(&csv, i, "en"), .paper = csv_get(&csv, i, "paper"),
                                       .notify = csv_get(&csv, i, "notify_roles"), .from = csv_get(&csv, i, "effective_from"), .to = csv_get(&csv, i, "effective_to") };
        if (num_parse_int(csv_get(&csv, i, "level"), 0, 3, &level->level) || num_parse_int(csv_get(&csv, i, "score_delta"), 0, 100, &level->score_delta) || !level->zh.len)
            return fault_set(why, ERR_INVALID, "supervision.csv 第 %zu 行缺少等级、名称或扣分", "row %zu of supervision.csv lacks its level, name or points", i + 2);
    }
    c->level_count = csv.rows;
    return ERR_OK;
}

/* "a|b|c" as a list. */
static enum err split_words(struct arena *arena, struct str text, const struct str **out, size_t *count, struct fault *why)
{
    struct str rest = text, piece;
    struct str *list;
    size_t n = 1;

    for (size_t i = 0; i < text.len; i++) n += text.at[i] == '|';
    list = arena_array(arena, struct str, n);
    if (!list) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *count = 0;
    while (str_split(&rest, '|', &piece))
        if (str_trim(piece).len) list[(*count)++] = str_trim(piece);
    *out = list;
    return ERR_OK;
}

static enum err load_types(struct arena *arena, struct catalogue *c, struct fault *why)
{
    struct text_type *types = arena_array(arena, struct text_type, c->item_count + 1);

    if (!types) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < c->item_count; i++) {
        const struct feel_value *row = c->items[i].row;
        enum err err;
        types[i].code = c->items[i].code;
        types[i].name = c->items[i].name;
        err = split_words(arena, feel_get_str(row, "synonyms"), &types[i].synonyms, &types[i].synonym_count, why);
        if (!err) err = split_words(arena, feel_get_str(row, "phrases"), &types[i].phrases, &types[i].phrase_count, why);
        if (err) return err;
    }
    c->types = types;
    return text_classifier_new(arena, types, c->item_count, &c->classifier, why);
}

enum err catalogue_load(struct arena *arena, const struct catalogue_texts *texts, struct catalogue **out, struct fault *why)
{
    struct catalogue *c = arena_new(arena, struct catalogue);
    enum err err;

    if (!c) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    if (!texts->events.at || !texts->stages.at || !texts->sources.at || !texts->results.at)
        return fault_set(why, ERR_NOT_FOUND, "事项目录未部署，请先运行 shao init", "no catalogue is deployed; run shao init first");
    err = load_items(arena, texts->events, "event", &c->items, &c->item_count, why);
    if (!err) err = load_items(arena, texts->whistles, "whistle", &c->whistles, &c->whistle_count, why);
    if (!err) err = load_items(arena, texts->papers, "paper", &c->papers, &c->paper_count, why);
    if (!err) err = load_levels(arena, texts->supervision, c, why);
    if (!err) err = load_names(arena, texts->stages, "code", &c->stages, &c->stage_count, why);
    if (!err) err = load_names(arena, texts->results, "code", &c->results, &c->result_count, why);
    if (!err) err = load_names(arena, texts->urgencies, "level", &c->urgencies, &c->urgency_count, why);
    if (!err) err = load_names(arena, texts->grades, "level", &c->grades, &c->grade_count, why);
    if (!err) err = load_names(arena, texts->names, "zh", &c->names, &c->name_count, why);
    if (!err) err = load_sources(arena, texts->sources, c, why);
    if (!err) err = load_purposes(arena, texts->personal_data, c, why);
    if (!err) err = load_types(arena, c, why);
    if (!err) *out = c;
    return err;
}

size_t world_item_count(const struct world *world)
{
    return world_catalogue(world)->item_count;
}

const struct item *world_item_at(const struct world *world, size_t i)
{
    return &world_catalogue(world)->items[i];
}

const struct item *world_item(const struct world *world, struct str code)
{
    const struct catalogue *c = world_catalogue(world);

    for (size_t i = 0; i < c->item_count; i++)
        if (str_eq(c->items[i].code, code)) return &c->items[i];
    for (size_t i = 0; i < c->whistle_count; i++)
        if (str_eq(c->whistles[i].code, code)) return &c->whistles[i];
    for (size_t i = 0; i < c->paper_count; i++)
        if (str_eq(c->papers[i].code, code)) return &c->papers[i];
    return NULL;
}

size_t world_kind(const struct world *world, const char *kind, const struct item **out)
{
    const struct catalogue *c = world_catalogue(world);
    const struct { const char *kind; const struct item *items; size_t count; } tables[] = {
        { "event", c->items, c->item_count }, { "whistle", c->whistles, c->whistle_count }, { "paper", c->papers, c->paper_count },
    };

    for (size_t i = 0; i < COUNT_OF(tables); i++) {
        if (!str_is(str_from_c(kind), tables[i].kind)) continue;
        *out = tables[i].items;
        return tables[i].count;
    }
    return 0;
}

bool world_in_force(struct str from, struct str to, int64_t now_ms)
{
    char today[11];

    day_print(day_of_ms(now_ms), today);
    return str_compare(from, str_from_c(today)) <= 0 && (!to.len || str_compare(str_from_c(today), to) <= 0);
}

bool world_row_in_force(const struct csv *csv, size_t row, int64_t now_ms)
{
    return world_in_force(csv_get(csv, row, "effective_from"), csv_get(csv, row, "effective_to"), now_ms);
}

const struct supervision *world_supervision(const struct world *world, int64_t level, int64_t now_ms)
{
    const struct catalogue *c = world_catalogue(world);

    for (size_t i = 0; i < c->level_count; i++)
        if (c->levels[i].level == level && world_in_force(c->levels[i].from, c->levels[i].to, now_ms)) return &c->levels[i];
    return NULL;
}

static struct str name_of(const struct name *names, size_t count, struct str code, bool english)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(names[i].code, code)) return english ? names[i].en : names[i].zh;
    return code;
}

struct str world_stage_zh(const struct world *world, struct str stage)
{
    return name_of(world_catalogue(world)->stages, world_catalogue(world)->stage_count, stage, false);
}

struct str world_stage_en(const struct world *world, struct str stage)
{
    return name_of(world_catalogue(world)->stages, world_catalogue(world)->stage_count, stage, true);
}

bool world_stage_in(const struct world *world, struct str stage, struct str step)
{
    const struct catalogue *c = world_catalogue(world);

    for (size_t i = 0; i < c->stage_count; i++)
        if (str_eq(c->stages[i].code, stage)) return str_eq(c->stages[i].step, step);
    return false;
}

struct str world_result_zh(const struct world *world, struct str result)
{
    return name_of(world_catalogue(world)->results, world_catalogue(world)->result_count, result, false);
}

struct str world_result_en(const struct world *world, struct str result)
{
    return name_of(world_catalogue(world)->results, world_catalogue(world)->result_count, result, true);
}

struct str world_urgency(const struct world *world, struct str level, bool english)
{
    return name_of(world_catalogue(world)->urgencies, world_catalogue(world)->urgency_count, level, english);
}

struct str world_grade(const struct world *world, struct str level, bool english)
{
    return name_of(world_catalogue(world)->grades, world_catalogue(world)->grade_count, level, english);
}

struct str world_name_en(const struct world *world, struct str name)
{
    return name_of(world_catalogue(world)->names, world_catalogue(world)->name_count, name, true);
}

size_t world_name_count(const struct world *world)
{
    return world_catalogue(world)->name_count;
}

struct str world_name_at(const struct world *world, size_t i, struct str *en)
{
    const struct name *name = &world_catalogue(world)->names[i];

    *en = name->en;
    return name->zh;
}

size_t world_source_count(const struct world *world)
{
    return world_catalogue(world)->source_count;
}

const struct source *world_source_at(const struct world *world, size_t i)
{
    return &world_catalogue(world)->sources[i];
}

const struct source *world_source(const struct world *world, struct str code)
{
    const struct catalogue *c = world_catalogue(world);

    for (size_t i = 0; i < c->source_count; i++)
        if (str_eq(c->sources[i].code, code)) return &c->sources[i];
    return NULL;
}

const struct purpose *world_purpose(const struct world *world, struct str kind)
{
    const struct catalogue *c = world_catalogue(world);

    for (size_t i = 0; i < c->purpose_count; i++)
        if (str_eq(c->purposes[i].kind, kind)) return &c->purposes[i];
    return NULL;
}

struct text_guesser catalogue_guesser(const struct world *world)
{
    const struct catalogue *c = world_catalogue(world);

    return (struct text_guesser){ .classifier = c->classifier, .types = c->types, .type_count = c->item_count };
}

enum err world_suggest(struct world *world, struct arena *arena, struct str text, size_t max, struct suggestions *out, struct fault *why)
{
    const struct catalogue *c = world_catalogue(world);
    struct text_guesser words = catalogue_guesser(world);
    struct guesses guesses;
    enum err err = learned_guess(world_learned(world), arena, &words, text, max, &guesses, why);

    if (err) return err;
    *out = (struct suggestions){ arena_array(arena, struct suggestion, guesses.count + 1), guesses.count, guesses.sure, guesses.model_id, guesses.number };
    if (!out->at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < guesses.count; i++) {
        const struct text_guess *g = &guesses.at[i];
        out->at[i] = (struct suggestion){ &c->items[g->type], g->score, g->words, g->learned, g->said, g->said_count };
    }
    return ERR_OK;
}
