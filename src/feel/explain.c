/*
 * explain.c - what is wrong with a text that does not parse, said so that its writer can mend it.
 *
 * Looks for what people write who know other languages or a Chinese keyboard:
 * full-width signs, == and &&, words for operators, units behind numbers, a
 * missing quote or bracket.  Only when none of that fits, the token is named.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feel/parser.h"

#include <stdio.h>
#include <string.h>

/* ── Signs that are none ───────────────────────────────────────────────── */

static const struct { const char *sign, *zh, *en; } SIGNS[] = {
    { "==", "“相等”只写一个等号 =", "equality is written with one =" },
    { "=>", "“大于或等于”写成 >=", "\"greater or equal\" is written >=" },
    { "=<", "“小于或等于”写成 <=", "\"less or equal\" is written <=" },
    { "&&", "“并且”写成 and", "this is written \"and\"" },
    { "||", "“或者”写成 or", "this is written \"or\"" },
    { "&lt;", "这里的 XML 转义写了两次，&lt; 应当是 <", "this is escaped twice: &lt; should be <" },
    { "&gt;", "这里的 XML 转义写了两次，&gt; 应当是 >", "this is escaped twice: &gt; should be >" },
    { "&amp;", "这里的 XML 转义写了两次，&amp; 应当是 &", "this is escaped twice: &amp; should be &" },
    { "&quot;", "这里的 XML 转义写了两次，&quot; 应当是双引号", "this is escaped twice: &quot; should be a quote" },
    { "&", "“并且”写成 and，连接文字用 +", "write \"and\"; texts are joined with +" },
    { "|", "“或者”写成 or", "this is written \"or\"" },
    { "!", "“不”写成 not(…)，“不等于”写成 !=", "write not(…), or != for \"not equal\"" },
    { "%", "没有百分号，请写成小数，例如 5% 写成 0.05", "there is no percent sign: 5% is written 0.05" },
    { "^", "乘方写成 **", "powers are written **" },
    { ";", "不用分号：条件之间写 and 或 or，参数之间写逗号", "no semicolons: write and / or between conditions, commas between arguments" },
    { "$", "不用 $ 符号，名称直接写", "no $: a name is written as it is" },
    { "#", "不用 # 符号，名称直接写", "no #: a name is written as it is" },
    { "'", "文字要用双引号，不用单引号", "texts stand in double quotes, not in single ones" },
    { "`", "文字要用双引号", "texts stand in double quotes" },
    { "“", "文字要用半角的双引号 \"，不用中文引号", "texts stand in straight quotes \", not in curly ones" },
    { "”", "文字要用半角的双引号 \"，不用中文引号", "texts stand in straight quotes \", not in curly ones" },
    { "„", "文字要用半角的双引号 \"", "texts stand in straight quotes \"" },
    { "‘", "文字要用半角的双引号 \"，不用中文引号", "texts stand in straight quotes \", not in curly ones" },
    { "’", "文字要用半角的双引号 \"，不用中文引号", "texts stand in straight quotes \", not in curly ones" },
    { "「", "文字要用半角的双引号 \"", "texts stand in straight quotes \"" },
    { "『", "文字要用半角的双引号 \"", "texts stand in straight quotes \"" },
    { "≥", "“大于或等于”写成 >=", "\"greater or equal\" is written >=" },
    { "≤", "“小于或等于”写成 <=", "\"less or equal\" is written <=" },
    { "≠", "“不等于”写成 !=", "\"not equal\" is written !=" },
    { "×", "乘号写成 *", "multiplication is written *" },
    { "÷", "除号写成 /", "division is written /" },
    { "−", "减号写成半角的 -", "minus is written -" },
    { "–", "减号写成半角的 -，范围写成 [1..5]", "minus is written -, a range [1..5]" },
    { "—", "减号写成半角的 -，范围写成 [1..5]", "minus is written -, a range [1..5]" },
    { "…", "范围写成 [1..5]", "a range is written [1..5]" },
    { "~", "范围写成 [1..5]", "a range is written [1..5]" },
    { "～", "范围写成 [1..5]", "a range is written [1..5]" },
    { "、", "“、”请改成半角逗号", "write a comma instead of 、" },
    { "。", "“。”请改成半角的点，或者去掉", "write a point instead of 。, or leave it out" },
    { "【", "“【”请改成半角的 [", "write [ instead of 【" },
    { "】", "“】”请改成半角的 ]", "write ] instead of 】" },
    { "《", "不用书名号，名称直接写", "no 《》: a name is written as it is" },
    { "》", "不用书名号，名称直接写", "no 《》: a name is written as it is" },
    { "￥", "数前面不写货币符号", "a number stands without a currency sign" },
    { "¥", "数前面不写货币符号", "a number stands without a currency sign" },
};

/* ── Words that are none ───────────────────────────────────────────────── */

static const struct { const char *word, *zh, *en; } WORDS[] = {
    { "且", "“且”写成 and", "write \"and\" instead of 且" },
    { "并且", "“并且”写成 and", "write \"and\" instead of 并且" },
    { "而且", "“而且”写成 and", "write \"and\" instead of 而且" },
    { "和", "“和”写成 and", "write \"and\" instead of 和" },
    { "或", "“或”写成 or", "write \"or\" instead of 或" },
    { "或者", "“或者”写成 or", "write \"or\" instead of 或者" },
    { "非", "“非”写成 not(…)", "write not(…) instead of 非" },
    { "等于", "“等于”写成 =", "write = instead of 等于" },
    { "不等于", "“不等于”写成 !=", "write != instead of 不等于" },
    { "大于", "“大于”写成 >", "write > instead of 大于" },
    { "小于", "“小于”写成 <", "write < instead of 小于" },
    { "大于等于", "“大于等于”写成 >=", "write >= instead of 大于等于" },
    { "小于等于", "“小于等于”写成 <=", "write <= instead of 小于等于" },
    { "不小于", "“不小于”写成 >=", "write >= instead of 不小于" },
    { "不大于", "“不大于”写成 <=", "write <= instead of 不大于" },
    { "是", "“是”写成 =，真写成 true", "write = instead of 是, and true for yes" },
    { "属于", "“属于”写成 in", "write \"in\" instead of 属于" },
    { "包含", "“包含”写成 contains(文字, 部分) 或 list contains(列表, 项)", "write contains(text, part) or list contains(list, item)" },
    { "contains", "“包含”写成 contains(文字, 部分) 或 list contains(列表, 项)", "write contains(text, part) or list contains(list, item)" },
    { "如果", "“如果”写成 if … then … else …", "write if … then … else … instead of 如果" },
    { "is", "“is”写成 =，例如 a = null", "write = instead of \"is\", such as a = null" },
    { "like", "没有 like，请用 contains、starts with 或 matches", "there is no like: use contains, starts with or matches" },
    { "equals", "“equals”写成 =", "write = instead of \"equals\"" },
    { "not", "“不”写成 not(…)，“不等于”写成 !=", "write not(…), or != for \"not equal\"" },
    { "?", "没有“? :”，请写成 if … then … else …", "there is no \"? :\", write if … then … else …" },
};

static const char *const KEYWORDS[] = { "and", "or", "not", "if", "then", "else", "in", "between", "for", "return", "some", "every", "satisfies" };

static bool same_ignoring_case(struct str word, const char *keyword)
{
    if (word.len != strlen(keyword)) return false;
    for (size_t i = 0; i < word.len; i++)
        if ((word.at[i] | 0x20) != keyword[i]) return false;
    return true;
}

/* A cell of a table has no `and` and `or`: two bounds are a range, several values stand behind commas. */
static bool explain_cell(struct parser *p, size_t at, struct str word)
{
    static const struct { const char *word; bool both; } JOINS[] = {
        { "and", true }, { "且", true }, { "并且", true }, { "而且", true }, { "和", true }, { "or", false }, { "或", false }, { "或者", false },
    };

    for (size_t i = 0; p->cell && i < COUNT_OF(JOINS); i++) {
        if (!str_is(word, JOINS[i].word) && !same_ignoring_case(word, JOINS[i].word)) continue;
        if (JOINS[i].both) parse_fail(p, at, "表格里的上下限写成一个区间，例如 (500..1000]", "two bounds in a cell are one range, such as (500..1000]");
        else parse_fail(p, at, "表格里用逗号分开几个值，符合任何一个即可", "in a cell several values stand behind commas, any of them may fit");
        return true;
    }
    return false;
}

/* Fails when `word`, at byte `at`, is an operator in other words. */
static bool explain_word(struct parser *p, size_t at, struct str word)
{
    char zh[96], en[96];

    if (explain_cell(p, at, word)) return true;
    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        if (str_is(word, WORDS[i].word)) {
            parse_fail(p, at, WORDS[i].zh, WORDS[i].en);
            return true;
        }
    for (size_t i = 0; i < COUNT_OF(KEYWORDS); i++) {
        if (!same_ignoring_case(word, KEYWORDS[i]) || str_is(word, KEYWORDS[i])) continue;
        snprintf(zh, sizeof zh, "“%.*s”要写成小写的 %s", STR_ARG(word), KEYWORDS[i]);
        snprintf(en, sizeof en, "\"%.*s\" must be written %s", STR_ARG(word), KEYWORDS[i]);
        parse_fail(p, at, zh, en);
        return true;
    }
    return false;
}

bool parse_explain_words(struct parser *p, const struct token *name)
{
    struct str text = p->lexer.text;
    size_t at = name->at;

    while (at < name->end) {
        size_t end = lexer_word(text, at);
        if (end == at) break;
        if (explain_word(p, at, str_sub(text, at, end - at))) return true;
        at = lexer_skip(text, end);
    }
    return false;
}

/* ── Brackets ──────────────────────────────────────────────────────────── */

static size_t character(struct str text, size_t at)
{
    return utf8_length(str_sub(text, 0, at)) + 1;
}

/* The innermost bracket that is open at the end of the text; its length as position when there is none. */
static size_t unclosed(const struct parser *p)
{
    struct lexer lexer = p->lexer;
    size_t open[64], count = 0;

    for (struct token t = lexer_next(&lexer, 0); t.kind != TOKEN_END; t = lexer_next(&lexer, t.end)) {
        if (t.kind == TOKEN_BAD) break;
        if ((t.kind == TOKEN_LPAREN || t.kind == TOKEN_LBRACKET || t.kind == TOKEN_LBRACE) && count < COUNT_OF(open)) open[count++] = t.at;
        if ((t.kind == TOKEN_RPAREN || t.kind == TOKEN_RBRACKET || t.kind == TOKEN_RBRACE) && count) count--;
    }
    return count ? open[count - 1] : p->lexer.text.len;
}

/* ── The end of the text ───────────────────────────────────────────────── */

static const struct node *explain_end(struct parser *p)
{
    struct str text = p->lexer.text, before = utf8_prefix(p->last.text, 16);
    size_t open = unclosed(p);
    char zh[200], en[200];
    bool value = p->last.kind == TOKEN_NAME || p->last.kind == TOKEN_NUMBER || p->last.kind == TOKEN_STRING || p->last.kind == TOKEN_RPAREN ||
                 p->last.kind == TOKEN_RBRACKET || p->last.kind == TOKEN_RBRACE || p->last.kind == TOKEN_AT;

    if (lexer_skip(text, 0) >= text.len) return parse_fail(p, p->now.at, "表达式是空的", "the expression is empty");
    if (open < text.len && (value || p->last.at == open)) {
        snprintf(zh, sizeof zh, "第 %zu 个字的“%c”后面没有配对的括号", character(text, open), text.at[open]);
        snprintf(en, sizeof en, "the \"%c\" at character %zu is not closed", text.at[open], character(text, open));
    } else {
        snprintf(zh, sizeof zh, "表达式没有写完：“%.*s”后面还缺内容", STR_ARG(before));
        snprintf(en, sizeof en, "the expression ends too early: something is missing after \"%.*s\"", STR_ARG(before));
    }
    return parse_fail(p, p->now.at, zh, en);
}

/* ── Bad tokens ────────────────────────────────────────────────────────── */

/* A full-width form of an ASCII sign or digit. */
static bool explain_wide(struct parser *p)
{
    char zh[96], en[96];
    size_t next = p->now.at;
    int32_t c = utf8_next(p->lexer.text, &next);
    struct str sign = str_sub(p->lexer.text, p->now.at, next - p->now.at);

    if (c < 0xFF01 || c > 0xFF5E) return false;
    if (c == 0xFF02 || c == 0xFF07) {
        parse_fail(p, p->now.at, "文字要用半角的双引号 \"", "texts stand in straight quotes \"");
        return true;
    }
    snprintf(zh, sizeof zh, "“%.*s”是全角字符，请改成半角的 %c", STR_ARG(sign), (char)(c - 0xFF01 + '!'));
    snprintf(en, sizeof en, "\"%.*s\" is a full-width character, write %c", STR_ARG(sign), (char)(c - 0xFF01 + '!'));
    parse_fail(p, p->now.at, zh, en);
    return true;
}

static const struct node *explain_bad(struct parser *p)
{
    struct str rest = str_sub(p->lexer.text, p->now.at, p->lexer.text.len), sign;
    char zh[96], en[96];

    if ((rest.at[0] == '"' || rest.at[0] == '@') && str_find(rest, STR("”")) > 0)
        return parse_fail(p, p->now.at, "从这里开始的文字以中文引号 ” 结尾，请改成半角的双引号 \"", "the text that begins here ends in a curly quote ”, write a straight one \"");
    if (rest.at[0] == '"' || rest.at[0] == '@')
        return parse_fail(p, p->now.at, "从这里开始的文字缺少结尾的双引号", "the text that begins here has no closing quote");
    for (size_t i = 0; i < COUNT_OF(SIGNS); i++)
        if (str_starts(rest, str_from_c(SIGNS[i].sign))) return parse_fail(p, p->now.at, SIGNS[i].zh, SIGNS[i].en);
    if (explain_wide(p)) return NULL;
    sign = utf8_prefix(rest, 1);
    if ((unsigned char)sign.at[0] < ' ')
        return parse_fail(p, p->now.at, "这里有一个看不见的控制字符，请删掉", "there is an invisible control character here");
    snprintf(zh, sizeof zh, "“%.*s”不是表达式里可以用的符号", STR_ARG(sign));
    snprintf(en, sizeof en, "\"%.*s\" is not a sign of this language", STR_ARG(sign));
    return parse_fail(p, p->now.at, zh, en);
}

/* ── Two values side by side ───────────────────────────────────────────── */

static bool begins_value(enum token_kind kind)
{
    return kind == TOKEN_NUMBER || kind == TOKEN_STRING || kind == TOKEN_AT || kind == TOKEN_NAME || kind == TOKEN_INPUT ||
           kind == TOKEN_TRUE || kind == TOKEN_FALSE || kind == TOKEN_NULL || kind == TOKEN_LBRACE || kind == TOKEN_FUNCTION ||
           kind == TOKEN_IF || kind == TOKEN_FOR || kind == TOKEN_SOME || kind == TOKEN_EVERY;
}

static bool ends_value(enum token_kind kind)
{
    return kind == TOKEN_NUMBER || kind == TOKEN_STRING || kind == TOKEN_AT || kind == TOKEN_NAME || kind == TOKEN_INPUT ||
           kind == TOKEN_TRUE || kind == TOKEN_FALSE || kind == TOKEN_NULL || kind == TOKEN_RPAREN || kind == TOKEN_RBRACKET ||
           kind == TOKEN_RBRACE;
}

static const struct node *explain_unit(struct parser *p)
{
    static const struct { const char *unit, *zh, *en; } UNITS[] = {
        { "天", "“天”写成时长，例如 duration(\"P3D\")", "days are written as a duration, such as duration(\"P3D\")" },
        { "日", "“日”写成时长，例如 duration(\"P3D\")", "days are written as a duration, such as duration(\"P3D\")" },
        { "小时", "“小时”写成时长，例如 duration(\"PT2H\")", "hours are written as a duration, such as duration(\"PT2H\")" },
        { "分钟", "“分钟”写成时长，例如 duration(\"PT30M\")", "minutes are written as a duration, such as duration(\"PT30M\")" },
        { "个月", "“个月”写成时长，例如 duration(\"P6M\")", "months are written as a duration, such as duration(\"P6M\")" },
        { "月", "“月”写成时长，例如 duration(\"P6M\")", "months are written as a duration, such as duration(\"P6M\")" },
        { "年", "“年”写成时长，例如 duration(\"P1Y\")", "years are written as a duration, such as duration(\"P1Y\")" },
        { "万", "“万”要写成完整的数，例如 5万 写成 50000", "write the whole number: 5万 is 50000" },
        { "亿", "“亿”要写成完整的数", "write the whole number instead of 亿" },
    };
    struct str unit = utf8_prefix(p->now.text, 8);
    char zh[120], en[120];

    for (size_t i = 0; i < COUNT_OF(UNITS); i++)
        if (str_starts(p->now.text, str_from_c(UNITS[i].unit))) return parse_fail(p, p->now.at, UNITS[i].zh, UNITS[i].en);
    snprintf(zh, sizeof zh, "数后面不能带“%.*s”：只写数，单位去掉", STR_ARG(unit));
    snprintf(en, sizeof en, "a number stands alone: leave \"%.*s\" out", STR_ARG(unit));
    return parse_fail(p, p->now.at, zh, en);
}

/* Something that begins a value follows a value; false when this is not so. */
static bool explain_neighbours(struct parser *p)
{
    struct str left = utf8_prefix(p->last.text, 16), right = utf8_prefix(p->now.text, 16);
    char zh[200], en[200];

    if (!ends_value(p->last.kind) || !begins_value(p->now.kind)) return false;
    if (p->last.kind == TOKEN_NAME && parse_explain_words(p, &p->last)) return true;
    if (p->now.kind == TOKEN_NAME && parse_explain_words(p, &p->now)) return true;
    if (p->last.kind == TOKEN_NUMBER && p->now.kind == TOKEN_NAME) {
        explain_unit(p);
        return true;
    }
    snprintf(zh, sizeof zh, "“%.*s”与“%.*s”之间缺少运算符（如 and、=、+）或逗号", STR_ARG(left), STR_ARG(right));
    snprintf(en, sizeof en, "an operator (such as and, =, +) or a comma is missing between \"%.*s\" and \"%.*s\"", STR_ARG(left), STR_ARG(right));
    parse_fail(p, p->now.at, zh, en);
    return true;
}

/* ── Any other token ───────────────────────────────────────────────────── */

static bool is_thousands(const struct parser *p)
{
    struct token next = lexer_next(&p->lexer, p->now.end);

    return p->now.kind == TOKEN_COMMA && p->last.kind == TOKEN_NUMBER && p->last.end == p->now.at && next.kind == TOKEN_NUMBER &&
           next.at == p->now.end && next.end - next.at == 3;
}

static const struct node *explain_other(struct parser *p)
{
    struct str text = utf8_prefix(p->now.text, 20);
    bool after_value = ends_value(p->last.kind);
    char zh[160], en[160];

    if (after_value && explain_cell(p, p->now.at, p->now.text)) return NULL;
    if (is_thousands(p)) return parse_fail(p, p->now.at, "数里不写千位逗号，例如 1,000 写成 1000", "numbers have no thousands commas: 1,000 is written 1000");
    if (p->now.kind == TOKEN_COMMA && after_value)
        return parse_fail(p, p->now.at, "这里不能有逗号：几个条件之间写 and 或 or", "no comma here: write and / or between conditions");
    if (p->now.kind == TOKEN_DOTDOT) return parse_fail(p, p->now.at, "区间要写括号，例如 [1..5]", "a range needs brackets, such as [1..5]");
    if (p->now.kind == TOKEN_COLON)
        return parse_fail(p, p->now.at, "冒号只用在 {名称: 值} 和 函数(参数名: 值) 里", "a colon belongs into {name: value} and function(name: value) only");
    if ((p->now.kind == TOKEN_RPAREN || p->now.kind == TOKEN_RBRACKET || p->now.kind == TOKEN_RBRACE) && after_value) {
        snprintf(zh, sizeof zh, "多了一个“%.*s”，前面没有与它配对的括号", STR_ARG(text));
        snprintf(en, sizeof en, "this \"%.*s\" closes nothing", STR_ARG(text));
        return parse_fail(p, p->now.at, zh, en);
    }
    if (p->now.kind == TOKEN_THEN || p->now.kind == TOKEN_ELSE)
        return parse_fail(p, p->now.at, "条件要完整地写成 if … then … else …", "a condition is written if … then … else …");
    if (p->now.kind == TOKEN_EQ && p->last.kind == TOKEN_END && p->now.at == lexer_skip(p->lexer.text, 0))
        return parse_fail(p, p->now.at, "表达式开头多了一个等号", "there is one = too many at the beginning");
    if (!after_value && p->last.kind != TOKEN_END) {
        snprintf(zh, sizeof zh, "“%.*s”与“%.*s”之间缺少内容", STR_ARG(utf8_prefix(p->last.text, 16)), STR_ARG(text));
        snprintf(en, sizeof en, "something is missing between \"%.*s\" and \"%.*s\"", STR_ARG(utf8_prefix(p->last.text, 16)), STR_ARG(text));
    } else {
        snprintf(zh, sizeof zh, after_value ? "“%.*s”不能出现在这里" : "“%.*s”前面缺少内容", STR_ARG(text));
        snprintf(en, sizeof en, after_value ? "\"%.*s\" cannot stand here" : "something is missing before \"%.*s\"", STR_ARG(text));
    }
    return parse_fail(p, p->now.at, zh, en);
}

const struct node *parse_unexpected(struct parser *p)
{
    if (p->err) return NULL;
    if (p->now.kind == TOKEN_END) return explain_end(p);
    if (p->now.kind == TOKEN_BAD) return explain_bad(p);
    if (explain_neighbours(p)) return NULL;
    return explain_other(p);
}

bool parse_expect(struct parser *p, enum token_kind kind, const char *what)
{
    char zh[160], en[160];
    struct str before = utf8_prefix(p->last.text, 16);

    if (p->err) return false;
    if (parse_take(p, kind)) return true;
    if (p->now.kind == TOKEN_BAD) {
        explain_bad(p);
        return false;
    }
    if (p->now.kind == TOKEN_END && (kind == TOKEN_RPAREN || kind == TOKEN_RBRACKET || kind == TOKEN_RBRACE)) {
        explain_end(p);
        return false;
    }
    if (is_thousands(p) || ((kind == TOKEN_RPAREN || kind == TOKEN_RBRACKET || kind == TOKEN_RBRACE) && explain_neighbours(p))) {
        parse_unexpected(p);
        return false;
    }
    snprintf(zh, sizeof zh, "“%.*s”后面应当是“%s”", STR_ARG(before), what);
    snprintf(en, sizeof en, "\"%s\" is expected after \"%.*s\"", what, STR_ARG(before));
    parse_fail(p, p->now.at, zh, en);
    return false;
}
