/*
 * learned.c - the model in force, and training a new one.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/learned.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "base/crypto.h"
#include "base/id.h"
#include "base/table.h"
#include "case/catalogue.h"
#include "case/learned_store.h"

enum { FOLDS = 5, TEXT_LEAST = 4, TYPES_JSON = 16 * 1024 };
static const size_t MODEL_MEMORY = (size_t)128 << 20, MODEL_BYTES_MAX = (size_t)24 << 20, TRAIN_MEMORY = (size_t)512 << 20;

/* A model with the one reader that all share: a reading takes microseconds, so they take turns. */
struct loaded {
    struct arena *arena;
    struct text_model *model;
    struct text_reader *reader;
    int64_t id, number;
    double share, sure;
};

struct learned {
    struct arena *arena;
    pthread_mutex_t lock;              /* of `now` and its reader */
    struct loaded *now;                /* NULL: none in force */
    atomic_bool training;
};

static enum err no_memory(struct fault *why)
{
    return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

/* ── Life ──────────────────────────────────────────────────────────────── */

enum err learned_open(struct learned **out, struct fault *why)
{
    struct arena *arena = arena_open(64 * 1024);
    struct learned *learned = arena ? arena_new(arena, struct learned) : NULL;

    if (!learned || pthread_mutex_init(&learned->lock, NULL) != 0) {
        arena_close(arena);
        return no_memory(why);
    }
    learned->arena = arena;
    *out = learned;
    return ERR_OK;
}

static void unload(struct loaded *loaded)
{
    if (loaded) arena_close(loaded->arena);
}

void learned_close(struct learned *learned)
{
    if (!learned) return;
    unload(learned->now);
    pthread_mutex_destroy(&learned->lock);
    arena_close(learned->arena);
}

static enum err load(struct db *db, int64_t id, struct loaded **out, struct fault *why)
{
    struct arena *arena = arena_open(MODEL_MEMORY), *scratch = arena_open(MODEL_MEMORY);
    struct loaded *loaded = arena ? arena_new(arena, struct loaded) : NULL;
    struct learned_row row;
    struct str bytes;
    enum err err = loaded && scratch ? learned_read(db, scratch, id, &row, why) : no_memory(why);

    if (!err) err = learned_bytes(db, scratch, id, &bytes, why);
    if (!err) err = text_model_read(arena, bytes, &loaded->model, why);
    if (!err && !(loaded->reader = text_reader_new(arena, loaded->model))) err = no_memory(why);
    arena_close(scratch);
    if (err) {
        arena_close(arena);
        return err;
    }
    loaded->arena = arena;
    loaded->id = id;
    loaded->number = row.number;
    loaded->share = row.share;
    loaded->sure = row.sure;
    *out = loaded;
    return ERR_OK;
}

enum err learned_follow(struct learned *learned, struct db *db, struct fault *why)
{
    struct loaded *fresh = NULL, *was;
    int64_t wanted = 0, now;
    enum err err = learned_in_force(db, &wanted, why);

    pthread_mutex_lock(&learned->lock);
    now = learned->now ? learned->now->id : 0;
    pthread_mutex_unlock(&learned->lock);
    if (err || wanted == now) return err;
    if (wanted) err = load(db, wanted, &fresh, why);
    if (err) return err;
    pthread_mutex_lock(&learned->lock);
    was = learned->now;
    learned->now = fresh;
    pthread_mutex_unlock(&learned->lock);
    unload(was);
    return ERR_OK;
}

/* ── Guessing ──────────────────────────────────────────────────────────── */

enum err learned_guess(struct learned *learned, struct arena *arena, const struct text_guesser *catalogue, struct str words, size_t max,
                       struct guesses *out, struct fault *why)
{
    struct text_guesser g = *catalogue;
    double sure = 0;

    *out = (struct guesses){ .at = arena_array(arena, struct text_guess, max + 1), .sure = true };
    if (!out->at) return no_memory(why);
    pthread_mutex_lock(&learned->lock);
    if (learned->now) {
        g.model = learned->now->model;
        g.reader = learned->now->reader;
        g.share = out->share = learned->now->share;
        sure = learned->now->sure;
        out->model_id = learned->now->id;
        out->number = learned->now->number;
    }
    out->count = text_guess(arena, &g, words, out->at, max);
    pthread_mutex_unlock(&learned->lock);
    if (g.model) out->sure = out->count > 0 && out->at[0].score >= sure;
    return ERR_OK;
}

/* ── Training ──────────────────────────────────────────────────────────── */

/* The texts to learn from, and the labels: types that have enough of them, each with its own words as a hint. */
struct lesson {
    struct arena *arena;
    struct text_guesser catalogue;
    struct str labels[TEXT_LABELS_MAX];
    size_t label_count;
    struct text_sample *samples;
    size_t count, texts;
    struct table known;                /* label and text: equal ones count once */
};

/* The position of a type in the catalogue; the count of types when it is none. */
static size_t type_at(const struct lesson *l, struct str code)
{
    size_t i = 0;

    while (i < l->catalogue.type_count && !str_eq(l->catalogue.types[i].code, code)) i++;
    return i;
}

/* Of texts that can be learned from, the type of each stands in `type`; -1 of the others. */
static enum err sort_texts(struct lesson *l, const struct learned_text *texts, size_t count, int32_t *type, size_t *of_type, struct fault *why)
{
    for (size_t i = 0; i < count; i++) {
        struct str key = str_format(l->arena, "%.*s %.*s", STR_ARG(texts[i].item), STR_ARG(texts[i].text));
        size_t at = type_at(l, texts[i].item);

        type[i] = -1;
        if (!key.at) return no_memory(why);
        if (at == l->catalogue.type_count || utf8_length(texts[i].text) < TEXT_LEAST || table_get(&l->known, key)) continue;
        if (table_put(&l->known, key, l)) return no_memory(why);
        type[i] = (int32_t)at;
        of_type[at]++;
    }
    return ERR_OK;
}

/* A label of each type with at least `least` texts; *label_of says which, -1 for the rest. */
static enum err choose_labels(struct lesson *l, struct world *world, const size_t *of_type, int64_t least, int32_t *label_of, struct fault *why)
{
    for (size_t i = 0; i < l->catalogue.type_count; i++) {
        const struct item *item = world_item(world, l->catalogue.types[i].code);
        struct str words;

        label_of[i] = -1;
        if (!item || (int64_t)of_type[i] < least || l->label_count == TEXT_LABELS_MAX) continue;
        words = str_format(l->arena, "%.*s %.*s", STR_ARG(item->name), STR_ARG(item->words));
        if (!words.at) return no_memory(why);
        label_of[i] = (int32_t)l->label_count;
        l->labels[l->label_count++] = item->code;
        l->samples[l->count++] = (struct text_sample){ .title = STR(""), .body = words, .label = label_of[i], .hint = true };
    }
    return ERR_OK;
}

static enum err collect(struct lesson *l, struct world *world, struct db *db, struct org *org, int64_t *corrected, struct fault *why)
{
    int64_t most = org_setting(org, "learn.cases", 4000), least = org_setting(org, "learn.least", 60);
    size_t count = 0, *of_type = arena_array(l->arena, size_t, l->catalogue.type_count + 1);
    int32_t *label_of = arena_array(l->arena, int32_t, l->catalogue.type_count + 1), *type;
    struct learned_text *texts = NULL;
    enum err err = of_type && label_of ? learned_texts(db, l->arena, most, &texts, &count, corrected, why) : no_memory(why);

    if (err) return err;
    table_init(&l->known, l->arena);
    type = arena_array(l->arena, int32_t, count + 1);
    l->samples = arena_array(l->arena, struct text_sample, count + TEXT_LABELS_MAX + 1);
    if (!type || !l->samples) return no_memory(why);
    err = sort_texts(l, texts, count, type, of_type, why);
    if (!err) err = choose_labels(l, world, of_type, org_setting(org, "learn.type_least", 5), label_of, why);
    for (size_t i = 0; !err && i < count; i++) {
        if (type[i] < 0 || label_of[type[i]] < 0) continue;
        l->samples[l->count++] = (struct text_sample){ .title = STR(""), .body = texts[i].text, .label = label_of[type[i]] };
        l->texts++;
    }
    if (!err && ((int64_t)l->texts < least || l->label_count < 2))
        err = fault_set(why, ERR_UNPROCESSABLE, "已办结的办件还不够：有 %zu 条不同的描述、%zu 个类型，至少要 %lld 条、2 个类型",
                        "too few closed cases: %zu different texts of %zu types, at least %lld of 2 are needed", l->texts, l->label_count, (long long)least);
    return err;
}

static struct str types_json(struct arena *arena, const struct lesson *l, const struct text_fit *fit)
{
    struct buf buf;
    struct json_out out;

    buf_init(&buf, arena, TYPES_JSON);
    json_begin(&out, &buf);
    json_list(&out, NULL);
    for (size_t c = 0; c < l->label_count; c++) {
        if (!fit->types[c].texts && !fit->types[c].given) continue;
        json_object(&out, NULL);
        json_str(&out, "code", l->labels[c]);
        json_int(&out, "texts", (int64_t)fit->types[c].texts);
        json_int(&out, "right", (int64_t)fit->types[c].right);
        json_int(&out, "given", (int64_t)fit->types[c].given);
        json_close(&out);
    }
    json_close(&out);
    return json_done(&out) ? buf_done(&buf) : STR_NONE;
}

static enum err describe(struct arena *arena, const struct lesson *l, const struct text_fit *fit, const struct text_model *model, int64_t corrected, int64_t now_ms,
                         struct learned_made *out, struct fault *why)
{
    unsigned char sum[SM3_SIZE];
    char hex[2 * SM3_SIZE + 1];

    out->bytes = text_model_write(arena, model);
    if (!out->bytes.at) return no_memory(why);
    if (out->bytes.len > MODEL_BYTES_MAX) return fault_set(why, ERR_TOO_LARGE, "模型过大，请减少 learn.cases", "the model is too large; lower learn.cases");
    sm3(out->bytes.at, out->bytes.len, sum);
    hex_print(sum, sizeof sum, hex);
    out->row = (struct learned_row){
        .id = id_new(), .made_at = now_ms, .cases = (int64_t)l->texts, .corrected = corrected, .runs = (int64_t)text_model_grams(model), .judged = (int64_t)fit->judged,
        .words_right = (int64_t)fit->words_right, .learned_right = (int64_t)fit->learned_right, .both_right = (int64_t)fit->both_right,
        .sure_count = (int64_t)fit->sure_count, .sure_right = (int64_t)fit->sure_right, .share = fit->share, .sure = fit->sure,
        .types = types_json(arena, l, fit), .digest = str_dup(arena, str_from_c(hex)), .made_by_name = STR(""),
    };
    return out->row.types.at && out->row.digest.at ? ERR_OK : no_memory(why);
}

static enum err train(struct world *world, struct db *db, struct arena *arena, struct arena *room, int64_t now_ms, struct learned_made *out, struct fault *why)
{
    struct lesson l = { .arena = room, .catalogue = catalogue_guesser(world) };
    struct text_fit *fit = arena_new(room, struct text_fit);
    struct text_model *model = NULL;
    struct org *org = world_org(world);
    const struct text_fitting fitting = { &TEXT_TRAINING, FOLDS, (double)org_setting(org, "learn.right", 90) / 100, (double)org_setting(org, "learn.sure", 40) / 100 };
    int64_t corrected = 0;
    enum err err = fit ? collect(&l, world, db, org, &corrected, why) : no_memory(why);
    struct text_set set = { l.labels, l.label_count, l.samples, l.count };

    org_unref(org);
    if (!err) err = text_guess_fit(room, &l.catalogue, &set, &fitting, fit, why);
    if (!err) err = text_train(room, &set, &TEXT_TRAINING, &model, why);
    return err ? err : describe(arena, &l, fit, model, corrected, now_ms, out, why);
}

enum err learned_train(struct world *world, struct db *db, struct arena *arena, int64_t now_ms, struct learned_made *out, struct fault *why)
{
    struct learned *learned = world_learned(world);
    struct arena *room;
    enum err err;

    if (atomic_exchange(&learned->training, true)) return fault_set(why, ERR_BUSY, "正在训练，请稍候", "a training is running; wait for it");
    room = arena_open(TRAIN_MEMORY);
    err = room ? train(world, db, arena, room, now_ms, out, why) : no_memory(why);
    arena_close(room);
    atomic_store(&learned->training, false);
    return err;
}
