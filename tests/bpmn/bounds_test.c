/*
 * bounds_test.c - files nobody would draw: broken, swollen, nested, endless; each is refused with a
 * sentence or stops with an incident, in little time and memory.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "trace.h"

#include <string.h>
#include <time.h>

enum { MEMORY_MAX = 64 * 1024 * 1024, SECONDS_MAX = 5 };

#define HEAD "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' id='file' targetNamespace='urn:test'>"

/* `piece` (with %zu for its number, twice) n times between head and tail. */
static struct str repeated(struct arena *arena, const char *head, const char *piece, size_t n, const char *tail)
{
    struct buf out;
    const char *hole = strstr(piece, "%");

    buf_init(&out, arena, 0);
    buf_text(&out, head);
    for (size_t i = 0; i < n; i++) {
        for (const char *p = piece; *p; p++)
            if (hole && *p == '%') buf_printf(&out, "%zu", i);
            else if (hole && *p == '+') buf_printf(&out, "%zu", i + 1);
            else buf_byte(&out, *p);
    }
    buf_text(&out, tail);
    return buf_done(&out);
}

static struct str blank(struct arena *arena, size_t size)
{
    char *at = arena_alloc(arena, size);

    assert_non_null(at);
    memset(at, ' ', size);
    memcpy(at, HEAD, strlen(HEAD));
    return (struct str){ at, size };
}

static void files(void **unused)
{
    struct arena *make = arena_open(256u << 20);
    const char *const deep_feel = str_c(make, repeated(make, "", "(", 10000, str_c(make, repeated(make, "1", ")", 10000, ""))));
    const struct { const char *name; struct str xml; enum err err; const char *words; } rows[] = {
        { "nothing", STR(""), ERR_INVALID, "" },
        { "text", STR("hello"), ERR_INVALID, "" },
        { "not closed", STR(HEAD "<process id='p'>"), ERR_INVALID, "" },
        { "closed twice", STR(HEAD "</definitions></definitions>"), ERR_INVALID, "" },
        { "crossed", STR(HEAD "<process id='p'><task id='a'></process></task></definitions>"), ERR_INVALID, "" },
        { "an attribute twice", STR(HEAD "<process id='p' id='q'/></definitions>"), ERR_INVALID, "" },
        { "broken UTF-8", STR(HEAD "<process id='p' name='\xff'/></definitions>"), ERR_INVALID, "" },
        { "no namespace", STR("<definitions/>"), ERR_INVALID, "" },
        { "prefix of nowhere", STR(HEAD "<x:process id='p'/></definitions>"), ERR_INVALID, "" },
        { "entities that swell",
          STR("<!DOCTYPE d [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;'>]>" HEAD "<process id='p' name='&c;'/></definitions>"), ERR_INVALID, "DOCTYPE" },
        { "entity from outside", STR("<!DOCTYPE d [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" HEAD "<process id='p' name='&a;'/></definitions>"), ERR_INVALID, "DOCTYPE" },
        { "nested too deep", repeated(make, HEAD "<process id='p'>", "<subProcess id='s%'>", 10000, ""), ERR_TOO_LARGE, "" },
        { "a hundred megabytes", blank(make, 100u << 20), ERR_TOO_LARGE, "" },
        { "too many nodes", repeated(make, HEAD, "<message/>", 250000, "</definitions>"), ERR_TOO_LARGE, "" },
        { "too many attributes", repeated(make, HEAD "<process ", "a%='1' ", 1000, "/></definitions>"), ERR_TOO_LARGE, "" },
        { "10,000 elements", repeated(make, HEAD "<process id='p' isExecutable='true'><startEvent id='t0'/>", "<sequenceFlow id='f%' sourceRef='t%' targetRef='t+'/><task id='t+'/>", 10000, "<sequenceFlow id='l' sourceRef='t10000' targetRef='e'/><endEvent id='e'/></process></definitions>"), ERR_TOO_LARGE, "a model may have 5000" },
        { "an expression nested 10,000 deep",
          str_format(make, HEAD "<process id='p' isExecutable='true'><startEvent id='s'/><scriptTask id='a'><extensionElements><z:script xmlns:z='http://camunda.org/schema/zeebe/1.0' "
                     "expression='=%s' resultVariable='x'/></extensionElements></scriptTask><endEvent id='e'/><sequenceFlow id='f' sourceRef='s' targetRef='a'/>"
                     "<sequenceFlow id='g' sourceRef='a' targetRef='e'/></process></definitions>", deep_feel), ERR_TOO_LARGE, "element a" },
    };

    (void)unused;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena *arena = arena_open(MEMORY_MAX);
        struct bpmn *process = NULL;
        struct fault why = { 0 };
        clock_t begun = clock();
        enum err err = bpmn_load(arena, rows[i].xml, &process, &why);
        assert_true(rows[i].xml.at);
        if (err != rows[i].err && !(rows[i].err == ERR_INVALID && err == ERR_UNSUPPORTED)) fail_msg("%s: %s: %s", rows[i].name, err_name(err), why.en);
        if (!strstr(why.en, rows[i].words) || !why.zh[0]) fail_msg("%s: %s", rows[i].name, why.en);
        assert_null(process);
        if (clock() - begun > SECONDS_MAX * CLOCKS_PER_SEC) fail_msg("%s took too long", rows[i].name);
        arena_close(arena);
    }
    arena_close(make);
}

/* What a file may say, but no run may do. */
static void runs(void **unused)
{
    static const struct trace traces[] = {
        { "a process that calls itself by a name it is told",
          PROCESS("p", START("s") WITH("callActivity", "c", "<z:calledElement processId='=who'/>") END("e") FLOW("s", "c") FLOW("c", "e")),
          { { "start {who: \"p\"}", "incident p:depth" } } },
        { "two that call each other",
          PROCESS("p", START("s") WITH("callActivity", "c", "<z:calledElement processId='=other'/>") END("e") FLOW("s", "c") FLOW("c", "e"))
          PROCESS("q", START("qs") WITH("callActivity", "d", "<z:calledElement processId='=who'/>") END("qe") FLOW("qs", "d") FLOW("d", "qe")),
          { { "start {who: \"p\", other: \"q\"}", "incident p:depth" } } },
        { "a script for 10^9 items, mended", PROCESS("p", START("s") SCRIPT("t", "count(for i in 1..n return i)", "x") USER("u") FLOW("s", "t") FLOW("t", "u") LAST("u")),
          { { "start {n: 1000000000}", "incident t:expression" }, { "retry t {n: 3}", "open u" }, { "vars", "{n: 3, x: 3}" } } },
        { "a pattern that never ends", PROCESS("p", START("s") SCRIPT("t", "matches(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\", \"^(a+)+$\")", "x") USER("u") FLOW("s", "t") FLOW("t", "u") LAST("u")),
          { { "start", "incident t:expression" } } },
    };

    (void)unused;
    trace_play(traces, COUNT_OF(traces));
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(files), cmocka_unit_test(runs) };

    return cmocka_run_group_tests_name("bpmn", tests, NULL, NULL);
}
