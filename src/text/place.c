/*
 * place.c - one walk over the text: where may a name begin, where does one end?
 * SPDX-License-Identifier: Apache-2.0
 */
#include "text/place.h"

#include <string.h>

#include "base/csv.h"
#include "text/fold.h"

enum { BUCKETS = 256 };

struct word {
    int32_t points[PLACE_WORD_POINTS_MAX];
    size_t count;
    enum place_word_kind kind;
    struct word *next;         /* of the same bucket, longest first */
};

struct place_words {
    struct word *bucket[BUCKETS];   /* by the last point */
};

static const char *const KINDS[PLACE__KINDS] = { "spot", "area", "lead", "not", "plain", "filler" };

static void add_word(struct place_words *words, struct word *word)
{
    struct word **at = &words->bucket[word->points[word->count - 1] % BUCKETS];

    while (*at && (*at)->count > word->count) at = &(*at)->next;
    word->next = *at;
    *at = word;
}

enum err place_words_load(struct arena *arena, struct str text, struct place_words **out, struct fault *why)
{
    struct place_words *words = arena_new(arena, struct place_words);
    struct csv csv;
    enum err err = csv_parse(arena, text, &csv, why);

    if (err) return err;
    if (csv.rows > PLACE_WORDS_MAX) return fault_set(why, ERR_TOO_LARGE, "地名用词过多", "too many place words");
    for (size_t i = 0; words && i < csv.rows; i++) {
        struct word *word = arena_new(arena, struct word);
        struct folded points;
        size_t kind = 0;

        if (!word || !text_fold(arena, csv_get(&csv, i, "word"), &points)) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
        while (kind < PLACE__KINDS && !str_is(csv_get(&csv, i, "kind"), KINDS[kind])) kind++;
        if (kind == PLACE__KINDS || points.count == 0 || points.count > PLACE_WORD_POINTS_MAX)
            return fault_at(why, ERR_INVALID, i + 2, "地名用词第 %zu 行的类别或词有误", "row %zu of the place words has a wrong kind or word", i + 2);
        memcpy(word->points, points.at, points.count * sizeof *points.at);
        word->count = points.count;
        word->kind = (enum place_word_kind)kind;
        add_word(words, word);
    }
    if (!words) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *out = words;
    return ERR_OK;
}

/* The longest word of a kind in `kinds` that ends before `end`; NULL without one. */
static const struct word *word_before(const struct place_words *words, unsigned kinds, const int32_t *points, size_t end)
{
    if (end == 0) return NULL;
    for (const struct word *w = words->bucket[points[end - 1] % BUCKETS]; w; w = w->next)
        if ((kinds >> w->kind & 1) && w->count <= end && memcmp(points + end - w->count, w->points, w->count * sizeof *points) == 0) return w;
    return NULL;
}

size_t place_word_before(const struct place_words *words, enum place_word_kind kind, const int32_t *points, size_t end)
{
    const struct word *w = word_before(words, 1u << kind, points, end);

    return w ? w->count : 0;
}

/* Without plain ends, as long as a name is left. */
static size_t bare_length(const struct place_words *words, const int32_t *name, size_t count)
{
    for (size_t cut; (cut = place_word_before(words, PLACE_PLAIN, name, count)) > 0 && count - cut >= PLACE_NAME_MIN;) count -= cut;
    return count;
}

/* Areas are short: the letters, or the last two or three characters, before the word (A3区, 玄武区; not 夜市); `word_at` for none. */
static size_t area_begin(const int32_t *points, size_t begin, size_t word_at)
{
    enum { FEWEST = 2, MOST = 3 };
    size_t at = word_at;

    if (at > begin && !text_is_ideographic(points[at - 1])) {
        while (at > begin && !text_is_ideographic(points[at - 1])) at--;
        return at;
    }
    if (word_at - begin < FEWEST) return word_at;
    return word_at - begin > MOST ? word_at - MOST : begin;
}

size_t place_names(const struct place_words *words, const struct folded *text, struct place_name *out, size_t max)
{
    const unsigned ends = 1u << PLACE_SPOT | 1u << PLACE_AREA | 1u << PLACE_LEAD | 1u << PLACE_NOT;
    size_t begin = 0, count = 0;

    for (size_t end = 1; end <= text->count && count < max; end++) {
        const struct word *w;

        if (text->at[end - 1] == FOLD_SEPARATOR) {
            begin = end;
            continue;
        }
        w = word_before(words, ends, text->at, end);
        if (!w || w->count > end - begin) continue;
        if (w->kind == PLACE_LEAD) {
            begin = end;
        } else if (w->kind == PLACE_AREA) {
            size_t from = area_begin(text->at, begin, end - w->count);
            if (from == end - w->count) continue;
            out[count++] = (struct place_name){ text->at + from, end - from, true };
            begin = end;
        } else if (w->kind == PLACE_SPOT && end - begin >= w->count + 2 && end - begin <= PLACE_NAME_MAX) {
            struct place_name name = { text->at + begin, bare_length(words, text->at + begin, end - begin), false };
            bool same = count > 0 && out[count - 1].at == name.at && out[count - 1].count == name.count;
            if (!same && name.count >= PLACE_NAME_MIN) out[count++] = name;
        }
    }
    return count;
}
