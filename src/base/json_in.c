/*
 * json_in.c - JSON in: text to a tree in one pass (RFC 8259, strict).
 *
 * The text is copied once; strings are unescaped where they lie in the copy
 * and the tree points into it.  The children of a list or object are gathered
 * on a stack and moved into one array when it closes, so that a node's children
 * lie side by side.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/json_tree.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "base/table.h"

enum { STACK_FIRST = 32, FEW_KEYS = 24, NUMBER_MAX = 400 };

struct parser {
    struct arena *arena;
    char *text;                          /* the copy; a NUL stands behind it */
    size_t len, at;
    struct json_t *stack;                /* finished nodes whose list or object is still open */
    size_t count, cap;
    int depth;
    struct fault *why;
};

static enum err no_memory(struct fault *why)
{
    return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

/* ── Faults ────────────────────────────────────────────────────────────── */

static enum err wrong(const struct parser *p, const char *zh, const char *en)
{
    return fault_at(p->why, ERR_INVALID, p->at, "%s%.0s", "%.0s%s", zh, en);
}

static enum err not_json(const struct parser *p)
{
    int line = 1, column = 1;

    if (p->at >= p->len) return wrong(p, "JSON 不完整", "the JSON text ends too early");
    for (size_t i = 0; i < p->at; i++) {
        if (p->text[i] == '\n') {
            line++;
            column = 1;
        } else if (((unsigned char)p->text[i] & 0xC0) != 0x80) {
            column++;
        }
    }
    return fault_at(p->why, ERR_INVALID, p->at, "JSON 格式有误（第 %d 行第 %d 列）", "not JSON (line %d, column %d)", line, column);
}

/* ── Characters ────────────────────────────────────────────────────────── */

static char look(const struct parser *p)
{
    return p->text[p->at];               /* NUL at the end */
}

static void skip_space(struct parser *p)
{
    while (look(p) == ' ' || look(p) == '\n' || look(p) == '\t' || look(p) == '\r') p->at++;
}

static bool take(struct parser *p, char c)
{
    if (look(p) != c) return false;
    p->at++;
    return true;
}

/* ── Strings ───────────────────────────────────────────────────────────── */

static bool take_hex4(struct parser *p, uint32_t *out)
{
    uint32_t code = 0;

    for (int i = 0; i < 4; i++, p->at++) {
        char c = look(p);
        int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
        if (digit < 0) return false;
        code = code * 16 + (uint32_t)digit;
    }
    *out = code;
    return true;
}

/* After "\u": one character, of two escapes when the first is a high surrogate. */
static enum err take_unicode(struct parser *p, uint32_t *code)
{
    uint32_t low;

    if (!take_hex4(p, code)) return not_json(p);
    if (*code == 0) return wrong(p, "JSON 中不允许 U+0000", "U+0000 is not allowed in JSON text");
    if (*code < 0xD800 || *code > 0xDFFF) return ERR_OK;
    if (*code > 0xDBFF || !take(p, '\\') || !take(p, 'u') || !take_hex4(p, &low) || low < 0xDC00 || low > 0xDFFF)
        return wrong(p, "JSON 中有不成对的代理项", "a surrogate in the JSON text stands alone");
    *code = 0x10000 + ((*code - 0xD800) << 10) + (low - 0xDC00);
    return ERR_OK;
}

/* After a backslash; what it stands for is never longer than the escape. */
static enum err take_escape(struct parser *p, char **out)
{
    static const char ESCAPES[] = "\"\\/bfnrt", MEANT[] = "\"\\/\b\f\n\r\t";
    const char *found = look(p) ? strchr(ESCAPES, look(p)) : NULL;
    uint32_t code = 0;
    char encoded[4];
    size_t size;
    enum err err;

    if (found) {
        *(*out)++ = MEANT[found - ESCAPES];
        p->at++;
        return ERR_OK;
    }
    if (!take(p, 'u')) return not_json(p);
    err = take_unicode(p, &code);
    if (err) return err;
    size = utf8_encode((int32_t)code, encoded);
    memcpy(*out, encoded, size);
    *out += size;
    return ERR_OK;
}

/* From behind the opening quote to behind the closing one, where a NUL then stands. */
static enum err take_string(struct parser *p, struct str *out)
{
    char *start = p->text + p->at, *end = start;

    for (;;) {
        unsigned char c = (unsigned char)look(p);
        if (c == '"') break;
        if (c < 0x20) return not_json(p);
        p->at++;
        if (c == '\\') {
            enum err err = take_escape(p, &end);
            if (err) return err;
        } else {
            *end++ = (char)c;
        }
    }
    p->at++;
    *end = '\0';
    *out = (struct str){ start, (size_t)(end - start) };
    return ERR_OK;
}

/* ── Numbers and words ─────────────────────────────────────────────────── */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool take_digits(struct parser *p)
{
    if (!is_digit(look(p))) return false;
    while (is_digit(look(p))) p->at++;
    return true;
}

static enum err take_number(struct parser *p, struct json_t *out)
{
    size_t start = p->at;
    bool whole = true, well;

    (void)take(p, '-');
    well = take(p, '0') || take_digits(p);
    if (well && take(p, '.')) {
        whole = false;
        well = take_digits(p);
    }
    if (well && (look(p) == 'e' || look(p) == 'E')) {
        whole = false;
        p->at++;
        if (look(p) == '+' || look(p) == '-') p->at++;
        well = take_digits(p);
    }
    if (!well) return not_json(p);
    if (p->at - start > NUMBER_MAX) return wrong(p, "JSON 数字超出范围", "a JSON number is out of range");
    out->type = whole ? JSON_INT : JSON_NUMBER;
    if (whole && num_parse_int((struct str){ p->text + start, p->at - start }, INT64_MIN, INT64_MAX, &out->integer) == ERR_OK) return ERR_OK;
    if (!whole) out->real = strtod(p->text + start, NULL);
    return !whole && isfinite(out->real) ? ERR_OK : wrong(p, "JSON 数字超出范围", "a JSON number is out of range");
}

static bool take_word(struct parser *p, const char *word)
{
    size_t len = strlen(word);

    if (strncmp(p->text + p->at, word, len) != 0) return false;
    p->at += len;
    return true;
}

/* ── Lists and objects ─────────────────────────────────────────────────── */

static enum err push(struct parser *p, const struct json_t *node)
{
    if (p->count == p->cap) {
        size_t cap = p->cap ? p->cap * 2 : STACK_FIRST;
        struct json_t *bigger = arena_raw(p->arena, cap * sizeof *bigger);
        if (!bigger) return no_memory(p->why);
        if (p->count) memcpy(bigger, p->stack, p->count * sizeof *bigger);
        p->stack = bigger;
        p->cap = cap;
    }
    p->stack[p->count++] = *node;
    return ERR_OK;
}

static bool twice_among_few(const struct json_t *object)
{
    for (size_t i = 1; i < object->count; i++)
        for (size_t k = 0; k < i; k++)
            if (str_eq(object->children[i].key, object->children[k].key)) return true;
    return false;
}

static enum err check_keys(const struct parser *p, const struct json_t *object)
{
    struct table seen;
    bool twice = object->count <= FEW_KEYS && twice_among_few(object);

    if (object->count > FEW_KEYS) {
        table_init(&seen, p->arena);
        for (size_t i = 0; i < object->count && !twice; i++) {
            twice = table_get(&seen, object->children[i].key) != NULL;
            if (!twice && table_put(&seen, object->children[i].key, &object->children[i])) return no_memory(p->why);
        }
    }
    return twice ? wrong(p, "JSON 对象中有重复的键", "a key appears twice in a JSON object") : ERR_OK;
}

/* Moves the nodes since `from` off the stack into `out`. */
static enum err close_node(struct parser *p, size_t from, struct json_t *out)
{
    out->count = p->count - from;
    p->count = from;
    p->depth--;
    if (!out->count) return ERR_OK;
    out->children = arena_raw(p->arena, out->count * sizeof *out->children);
    if (!out->children) return no_memory(p->why);
    memcpy(out->children, p->stack + from, out->count * sizeof *out->children);
    return out->type == JSON_OBJECT ? check_keys(p, out) : ERR_OK;
}

static enum err take_value(struct parser *p, struct json_t *out);

static enum err take_member(struct parser *p, bool named)
{
    struct json_t child = { .type = JSON_ANY };
    struct str key = STR_NONE;
    enum err err = ERR_OK;

    skip_space(p);
    if (named) {
        if (!take(p, '"')) return not_json(p);
        err = take_string(p, &key);
        if (err) return err;
        skip_space(p);
        if (!take(p, ':')) return not_json(p);
    }
    err = take_value(p, &child);
    child.key = key;
    return err ? err : push(p, &child);
}

static enum err take_children(struct parser *p, char last, struct json_t *out)
{
    size_t from = p->count;

    if (++p->depth > JSON_DEPTH_MAX)
        return fault_at(p->why, ERR_INVALID, p->at, "JSON 嵌套超过 %d 层", "JSON is nested deeper than %d levels", JSON_DEPTH_MAX);
    out->type = last == '}' ? JSON_OBJECT : JSON_LIST;
    skip_space(p);
    if (take(p, last)) return close_node(p, from, out);
    for (;;) {
        enum err err = take_member(p, last == '}');
        if (err) return err;
        skip_space(p);
        if (take(p, last)) return close_node(p, from, out);
        if (!take(p, ',')) return not_json(p);
    }
}

/* One value with the white space before it; recursion is bounded by JSON_DEPTH_MAX. */
static enum err take_value(struct parser *p, struct json_t *out)
{
    skip_space(p);
    switch (look(p)) {
    case '{': p->at++; return take_children(p, '}', out);
    case '[': p->at++; return take_children(p, ']', out);
    case '"':
        p->at++;
        out->type = JSON_TEXT;
        return take_string(p, &out->text);
    case 't':
    case 'f':
        out->type = JSON_BOOL;
        out->truth = look(p) == 't';
        return take_word(p, out->truth ? "true" : "false") ? ERR_OK : not_json(p);
    case 'n': return take_word(p, "null") ? ERR_OK : not_json(p);
    default: return take_number(p, out);
    }
}

enum err json_parse(struct arena *arena, struct str text, struct json_t **out, struct fault *why)
{
    struct parser p = { .arena = arena, .len = text.len, .why = why };
    struct json_t *root;
    enum err err;

    if (!utf8_valid(text)) return fault_set(why, ERR_INVALID, "JSON 中有不合法的 UTF-8", "the JSON text is not valid UTF-8");
    p.text = arena_copy(arena, text.at, text.len);
    root = arena_new(arena, struct json_t);
    if (!p.text || !root) return no_memory(why);
    root->type = JSON_ANY;
    err = take_value(&p, root);
    if (err) return err;
    skip_space(&p);
    if (p.at < p.len) return wrong(&p, "JSON 之后有多余内容", "text follows the JSON value");
    *out = root;
    return ERR_OK;
}
