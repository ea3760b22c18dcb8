/*
 * decisions.c - what the tables decide, row by row of docs and domain.
 *
 * A row gives the inputs as FEEL and a FEEL test of the `result`.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "calendar/clock.h"
#include "dmn/dmn.h"
#include "fixture.h"

enum { HIGH_FREQUENCY = 22 };   /* domain.md 1.10 */

static struct arena *arena;
static struct csv events;

static int setup(void **state)
{
    (void)state;
    arena = arena_open(512 << 20);
    events = content_csv(arena, "catalogues/events.csv");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_close(arena);
    return 0;
}

static const struct dmn *model(const char *decision)
{
    static struct { const char *name; struct dmn *dmn; } loaded[16];
    struct fault why = { 0 };
    size_t i = 0;

    while (i < COUNT_OF(loaded) && loaded[i].name && strcmp(loaded[i].name, decision) != 0) i++;
    assert_true(i < COUNT_OF(loaded));
    if (loaded[i].name) return loaded[i].dmn;
    loaded[i].name = decision;
    if (dmn_load(arena, content_text(arena, str_format(arena, "decisions/%s.dmn", decision).at), &loaded[i].dmn, &why))
        fail_msg("%s: %s", decision, why.en);
    return loaded[i].dmn;
}

static const struct feel_value *feel(const char *name, const char *text, const struct feel_value *names)
{
    const struct feel_expr *expr = NULL;
    struct feel_scope scope = { .names = names ? names->context : (struct feel_context){ 0 } };
    struct feel_notes notes = { 0 };
    struct fault why = { 0 };

    if (feel_parse(arena, str_from_c(text), NULL, &expr, &why)) fail_msg("%s: %s: %s", name, text, why.en);
    return feel_eval(arena, expr, &scope, &notes);
}

static struct dmn_result decide(const char *name, const char *decision, const struct feel_value *inputs)
{
    struct dmn_result result = { 0 };
    struct fault why = { 0 };

    if (dmn_decide(arena, model(decision), str_from_c(decision), inputs, 0, &result, &why)) fail_msg("%s: %s", name, why.en);
    return result;
}

struct row { const char *name, *inputs, *test; };

static void check_rows(const char *decision, const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct dmn_result got = decide(rows[i].name, decision, feel(rows[i].name, rows[i].inputs, NULL));
        const struct feel_value *names = feel_context_with(arena, feel("empty", "{}", NULL), STR("result"), got.value);

        if (!feel_is_true(feel(rows[i].name, rows[i].test, names))) {
            struct buf text;
            buf_init(&text, arena, 4096);
            feel_print(&text, got.value);
            fail_msg("%s: %s gives %.*s", rows[i].name, decision, STR_ARG(buf_done(&text)));
        }
        /* What is shown to people: which rule fired and why, in both languages. */
        CHECK(rows[i].name, got.match_count >= 1 && got.matches[0].annotation.len > 0);
    }
}

static void test_entry(void **state)
{
    static const struct row rows[] = {
        { "resident", "{case: {in_grid: true, source: \"resident\", public: true, urgency: 3}}", "result = \"verify\"" },
        { "hotline", "{case: {in_grid: true, source: \"hotline\", public: true, staff_chose: true, urgency: 2}}", "result = \"verify\"" },
        { "resident, life at risk", "{case: {in_grid: true, source: \"resident\", public: true, urgency: 1}}", "result = \"file\"" },
        { "outside every grid", "{case: {in_grid: false, source: \"resident\", public: true, urgency: 3}}", "result = \"file\"" },
        { "worker on patrol", "{case: {in_grid: true, source: \"worker\", public: false, staff_chose: true, urgency: 3}}", "result = \"direct\"" },
        { "worker without a type", "{case: {in_grid: true, source: \"worker\", public: false, staff_chose: false, urgency: 3}}", "result = \"file\"" },
        { "worker, solved on the spot", "{case: {in_grid: true, source: \"worker\", public: false, staff_chose: true, on_spot: true, urgency: 3}}", "result = \"self\"" },
        { "resident cannot solve on the spot", "{case: {in_grid: true, source: \"resident\", public: true, on_spot: true, urgency: 3}}", "result = \"verify\"" },
        { "camera sure", "{case: {in_grid: true, source: \"camera\", public: false, confidence: 0.85, urgency: 3}}", "result = \"direct\"" },
        { "camera unsure", "{case: {in_grid: true, source: \"camera\", public: false, confidence: 0.84, urgency: 3}}", "result = \"verify\"" },
        { "sensor without confidence", "{case: {in_grid: true, source: \"sensor\", public: false, urgency: 2}}", "result = \"verify\"" },
        { "superior", "{case: {in_grid: true, source: \"superior\", public: false, urgency: 3}}", "result = \"direct\"" },
        { "transfer", "{case: {in_grid: true, source: \"transfer\", public: false, urgency: 3}}", "result = \"file\"" },
    };
    (void)state;
    check_rows("entry", rows, COUNT_OF(rows));
}

static void test_urgency(void **state)
{
    static const struct row rows[] = {
        { "default of the type", "{case: {declared_urgency: 0}, item: {code: \"0501\", urgency: \"3\"}}", "result = 3" },
        { "urgent type", "{case: {declared_urgency: 0}, item: {code: \"P0101\", urgency: \"2\"}}", "result = 2" },
        { "urgent type, as a number", "{case: {declared_urgency: 0}, item: {code: \"P0101\", urgency: 2}}", "result = 2" },
        { "danger declared", "{case: {declared_urgency: 3}, item: {code: \"0110\", urgency: \"3\"}, facts: {danger: true}}", "result = 1" },
        { "declared by the reporter's desk", "{case: {declared_urgency: 1}, item: {code: \"0102\", urgency: \"3\"}}", "result = 1" },
        { "manhole missing in a lane", "{case: {declared_urgency: 2}, item: {code: \"P0101\", urgency: \"2\"}, facts: {variant: \"missing\", place: \"road\"}}", "result = 1" },
        { "manhole missing on the pavement", "{case: {declared_urgency: 2}, item: {code: \"P0101\", urgency: \"2\"}, facts: {variant: \"missing\", place: \"sidewalk\"}}", "result = 2" },
        { "flood under ground", "{case: {declared_urgency: 2}, item: {code: \"0406\", urgency: \"2\"}, facts: {place: \"underground\"}}", "result = 1" },
        { "tree on a wire", "{case: {declared_urgency: 2}, item: {code: \"0411\", urgency: \"2\"}, facts: {variant: \"on_wire\"}}", "result = 1" },
        { "dead branch", "{case: {declared_urgency: 2}, item: {code: \"0411\", urgency: \"2\"}, facts: {variant: \"dead_branch\"}}", "result = 3" },
        { "sign about to fall", "{case: {declared_urgency: 3}, item: {code: \"0202\", urgency: \"3\"}, facts: {variant: \"falling\"}}", "result = 2" },
        { "house about to fall", "{case: {declared_urgency: 3}, item: {code: \"2501\", urgency: \"3\"}, facts: {variant: \"danger\"}}", "result = 1" },
        { "decided before is not declared", "{case: {declared_urgency: 0, urgency: 1}, item: {code: \"0102\", urgency: \"3\"}}", "result = 3" },
        { "unknown type", "{case: {declared_urgency: 0}}", "result = 3" },
    };
    (void)state;
    check_rows("urgency", rows, COUNT_OF(rows));
}

/* domain.md 1.10: code, variant, sign, arrive, finish */
static void test_limits_of_the_types(void **state)
{
    static const struct { const char *code, *variant, *sign, *arrive, *finish; } rows[] = {
        { "0501", "", "10 minutes", "30 minutes", "2 work-hours" },
        { "0504", "", "15 minutes", "1 work-hours", "4 work-hours" },
        { "0505", "", "5 minutes", "30 minutes", "1 work-hours" },
        { "0506", "", "15 minutes", "1 work-hours", "2 work-hours" },
        { "0102", "", "15 minutes", "1 work-hours", "4 work-hours" },
        { "0103", "", "30 minutes", "2 work-hours", "2 work-days" },
        { "0507", "", "1 work-hours", "4 work-hours", "2 work-days" },
        { "0101", "", "30 minutes", "2 work-hours", "20 work-days" },
        { "0101", "building", "30 minutes", "2 work-hours", "7 work-days" },
        { "0201", "", "1 work-hours", "4 work-hours", "4 work-hours" },
        { "0202", "", "1 work-hours", "4 work-hours", "5 work-days" },
        { "0202", "falling", "15 minutes", "30 minutes", "4 hours" },
        { "0110", "", "1 work-hours", "4 work-hours", "5 work-days" },
        { "0110", "deep", "15 minutes", "1 hours", "24 hours" },
        { "P0101", "missing", "5 minutes", "30 minutes", "4 hours" },
        { "P0101", "damaged", "5 minutes", "30 minutes", "24 hours" },
        { "0406", "", "5 minutes", "30 minutes", "4 hours" },
        { "0406", "light_rain", "5 minutes", "30 minutes", "2 hours" },
        { "0411", "", "5 minutes", "30 minutes", "4 hours" },
        { "0411", "dead_branch", "1 work-hours", "4 work-hours", "3 work-days" },
        { "P0118", "", "1 work-hours", "1 work-days", "1 work-days" },
        { "P0118", "area", "1 work-hours", "2 hours", "4 hours" },
        { "0301", "", "10 minutes", "40 minutes", "1 work-days" },
        { "0301", "night", "10 minutes", "40 minutes", "1 hours" },
        { "0116", "", "1 work-hours", "4 work-hours", "7 work-days" },
        { "0510", "", "10 minutes", "30 minutes", "1 hours" },
        { "0510", "continuing", "10 minutes", "30 minutes", "5 work-days" },
        { "2101", "", "15 minutes", "1 work-hours", "4 work-hours" },
        { "2102", "car", "5 minutes", "30 minutes", "1 hours" },
        { "2102", "goods", "5 minutes", "30 minutes", "4 hours" },
        { "2201", "", "30 minutes", "2 work-hours", "7 work-days" },
        { "2201", "complex", "30 minutes", "2 work-hours", "30 work-days" },
        { "2501", "", "1 work-hours", "1 work-days", "15 work-days" },
        { "0601", "", "1 work-hours", "4 work-hours", "5 work-days" },
    };
    (void)state;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        ptrdiff_t at = content_row(&events, "code", str_from_c(rows[i].code));
        struct row row = { str_format(arena, "%s %s", rows[i].code, rows[i].variant).at, NULL, NULL };
        CHECK(row.name, at >= 0);
        row.inputs = str_format(arena, "{item: {code: \"%s\", urgency: \"%.*s\"}, facts: {variant: \"%s\"}, case: {urgency: %.*s}}",
                                rows[i].code, STR_ARG(csv_get(&events, (size_t)at, "urgency")), rows[i].variant,
                                STR_ARG(csv_get(&events, (size_t)at, "urgency"))).at;
        row.test = str_format(arena, "result.sign = \"%s\" and result.arrive = \"%s\" and result.finish = \"%s\"", rows[i].sign,
                              rows[i].arrive, rows[i].finish).at;
        check_rows("limits", &row, 1);
    }
}

static void test_limits_by_urgency(void **state)
{
    static const struct row rows[] = {
        { "life at risk beats the type", "{item: {code: \"2201\", urgency: \"3\"}, case: {urgency: 3}, urgency: 1}",
          "result.sign = \"5 minutes\" and result.arrive = \"30 minutes\" and result.finish = \"7 work-days\"" },
        { "an ordinary type raised to urgent", "{item: {code: \"0110\", urgency: \"3\"}, case: {urgency: 2}}",
          "result.sign = \"15 minutes\" and result.arrive = \"1 hours\" and result.finish = \"5 work-days\"" },
        { "an urgent type keeps its own", "{item: {code: \"2101\", urgency: \"2\"}, case: {urgency: 2}}",
          "result.sign = \"15 minutes\" and result.arrive = \"1 work-hours\"" },
        { "unknown type, normal", "{item: {code: \"9999\"}, case: {urgency: 3}}",
          "result.sign = \"1 work-hours\" and result.arrive = \"4 work-hours\" and result.finish = \"5 work-days\"" },
        { "unknown type, urgent", "{item: {code: \"9999\"}, case: {urgency: 2}}", "result.sign = \"15 minutes\" and result.arrive = \"1 hours\"" },
        { "verification, normal", "{item: {code: \"0501\", urgency: \"3\"}, case: {urgency: 3}}", "result.verify = \"4 work-hours\"" },
        { "verification, urgent", "{item: {code: \"P0101\", urgency: \"2\"}, case: {urgency: 2}}", "result.verify = \"1 hours\"" },
        { "the decision's urgency is newer than the case's", "{item: {code: \"0501\", urgency: \"3\"}, case: {urgency: 3}, urgency: 1}", "result.verify = \"30 minutes\"" },
    };
    (void)state;
    check_rows("limits", rows, COUNT_OF(rows));
}

/* Every limit that any input can give is one the clock understands. */
static void test_limits_are_clock_limits(void **state)
{
    static const char *const NAMES[] = { "sign", "arrive", "finish", "verify", "intake", "dispatch", "ruling", "callback", "recall", "community" };
    (void)state;

    for (size_t i = 0; i < events.rows; i++)
        for (int urgency = 1; urgency <= 3; urgency++) {
            struct str code = csv_get(&events, i, "code");
            const char *inputs = str_format(arena, "{item: {code: \"%.*s\", urgency: \"3\"}, case: {urgency: %d}}", STR_ARG(code), urgency).at;
            struct dmn_result got = decide(code.at, "limits", feel("limits", inputs, NULL));
            for (size_t j = 0; j < COUNT_OF(NAMES); j++) {
                const struct feel_value *value = feel_get(got.value, str_from_c(NAMES[j]));
                struct str rest, amount;
                enum clock_unit unit;
                int64_t n;
                CHECK(NAMES[j], value->type == FEEL_STRING);
                rest = value->string;
                CHECK(NAMES[j], str_split(&rest, ' ', &amount) && !num_parse_int(amount, 1, 1000, &n) && !clock_unit_parse(rest, &unit, NULL));
            }
        }
}

static bool unit_known(struct str unit)
{
    static const char *const STREET[] = { "enforcement", "service", "command", "gridcenter", "construction", "safety", "party",
                                          "sanitation", "municipal", "greening", "mediation" };
    static const char *const DISTRICT[] = { "urban", "housing", "market", "ecology", "traffic", "fire", "water", "parks", "labor",
                                            "civil", "police", "justice", "health", "planning", "culture", "power", "gas", "telecom", "center" };
    if (str_is(unit, "@community")) return true;
    for (size_t i = 0; i < COUNT_OF(STREET); i++)
        if (str_eq(unit, str_format(arena, "%s@street", STREET[i]))) return true;
    for (size_t i = 0; i < COUNT_OF(DISTRICT); i++)
        if (str_eq(unit, str_format(arena, "%s@district", DISTRICT[i]))) return true;
    return false;
}

/* 22 high-frequency types, and the one for what none of them is. */
static void test_the_catalogue_counts_its_types(void **state)
{
    size_t proposed = 0;
    (void)state;

    for (size_t i = 0; i < events.rows; i++) proposed += str_find(csv_get(&events, i, "source"), STR("本系统拟定的22类")) >= 0;
    assert_int_equal(proposed, HIGH_FREQUENCY);
    assert_true(content_row(&events, "code", STR("0601")) >= 0);
}

/* Without facts the table says what the catalogue says. */
static void test_route_agrees_with_the_catalogue(void **state)
{
    (void)state;
    assert_int_equal(events.rows, HIGH_FREQUENCY + 1);
    for (size_t i = 0; i < events.rows; i++) {
        struct str code = csv_get(&events, i, "code"), co = csv_get(&events, i, "co_units"), piece;
        struct dmn_result got = decide(code.at, "route", feel("route", str_format(arena, "{item: {code: \"%.*s\"}}", STR_ARG(code)).at, NULL));
        const struct feel_value *units = feel_get(got.value, STR("co_units"));

        CHECK(code.at, str_eq(feel_get(got.value, STR("unit"))->string, csv_get(&events, i, "unit")));
        CHECK(code.at, unit_known(csv_get(&events, i, "unit")));
        CHECK(code.at, units->type == FEEL_LIST);
        for (size_t j = 0; j < units->list.count; j++) CHECK(code.at, unit_known(units->list.items[j].string));
        while (co.len && str_split(&co, '|', &piece)) {
            bool found = false;
            for (size_t j = 0; j < units->list.count; j++) found |= str_eq(units->list.items[j].string, piece);
            CHECK(code.at, found);
        }
        CHECK(code.at, feel_get(got.value, STR("reason"))->string.len > 0 && got.match_count == 1);
    }
}

static void test_route_by_facts(void **state)
{
    static const struct row rows[] = {
        { "car on the pavement", "{item: {code: \"0505\"}, facts: {place: \"sidewalk\"}}", "result.unit = \"enforcement@street\"" },
        { "car on the road", "{item: {code: \"0505\"}, facts: {place: \"road\"}}", "result.unit = \"traffic@district\"" },
        { "things in a stairway", "{item: {code: \"0507\"}, facts: {place: \"building\"}}", "result.unit = \"@community\"" },
        { "things on the road", "{item: {code: \"0507\"}, facts: {place: \"road\"}}", "result.unit = \"enforcement@street\"" },
        { "manhole of the power company", "{item: {code: \"P0101\"}, facts: {owner: \"power\"}}", "result.unit = \"power@district\"" },
        { "manhole of nobody", "{item: {code: \"P0101\"}, facts: {owner: \"unknown\"}}", "result.unit = \"municipal@street\"" },
        { "tree on a wire", "{item: {code: \"0411\"}, facts: {variant: \"on_wire\", place: \"estate\"}}", "result.unit = \"power@district\"" },
        { "tree in an estate", "{item: {code: \"0411\"}, facts: {place: \"estate\"}}", "result.unit = \"@community\"" },
        { "rubble to be cleared only", "{item: {code: \"0103\"}, facts: {variant: \"clearance\"}}", "result.unit = \"sanitation@street\"" },
        { "fire lane, refused", "{item: {code: \"2102\"}, facts: {variant: \"refused\"}}", "result.unit = \"fire@district\"" },
        { "labour dispute", "{item: {code: \"2201\"}, facts: {variant: \"labor\"}}", "result.unit = \"mediation@street\" and result.co_units[1] = \"labor@district\"" },
        { "what nothing in the catalogue matches", "{item: {code: \"0601\"}}", "result.unit = \"gridcenter@street\"" },
        { "unknown type", "{item: {code: \"9999\"}}", "result.unit = \"command@street\" and count(result.co_units) = 0" },
    };
    (void)state;
    check_rows("route", rows, COUNT_OF(rows));
}

/* ★: type in {0501, 0505}, in a grid, no open duplicate, and the type is sure. */
static void test_automatic_dispatch(void **state)
{
    static const struct row rows[] = {
        { "stall, seen by staff", "{item: {code: \"0501\"}, case: {in_grid: true, duplicate: false, staff_chose: true, confidence: 0, verified: false}}", "result.auto = true" },
        { "car, seen by staff", "{item: {code: \"0505\"}, case: {in_grid: true, duplicate: false, staff_chose: true, confidence: 0, verified: false}}", "result.auto = true" },
        { "camera just sure enough", "{item: {code: \"0501\"}, case: {in_grid: true, duplicate: false, staff_chose: false, confidence: 0.85, verified: false}}", "result.auto = true" },
        { "camera not sure enough", "{item: {code: \"0501\"}, case: {in_grid: true, duplicate: false, staff_chose: false, confidence: 0.849, verified: false}}", "result.auto = false" },
        { "public, not verified", "{item: {code: \"0501\"}, case: {in_grid: true, duplicate: false, staff_chose: false, confidence: 0, verified: false}}", "result.auto = false" },
        { "public, verified on the spot", "{item: {code: \"0505\"}, case: {in_grid: true, duplicate: false, staff_chose: false, confidence: 0, verified: true}}", "result.auto = true" },
        { "verified by the form's facts", "{item: {code: \"0505\"}, case: {in_grid: true, duplicate: false, staff_chose: false, confidence: 0, verified: false}, facts: {verified: true}}", "result.auto = true" },
        { "confidence missing", "{item: {code: \"0505\"}, case: {in_grid: true, duplicate: false, staff_chose: false}}", "result.auto = false" },
        { "outside every grid", "{item: {code: \"0501\"}, case: {in_grid: false, duplicate: false, staff_chose: true}}", "result.auto = false" },
        { "open duplicate near by", "{item: {code: \"0501\"}, case: {in_grid: true, duplicate: true, staff_chose: true}}", "result.auto = false" },
        { "another type", "{item: {code: \"0504\"}, case: {in_grid: true, duplicate: false, staff_chose: true}}", "result.auto = false" },
        { "nothing known", "{}", "result.auto = false" },
    };
    (void)state;
    check_rows("auto_dispatch", rows, COUNT_OF(rows));
}

/* A third type is one more row and nothing else. */
static void test_a_third_type_is_one_row(void **state)
{
    const char *before = "<rule id=\"auto_else\">";
    const char *added = "<rule id=\"auto_0506\"><description>非机动车乱停：智能派单</description>"
                        "<inputEntry id=\"x1\"><text>\"0506\"</text></inputEntry><inputEntry id=\"x2\"><text>-</text></inputEntry>"
                        "<inputEntry id=\"x3\"><text>-</text></inputEntry><inputEntry id=\"x4\"><text>-</text></inputEntry>"
                        "<inputEntry id=\"x5\"><text>-</text></inputEntry><inputEntry id=\"x6\"><text>-</text></inputEntry>"
                        "<outputEntry id=\"x7\"><text>true</text></outputEntry><outputEntry id=\"x8\"><text>\"\"</text></outputEntry></rule>";
    struct str xml = content_text(arena, "decisions/auto_dispatch.dmn");
    ptrdiff_t at = str_find(xml, str_from_c(before));
    const char *sure = "{item: {code: \"0506\"}, case: {in_grid: true, duplicate: false, staff_chose: true}}";
    const char *unsure = "{item: {code: \"0506\"}, case: {in_grid: true, duplicate: false, staff_chose: false, confidence: 0.5}}";
    struct dmn_result got;
    struct dmn *dmn = NULL;
    struct fault why = { 0 };
    struct str edited;
    (void)state;

    assert_true(at > 0);
    edited = str_format(arena, "%.*s%s%.*s", (int)at, xml.at, added, (int)(xml.len - (size_t)at), xml.at + at);
    if (dmn_load(arena, edited, &dmn, &why)) fail_msg("%s", why.en);
    assert_int_equal(dmn_decide(arena, dmn, STR("auto_dispatch"), feel("sure", sure, NULL), 0, &got, &why), ERR_OK);
    assert_true(feel_is_true(feel_get(got.value, STR("auto"))));
    assert_int_equal(dmn_decide(arena, dmn, STR("auto_dispatch"), feel("unsure", unsure, NULL), 0, &got, &why), ERR_OK);
    assert_false(feel_is_true(feel_get(got.value, STR("auto"))));
}

static void test_grade(void **state)
{
    static const struct row rows[] = {
        { "street unit", "{item: {grade: \"2\"}, case: {supervise: 0}, route: {unit: \"enforcement@street\"}}", "result = 2" },
        { "community", "{item: {grade: \"2\"}, case: {supervise: 0}, route: {unit: \"@community\"}}", "result = 3" },
        { "beyond the street", "{item: {grade: \"2\"}, case: {supervise: 0}, facts: {beyond_street: true}, route: {unit: \"@community\"}}", "result = 1" },
        { "twice overdue", "{item: {grade: \"3\"}, case: {supervise: 2}, route: {unit: \"@community\"}}", "result = 1" },
        { "on the spot", "{item: {grade: \"2\"}, case: {supervise: 0, on_spot: true}}", "result = 4" },
        { "as a number", "{item: {grade: 2}, case: {supervise: 0}}", "result = 2" },
        { "nothing known", "{}", "result = 3" },
    };
    (void)state;
    check_rows("grade", rows, COUNT_OF(rows));
}

static void test_escalation(void **state)
{
    static const struct row rows[] = {
        { "automatic, nobody signed", "{stage: \"DISPATCHED\", auto: true, urgency: 3, times: 1}", "result.action = \"next_candidate\" and result.level = 0" },
        { "automatic, nobody again", "{stage: \"DISPATCHED\", auto: true, urgency: 3, times: 2}", "result.action = \"leader\"" },
        { "automatic, third time", "{stage: \"DISPATCHED\", auto: true, urgency: 3, times: 3}", "result.action = \"supervise\" and result.level = 3" },
        { "by hand, first time", "{stage: \"DISPATCHED\", auto: false, urgency: 3, times: 1}", "result.action = \"remind\" and result.level = 1" },
        { "by hand, second time", "{stage: \"PROCESSING\", auto: false, urgency: 3, times: 2}", "result.action = \"leader\" and result.level = 2" },
        { "life at risk, at once", "{stage: \"ACCEPTED\", auto: false, urgency: 1, times: 1}", "result.action = \"leader\" and result.again = \"5 minutes\"" },
        { "life at risk, again", "{stage: \"ACCEPTED\", auto: false, urgency: 1, times: 2}", "result.action = \"supervise\" and result.level = 3" },
        { "urgent, third time", "{stage: \"ON_SITE\", auto: false, urgency: 2, times: 3}", "result.action = \"supervise\"" },
        { "the centre itself is late", "{stage: \"FILED\", auto: false, urgency: 3, times: 1}", "result.action = \"remind\" and result.level = 0" },
        { "a whistle unanswered", "{stage: \"DISPATCHED\", auto: false, urgency: 3, times: 1, item: {kind: \"whistle\"}}", "result.action = \"supervise\" and result.level = 1" },
        { "unanswered again", "{stage: \"ACCEPTED\", auto: false, urgency: 3, times: 2, item: {kind: \"whistle\"}}", "result.level = 2 and result.again = \"1 work-days\"" },
        { "still unanswered", "{stage: \"CONTACT\", auto: false, urgency: 2, times: 7, item: {kind: \"whistle\"}}", "result.level = 3" },
        { "an emergency whistle rises within minutes", "{stage: \"DISPATCHED\", auto: false, urgency: 1, times: 2, item: {kind: \"whistle\"}}", "result.level = 2 and result.again = \"10 minutes\"" },
        { "the one who approves is reminded", "{stage: \"APPROVAL\", auto: false, urgency: 1, times: 3, item: {kind: \"whistle\"}}", "result.action = \"remind\" and result.level = 0" },
        { "after closing only a reminder", "{stage: \"LOOKBACK\", auto: true, urgency: 1, times: 9}", "result.action = \"remind\" and result.level = 0" },
    };
    (void)state;
    check_rows("escalation", rows, COUNT_OF(rows));
}

static void test_whistle_guard(void **state)
{
    static const struct row rows[] = {
        { "everyday", "{item: {code: \"W1\"}, facts: {again: 0, refused: 0, from_case: false, open: 0}}", "result.allow = \"yes\"" },
        { "one under way here", "{item: {code: \"W2\"}, facts: {again: 1, refused: 0, from_case: true, open: 1}}", "result.allow = \"no\"" },
        { "emergency", "{item: {code: \"W2\"}, facts: {again: 0, refused: 5, from_case: false, open: 50}}", "result.allow = \"yes\"" },
        { "turned down thrice", "{item: {code: \"W1\"}, facts: {again: 0, refused: 3, from_case: true, open: 0}}", "result.allow = \"confirm\"" },
        { "community, from no case", "{item: {code: \"W0\"}, facts: {again: 0, refused: 0, from_case: false, open: 0}}", "result.allow = \"confirm\"" },
        { "community, from a case", "{item: {code: \"W0\"}, facts: {again: 0, refused: 0, from_case: true, open: 0}}", "result.allow = \"yes\"" },
        { "ten under way", "{item: {code: \"W1\"}, facts: {again: 0, refused: 0, from_case: true, open: 10}}", "result.allow = \"confirm\"" },
    };
    (void)state;
    check_rows("whistle_guard", rows, COUNT_OF(rows));
}

static void test_whistle_use(void **state)
{
    static const struct row rows[] = {
        { "few cases", "{level: \"street\", filed: 49, rate: 20}", "result.band = \"none\"" }, { "as it should be", "{level: \"street\", filed: 1000, rate: 1.5}", "result.band = \"ok\"" },
        { "too many", "{level: \"street\", filed: 1000, rate: 5.1}", "result.band = \"high\"" }, { "idle", "{level: \"district\", filed: 1000, rate: 0.1}", "result.band = \"low\"" },
        { "communities blow more", "{level: \"community\", filed: 1000, rate: 5.1}", "result.band = \"ok\"" },
    };
    (void)state;
    check_rows("whistle_use", rows, COUNT_OF(rows));
}

/* Each rule that applies gives a number with its reason; what is not known (null) applies no rule. */
static void test_staff_quota(void **state)
{
#define LOAD(category, households, cases) \
    "{category: \"" category "\", comprehensive: 90, dedicated: 14, communities: 7, households: " households ", floor_area: null, cases: " cases "}"
    static const struct row rows[] = {
        { "only grids are known", LOAD("grid", "null", "null"), "count(result) = 1 and result[1].count = 90" },
        { "households ask for more", LOAD("grid", "38200", "null"), "result[2].count = 96" },
        { "and cases too", LOAD("grid", "38200", "6001"), "count(result) = 3 and result[3].count = 101 and max(result.count) = 101" },
        { "a hall has four at least", LOAD("window", "null", "null"), "result.count = [4]" },
        { "and more for many cases", LOAD("window", "null", "901"), "result.count = [7]" },
        { "a mediator each community and one for the street", LOAD("mediator", "null", "null"), "result.count = [8]" },
    };
    (void)state;
    check_rows("staff_quota", rows, COUNT_OF(rows));
#undef LOAD
}

/* 响应 30 + 到场 20 + 解决 35 + 满意 15 − 黄 1、橙 2、红 5 (domain.md 2.4); the rates of Tianmen, 2016-12: 911/972 = 93.72 %, 737/972 = 75.82 % (1.6). */
static void test_whistle_score(void **state)
{
#define COUNTS(due, responded, arrived, reviewed, solved, satisfied, yellow, orange, red)                                                      \
    "{due: " #due ", responded: " #responded ", arrived: " #arrived ", reviewed: " #reviewed ", solved: " #solved ", satisfied: " #satisfied    \
    ", yellow: " #yellow ", orange: " #orange ", red: " #red ", yellow_points: 1, orange_points: 2, red_points: 5}"
    static const struct row rows[] = {
        { "all in time, all content", COUNTS(10, 10, 10, 10, 10, 10, 0, 0, 0), "result.score = 100" },
        { "each weight alone: response", COUNTS(1, 1, 0, 1, 0, 0, 0, 0, 0), "result.score = 30" }, { "arrival", COUNTS(1, 0, 1, 1, 0, 0, 0, 0, 0), "result.score = 20" },
        { "solved", COUNTS(1, 0, 0, 1, 1, 0, 0, 0, 0), "result.score = 35" }, { "satisfied", COUNTS(1, 0, 0, 1, 0, 1, 0, 0, 0), "result.score = 15" },
        { "deductions", COUNTS(4, 4, 4, 4, 4, 4, 3, 2, 1), "result.deduction = 12 and result.score = 88" },
        { "nothing judged yet", COUNTS(2, 1, 2, 0, 0, 0, 0, 0, 0), "result.solved_rate = null and result.score = 70" },
        { "not summoned", COUNTS(0, 0, 0, 0, 0, 0, 0, 0, 0), "result.score = null and result.response_rate = null" },
        { "published rates", COUNTS(972, 911, 737, 972, 911, 737, 0, 0, 0),
          "decimal(result.response_rate * 100, 2) = 93.72 and decimal(result.arrival_rate * 100, 2) = 75.82 and decimal(result.score, 2) = 87.46" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct dmn_result got = decide(rows[i].name, "whistle_score", feel(rows[i].name, rows[i].inputs, NULL));
        CHECK(rows[i].name, feel_is_true(feel(rows[i].name, rows[i].test, feel_context_with(arena, feel("empty", "{}", NULL), STR("result"), got.value))));
    }
#undef COUNTS
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_entry),
        cmocka_unit_test(test_urgency),
        cmocka_unit_test(test_limits_of_the_types),
        cmocka_unit_test(test_limits_by_urgency),
        cmocka_unit_test(test_limits_are_clock_limits),
        cmocka_unit_test(test_the_catalogue_counts_its_types),
        cmocka_unit_test(test_route_agrees_with_the_catalogue),
        cmocka_unit_test(test_route_by_facts),
        cmocka_unit_test(test_automatic_dispatch),
        cmocka_unit_test(test_a_third_type_is_one_row),
        cmocka_unit_test(test_grade),
        cmocka_unit_test(test_escalation),
        cmocka_unit_test(test_whistle_guard),
        cmocka_unit_test(test_whistle_use),
        cmocka_unit_test(test_staff_quota),
        cmocka_unit_test(test_whistle_score),
    };
    return cmocka_run_group_tests_name("content", tests, setup, teardown);
}
