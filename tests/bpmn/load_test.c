/*
 * load_test.c - what deployment refuses, by element and rule, and what it reads.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "trace.h"

enum { MEMORY_MAX = 64 * 1024 * 1024 };

struct refusal { const char *name, *xml, *element, *rule; enum err err; };

#define PLAIN(id) START(id "s") USER(id "u") END(id "e") FLOW(id "s", id "u") FLOW(id "u", id "e")
#define AROUND(node) START("s") node END("e") FLOW("s", "a") FLOW("a", "e")

static void refused(void **unused)
{
    static const struct refusal rows[] = {
        { "no id", PROCESS("p", START("s") END("e") "<sequenceFlow sourceRef='s' targetRef='e'/>"), "p", "no id", ERR_INVALID },
        { "id used twice", PROCESS("p", PLAIN("x") "<task id='xu'/>"), "xu", "used twice", ERR_INVALID },
        { "missing target", PROCESS("p", START("s") FLOW("s", "nowhere")), "s_nowhere", "must lead from and to", ERR_INVALID },
        { "into a start event", PROCESS("p", PLAIN("x") FLOW("xu", "xs")), "xs", "start event cannot have incoming", ERR_INVALID },
        { "out of an end event", PROCESS("p", PLAIN("x") FLOW("xe", "xu")), "xe", "end event cannot have outgoing", ERR_INVALID },
        { "start without end", PROCESS("p", START("s") USER("a") FLOW("s", "a")), "p", "there must be an end event", ERR_INVALID },
        { "nothing leads there", PROCESS("p", PLAIN("x") USER("b") FLOW("b", "xe")), "b", "no sequence flow leads to it", ERR_INVALID },
        { "nothing leaves it", PROCESS("p", PLAIN("x") USER("b") FLOW("xu", "b")), "b", "no sequence flow leaves it", ERR_INVALID },
        { "flow across a border", PROCESS("p", PLAIN("x") "<subProcess id='sub'>" PLAIN("y") "</subProcess>" FLOW("xu", "yu") FLOW("xu", "sub") FLOW("sub", "xe")),
          "xu_yu", "cross a subprocess border", ERR_INVALID },
        { "two plain starts", PROCESS("p", PLAIN("x") START("z") FLOW("z", "xu")), "z", "one plain start", ERR_INVALID },
        { "undecided exclusive gateway", PROCESS("p", START("s") "<exclusiveGateway id='g'/>" USER("a") USER("b") END("e") FLOW("s", "g")
          FLOW_IF("g", "a", "x") FLOW("g", "b") FLOW("a", "e") FLOW("b", "e")), "g", "needs a condition", ERR_INVALID },
        { "gateway that is none", PROCESS("p", START("s") "<parallelGateway id='g'/>" END("e") FLOW("s", "g") FLOW("g", "e")), "g", "several", ERR_INVALID },
        { "condition that is not FEEL", PROCESS("p", START("s") "<exclusiveGateway id='g' default='g_b'/>" USER("a") USER("b") END("e") FLOW("s", "g")
          FLOW_IF("g", "a", "= 1 +") FLOW("g", "b") FLOW("a", "e") FLOW("b", "e")), "g_a", "character 4: the expression ends too early", ERR_INVALID },
        { "condition of another language", PROCESS("p", START("s") "<task id='g'/>" USER("a") USER("b") END("e") FLOW("s", "g")
          "<sequenceFlow id='f' sourceRef='g' targetRef='a'><conditionExpression " FORMAL " language='urn:java'>x</conditionExpression></sequenceFlow>" FLOW("g", "b") FLOW("a", "e") FLOW("b", "e")),
          "f", "only FEEL", ERR_UNSUPPORTED },
        { "informal condition", PROCESS("p", START("s") "<task id='g'/>" USER("a") USER("b") END("e") FLOW("s", "g")
          "<sequenceFlow id='f' sourceRef='g' targetRef='a'><conditionExpression>x</conditionExpression></sequenceFlow>" FLOW("g", "b") FLOW("a", "e") FLOW("b", "e")),
          "f", "tFormalExpression", ERR_INVALID },
        { "boundary without host", PROCESS("p", PLAIN("x") "<boundaryEvent id='b'>" TIMER_AFTER("PT1H") "</boundaryEvent>" FLOW("b", "xe")), "b", "attached", ERR_INVALID },
        { "boundary on a gateway", PROCESS("p", PLAIN("x") BOUNDARY("b", "xe", "true", TIMER_AFTER("PT1H")) FLOW("b", "xe")), "b", "wrong kind", ERR_INVALID },
        { "boundary without trigger", PROCESS("p", PLAIN("x") BOUNDARY("b", "xu", "true", "") FLOW("b", "xe")), "b", "needs a trigger", ERR_INVALID },
        { "error that does not interrupt", PROCESS("p", PLAIN("x") BOUNDARY("b", "xu", "false", "<errorEventDefinition/>") FLOW("b", "xe")), "b", "must interrupt", ERR_INVALID },
        { "time that is none", PROCESS("p", PLAIN("x") BOUNDARY("b", "xu", "true", TIMER_AFTER("2 hours")) FLOW("b", "xe")), "b", "ISO 8601", ERR_INVALID },
        { "cycle in cron with five fields", PROCESS("p", PLAIN("x") BOUNDARY("b", "xu", "false", "<timerEventDefinition><timeCycle " FORMAL ">0 9 * * ?</timeCycle></timerEventDefinition>") FLOW("b", "xe")),
          "b", "ISO 8601", ERR_INVALID },
        { "message that is none", PROCESS("p", PLAIN("x") BOUNDARY("b", "xu", "true", "<messageEventDefinition/>") FLOW("b", "xe")), "b", "names no message", ERR_INVALID },
        { "cancel outside a transaction", PROCESS("p", START("s") "<endEvent id='e'><cancelEventDefinition/></endEvent>" FLOW("s", "e")), "e", "transactions only", ERR_INVALID },
        { "link without partner", PROCESS("p", START("s") "<intermediateThrowEvent id='t'><linkEventDefinition name='L'/></intermediateThrowEvent>" USER("a") END("e") FLOW("s", "t") FLOW("s", "a") FLOW("a", "e")),
          "t", "no partner", ERR_INVALID },
        { "service without type", PROCESS("p", AROUND("<serviceTask id='a'/>")), "a", "no taskDefinition", ERR_INVALID },
        { "rule without decision", PROCESS("p", AROUND("<businessRuleTask id='a'/>")), "a", "no calledDecision", ERR_INVALID },
        { "call of an unknown process", PROCESS("p", AROUND("<callActivity id='a' calledElement='q'/>")), "a", "process or global task", ERR_INVALID },
        { "import", PROCESS("p", PLAIN("x")) "<import importType='x' location='y' namespace='z'/>", "file", "importing", ERR_INVALID },
        { "call of nothing", PROCESS("p", AROUND("<callActivity id='a'/>")), "a", "names no process", ERR_INVALID },
        { "script of another language", PROCESS("p", AROUND("<scriptTask id='a' scriptFormat='text/javascript'><script>x</script></scriptTask>")), "a", "zeebe:script", ERR_UNSUPPORTED },
        { "mapping without target", PROCESS("p", AROUND(WITH("userTask", "a", "<z:ioMapping><z:input source='=1' target='a b'/></z:ioMapping>"))), "a", "is not a name", ERR_INVALID },
        { "mapping that is not FEEL", PROCESS("p", AROUND(WITH("userTask", "a", "<z:ioMapping><z:input source='=(' target='b'/></z:ioMapping>"))), "a", "character 2", ERR_INVALID },
        { "unknown extension", PROCESS("p", AROUND(WITH("userTask", "a", "<z:taskListeners/>"))), "a", "zeebe:taskListeners", ERR_UNSUPPORTED },
        { "extension in the wrong place", PROCESS("p", AROUND(WITH("userTask", "a", "<z:calledDecision decisionId='d' resultVariable='r'/>"))), "a", "zeebe:calledDecision", ERR_UNSUPPORTED },
        { "form by key", PROCESS("p", AROUND(WITH("userTask", "a", "<z:formDefinition formKey='x'/>"))), "a", "formId", ERR_UNSUPPORTED },
        { "another engine's attribute", PROCESS("p", AROUND("<userTask id='a' c:assignee='x' xmlns:c='http://camunda.org/schema/1.0/bpmn'/>")), "a", "another engine", ERR_UNSUPPORTED },
        { "people of the standard", PROCESS("p", AROUND("<userTask id='a'><potentialOwner/></userTask>")), "a", "assignmentDefinition", ERR_UNSUPPORTED },
        { "two loops", PROCESS("p", AROUND("<userTask id='a'><standardLoopCharacteristics/><multiInstanceLoopCharacteristics/></userTask>")), "a", "one loop", ERR_INVALID },
        { "multi-instance of nothing", PROCESS("p", AROUND("<userTask id='a'><multiInstanceLoopCharacteristics/></userTask>")), "a", "cardinality or a collection", ERR_INVALID },
        { "choreography task", PROCESS("p", PLAIN("x") "<choreographyTask id='c'/>"), "c", "not supported", ERR_UNSUPPORTED },
        { "unknown element", PROCESS("p", PLAIN("x") "<robotTask id='c'/>"), "c", "not supported", ERR_UNSUPPORTED },
        { "binding that is none", PROCESS("p", AROUND(WITH("callActivity", "a", "<z:calledElement processId='=x' bindingType='newest'/>"))), "a", "bindingType", ERR_UNSUPPORTED },
        { "binding without tag", PROCESS("p", AROUND(WITH("callActivity", "a", "<z:calledElement processId='=x' bindingType='versionTag'/>"))), "a", "versionTag", ERR_INVALID },
        { "tag without binding", PROCESS("p", AROUND(WITH("callActivity", "a", "<z:calledElement processId='=x' versionTag='1'/>"))), "a", "versionTag", ERR_INVALID },
        { "parallel event-based gateway in the middle", "<message id='m' name='m'/><message id='n' name='n'/>" PROCESS("p", START("s") "<eventBasedGateway id='g' eventGatewayType='Parallel'/><intermediateCatchEvent id='c1'>" ON_MESSAGE("m")
          "</intermediateCatchEvent><intermediateCatchEvent id='c2'>" ON_MESSAGE("n") "</intermediateCatchEvent>" END("e") FLOW("s", "g") FLOW("g", "c1") FLOW("g", "c2") FLOW("c1", "e") FLOW("c2", "e")), "g", "starts the process", ERR_INVALID },
        { "choice that is not FEEL", PROCESS("p", AROUND("<adHocSubProcess id='a'><extensionElements><z:adHoc activeElementsCollection='=['/></extensionElements>" USER("x") "</adHocSubProcess>")), "a", "character 2", ERR_INVALID },
        { "choice outside ad hoc", PROCESS("p", AROUND("<subProcess id='a'><extensionElements><z:adHoc/></extensionElements>" PLAIN("x") "</subProcess>")), "a", "zeebe:adHoc", ERR_UNSUPPORTED },
        { "form by version tag", PROCESS("p", AROUND(WITH("userTask", "a", "<z:formDefinition formId='x' bindingType='versionTag' versionTag='1'/>"))), "a", "version tag", ERR_UNSUPPORTED },
        { "decision by version tag", PROCESS("p", AROUND(WITH("businessRuleTask", "a", "<z:calledDecision decisionId='d' resultVariable='r' bindingType='versionTag' versionTag='1'/>"))), "a", "version tag", ERR_UNSUPPORTED },
        { "outputs of an ad hoc subprocess", PROCESS("p", AROUND("<adHocSubProcess id='a'><extensionElements><z:adHoc outputCollection='r' outputElement='=x'/></extensionElements>" USER("x") "</adHocSubProcess>")), "a", "outputCollection", ERR_UNSUPPORTED },
        { "two executable processes", PROCESS("p", PLAIN("x")) PROCESS("q", PLAIN("y")), "p", "several executable", ERR_INVALID },
    };

    (void)unused;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena *arena = arena_open(MEMORY_MAX);
        struct bpmn *process = NULL;
        struct fault why = { 0 };
        enum err err = bpmn_load(arena, trace_file(arena, rows[i].xml), &process, &why);

        if (err != rows[i].err || process || str_find(str_from_c(why.en), str_from_c(rows[i].element)) < 0 ||
            str_find(str_from_c(why.zh), str_from_c(rows[i].element)) < 0 || str_find(str_from_c(why.en), str_from_c(rows[i].rule)) < 0)
            fail_msg("%s: %s, \"%s\" \"%s\"", rows[i].name, err_name(err), why.en, why.zh);
        arena_close(arena);
    }
}

static void harmless_parts(void **unused)
{
    static const char body[] =
        "<collaboration id='c'><participant id='pa' processRef='p'/><participant id='pb'/><messageFlow id='mf' sourceRef='pb' targetRef='u'/></collaboration>"
        "<process id='p' name='流程' isExecutable='true'><extensionElements><z:versionTag value='v7'/><z:properties><z:property name='owner' value='街道'/></z:properties></extensionElements>"
        "<documentation>text</documentation><laneSet id='ls'><lane id='l1' name='网格员'><flowNodeRef>u</flowNodeRef></lane></laneSet>"
        "<startEvent id='s'/><userTask id='u' name='处理'><extensionElements><z:userTask/><z:formDefinition formId='handle'/><z:assignmentDefinition assignee='=who' candidateGroups='DISPATCHER@district'/>"
        "<z:taskSchedule dueDate='=now() + duration(\"PT1H\")'/><z:properties><z:property name='stage' value='PROCESSING'/></z:properties></extensionElements></userTask><endEvent id='e'/>"
        "<sequenceFlow id='f1' sourceRef='s' targetRef='u'/><sequenceFlow id='f2' sourceRef='u' targetRef='e'/>"
        "<textAnnotation id='t'><text>note</text></textAnnotation><association id='a' sourceRef='u' targetRef='t'/><dataObject id='d'/></process>"
        "<process id='other' isExecutable='false'><task id='x'/></process>"
        "<BPMNDiagram xmlns='http://www.omg.org/spec/BPMN/20100524/DI' id='u'><BPMNPlane id='pl'/></BPMNDiagram>";
    struct arena *arena = arena_open(MEMORY_MAX);
    struct bpmn *process = NULL;
    struct bpmn_element element;
    struct fault why = { 0 };
    const struct bpmn_start *starts;

    (void)unused;
    if (bpmn_load(arena, trace_file(arena, body), &process, &why)) fail_msg("%s", why.en);
    assert_true(str_is(bpmn_id(process), "p") && str_is(bpmn_name(process), "流程") && str_is(bpmn_version_tag(process), "v7"));
    assert_int_equal(bpmn_element_count(process), 3);
    assert_int_equal(bpmn_element_find(process, STR("nobody")), -1);
    element = bpmn_element_at(process, (size_t)bpmn_element_find(process, STR("u")));
    assert_true(str_is(element.type, "userTask") && str_is(element.form, "handle") && str_is(element.assignee, "=who"));
    assert_true(str_is(element.candidates, "DISPATCHER@district") && str_is(element.lane, "网格员") && str_is(element.name, "处理"));
    assert_true(str_is(bpmn_property(process, STR("u"), STR("stage")), "PROCESSING"));
    assert_true(str_is(bpmn_property(process, STR_NONE, STR("owner")), "街道"));
    assert_null(bpmn_property(process, STR("u"), STR("nothing")).at);
    assert_int_equal(bpmn_starts(process, &starts), 1);
    assert_int_equal(starts[0].kind, BPMN_START_NONE);
    arena_close(arena);
}

/* Starts by timer, message and signal. */
static void starts_listed(void **unused)
{
    static const char body[] = "<message id='m' name='=\"re\" + \"port\"'/><signal id='g' name='storm'/>" PROCESS("p",
        "<startEvent id='a'><timerEventDefinition><timeCycle " FORMAL ">R/P1D</timeCycle></timerEventDefinition></startEvent>"
        "<startEvent id='b'>" ON_MESSAGE("m") "</startEvent><startEvent id='c'><signalEventDefinition signalRef='g'/></startEvent>"
        END("e") FLOW("a", "e") FLOW("b", "e") FLOW("c", "e"));
    struct arena *arena = arena_open(MEMORY_MAX);
    const struct bpmn_start *starts;
    size_t count;
    struct bpmn *process = trace_load(arena, body, &count)[0];
    int64_t due_ms = 0;

    (void)unused;
    assert_int_equal(bpmn_starts(process, &starts), 3);
    assert_true(starts[0].kind == BPMN_START_TIMER && bpmn_start_due(arena, process, &starts[0], 1000, &due_ms));
    assert_int_equal(due_ms, 1000 + MS_PER_DAY);
    assert_true(starts[1].kind == BPMN_START_MESSAGE && str_is(starts[1].name, "report") && !bpmn_start_due(arena, process, &starts[1], 0, &due_ms));
    assert_true(starts[2].kind == BPMN_START_SIGNAL && str_is(starts[2].name, "storm") && str_is(starts[2].element, "c"));
    arena_close(arena);
}

/* What a user task gives its caller, evaluated. */
static void task_fields(void **unused)
{
    static const char body[] = PROCESS("p", AROUND(WITH("userTask", "a",
        "<z:formDefinition formId='f'/><z:assignmentDefinition assignee='=who' candidateGroups='=[\"a\", \"b\"]' candidateUsers='x,y'/>"
        "<z:taskSchedule dueDate='=now() + duration(\"PT1H\")' followUpDate='2026-01-02'/><z:priorityDefinition priority='=2 + 3'/>"
        "<z:ioMapping><z:input source='=who + \"!\"' target='local'/></z:ioMapping>")));
    struct arena *arena = arena_open(MEMORY_MAX);
    struct bpmn_event event = { .kind = BPMN_START, .variables = trace_value(arena, STR("{who: \"李\"}")) };
    struct bpmn_effects effects;
    struct bpmn_state *state;
    const struct bpmn_effect *open = NULL;
    size_t count;

    (void)unused;
    assert_int_equal(bpmn_step(arena, trace_load(arena, body, &count)[0], NULL, NULL, &event, INT64_C(1767225600000), &state, &effects, NULL), ERR_OK);
    for (size_t i = 0; i < effects.count; i++)
        if (effects.items[i].kind == BPMN_TASK_OPEN) open = &effects.items[i];
    assert_non_null(open);
    assert_true(str_is(open->assignee, "李") && str_is(open->candidates, "a,b") && str_is(open->users, "x,y") && str_is(open->form, "f"));
    assert_int_equal(open->due_ms, INT64_C(1767225600000) + 3600000);
    assert_int_equal(open->follow_ms, INT64_C(1767283200000));
    assert_int_equal(open->priority, 5);
    assert_true(str_is(feel_get(open->variables, STR("local"))->string, "李!"));
    assert_true(feel_get(bpmn_state_variables(state), STR("local"))->type == FEEL_NULL);
    arena_close(arena);
}

/* Every bound of values: refused or an incident, never a state that cannot be stored. */
static void bounds(void **unused)
{
    struct arena *arena = arena_open(MEMORY_MAX);
    size_t count;
    struct bpmn **processes = trace_load(arena, PROCESS("p", AROUND(USER("a"))), &count);
    struct bpmn_event event = { .kind = BPMN_START };
    struct bpmn_effects effects;
    struct bpmn_state *state = NULL, *next;
    struct feel_value text = { .type = FEEL_STRING }, *deep = arena_new(arena, struct feel_value);
    const struct feel_value *many = trace_value(arena, STR("{}"));

    (void)unused;
    text.string = (struct str){ arena_alloc(arena, 300000), 300000 };
    for (size_t i = 0; i < 300000; i++) ((char *)(uintptr_t)text.string.at)[i] = 'x';
    event.variables = feel_context_with(arena, many, STR("big"), &text);
    assert_int_equal(bpmn_step(arena, processes[0], NULL, NULL, &event, 0, &state, &effects, NULL), ERR_TOO_LARGE);
    for (int i = 0; i < 600; i++) many = feel_context_with(arena, many, str_format(arena, "v%d", i), &FEEL_TRUE_VALUE);
    event.variables = many;
    assert_int_equal(bpmn_step(arena, processes[0], NULL, NULL, &event, 0, &state, &effects, NULL), ERR_TOO_LARGE);
    *deep = FEEL_TRUE_VALUE;
    for (int i = 0; i < 40; i++) {
        struct feel_value *outer = arena_new(arena, struct feel_value);
        *outer = (struct feel_value){ .type = FEEL_LIST, .list = { 1, deep } };
        deep = outer;
    }
    event.variables = feel_context_with(arena, trace_value(arena, STR("{}")), STR("deep"), deep);
    assert_int_equal(bpmn_step(arena, processes[0], NULL, NULL, &event, 0, &state, &effects, NULL), ERR_TOO_LARGE);
    event.variables = NULL;
    assert_int_equal(bpmn_step(arena, processes[0], NULL, NULL, &event, 0, &state, &effects, NULL), ERR_OK);
    event = (struct bpmn_event){ .kind = BPMN_COMPLETE, .activity = 3, .variables = feel_context_with(arena, trace_value(arena, STR("{}")), STR("deep"), deep) };
    assert_int_equal(bpmn_step(arena, processes[0], NULL, state, &event, 0, &next, &effects, NULL), ERR_OK);
    assert_true(bpmn_state_has_incident(next) && !bpmn_state_has_incident(state));
    arena_close(arena);
}

/* Values of every kind survive the stored state, which can be printed. */
static void values_in_state(void **unused)
{
    static const char *const values[] = {
        "{a: 1.25, b: -7, c: 12345678901234567890123456789, d: 0.1, e: 999999999999999, f: 1000000000000000}",
        "{d: date(\"2026-02-13\"), t: time(\"09:30:00\"), z: time(\"09:30:00+08:00\"), dt: date and time(\"2026-02-13T09:30:00.123+08:00\"), l: date and time(\"2026-02-13T09:30:00\")}",
        "{p: duration(\"P1DT2H\"), y: duration(\"P1Y2M\"), n: -duration(\"PT5S\"), r: [1..5], o: (date(\"2026-01-01\")..date(\"2026-02-01\")]}",
        "{n: null, t: true, f: false, s: \"a\\\"b\\\\c\", e: \"\", list: [1, [2, {x: null}]], zh: \"汉字\"}",
        "{\"@\": 1, \"@@x\": \"y\", \"with space\": {\"@\": \"date(\\\"2026-01-01\\\")\"}}",
    };

    (void)unused;
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        struct arena *arena = arena_open(MEMORY_MAX);
        size_t count;
        struct bpmn **processes = trace_load(arena, PROCESS("p", AROUND(USER("a"))), &count);
        struct bpmn_event event = { .kind = BPMN_START, .variables = trace_value(arena, str_from_c(values[i])) };
        struct bpmn_effects effects;
        struct bpmn_state *state = NULL, *again = NULL;
        struct fault why = { 0 };

        assert_non_null(event.variables);
        assert_int_equal(event.variables->type, FEEL_CONTEXT);
        assert_int_equal(bpmn_step(arena, processes[0], NULL, NULL, &event, 0, &state, &effects, NULL), ERR_OK);
        if (bpmn_state_read(arena, bpmn_state_write(arena, state), &again, &why)) fail_msg("%s: %s", values[i], why.en);
        if (feel_equal(bpmn_state_variables(state), bpmn_state_variables(again)) != 1)
            fail_msg("%s came back as %.*s", values[i], STR_ARG(trace_print(arena, again)));
        assert_true(str_eq(bpmn_state_write(arena, state), bpmn_state_write(arena, again)));
        assert_true(str_find(trace_print(arena, again), STR("p/a active")) > 0);
        arena_close(arena);
    }
}

/* Lanes give a desk to the user tasks that name nobody. */
static void lanes(void **unused)
{
    static const struct { const char *task, *desk, *lane; } rows[] = {
        { "named", "dispatch@street", "dispatch@street" },        { "noted", "handle@unit, leader@unit", "承办单位" },
        { "own", "desk@community", "dispatch@street" },           { "person", "", "dispatch@street" },
        { "prose", "", "负责人" },                                 { "inner", "intake@street", "受理员" },
        { "outer", "command@street", "值班" },                     { "inside", "handle@unit, leader@unit", "承办单位" },
        { "nowhere", "", "" },
    };
    struct arena *arena = arena_open(MEMORY_MAX);
    struct bpmn *process = NULL;
    struct fault why = { 0 };

    (void)unused;
    if (bpmn_load(arena, trace_file(arena, PROCESS("p",
            "<laneSet id='ls'><lane id='l1' name='dispatch@street'><flowNodeRef>named</flowNodeRef><flowNodeRef>own</flowNodeRef><flowNodeRef>person</flowNodeRef></lane>"
            "<lane id='l2' name='承办单位'><documentation>handle@unit, leader@unit</documentation><flowNodeRef>noted</flowNodeRef><flowNodeRef>sub</flowNodeRef></lane>"
            "<lane id='l3' name='负责人'><documentation>谁负责谁办理，见 leader@unit 的说明</documentation><flowNodeRef>prose</flowNodeRef></lane>"
            "<lane id='l4' name='command@street'><flowNodeRef>inner</flowNodeRef><flowNodeRef>outer</flowNodeRef><childLaneSet id='cs'>"
            "<lane id='l5' name='受理员'><documentation>intake@street</documentation><flowNodeRef>inner</flowNodeRef></lane><lane id='l6' name='值班'><flowNodeRef>outer</flowNodeRef></lane></childLaneSet></lane></laneSet>"
            START("s") USER("named") USER("noted") WITH("userTask", "own", "<z:assignmentDefinition candidateGroups='desk@community'/>") WITH("userTask", "person", "<z:assignmentDefinition assignee='=who'/>")
            USER("prose") USER("inner") USER("outer") "<subProcess id='sub'>" START("s2") USER("inside") END("e2") FLOW("s2", "inside") FLOW("inside", "e2") "</subProcess>" USER("nowhere") END("e")
            FLOW("s", "named") FLOW("named", "noted") FLOW("noted", "own") FLOW("own", "person") FLOW("person", "prose") FLOW("prose", "inner") FLOW("inner", "outer") FLOW("outer", "sub") FLOW("sub", "nowhere") FLOW("nowhere", "e"))),
            &process, &why))
        fail_msg("%s", why.en);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct bpmn_element element = bpmn_element_at(process, (size_t)bpmn_element_find(process, str_from_c(rows[i].task)));
        if (!str_is(element.candidates, rows[i].desk) || !str_is(element.lane, rows[i].lane))
            fail_msg("%s: desk %.*s, lane %.*s", rows[i].task, STR_ARG(element.candidates), STR_ARG(element.lane));
    }
    arena_close(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refused),
        cmocka_unit_test(lanes),
        cmocka_unit_test(harmless_parts),
        cmocka_unit_test(starts_listed),
        cmocka_unit_test(task_fields),
        cmocka_unit_test(bounds),
        cmocka_unit_test(values_in_state),
    };

    return cmocka_run_group_tests_name("bpmn", tests, NULL, NULL);
}
