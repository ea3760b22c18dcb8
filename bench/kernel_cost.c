/*
 * kernel_cost.c - what thinking costs, in memory, one core: a condition in
 * FEEL, a decision table, a process of seven elements, and planning a report
 * (locating, typing, deciding, starting its process) without writing it.
 *
 * usage: kernel_cost DATA SECONDS    (DATA: a folder made by shao init)
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/civil.h"
#include "bench.h"
#include "case/plan.h"

static const char USAGE[] = "kernel_cost DATA SECONDS";
static const char PROCESS[] =
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:x='http://www.w3.org/2001/XMLSchema-instance' targetNamespace='t'>"
    "<process id='seven' isExecutable='true'><startEvent id='start'/><sequenceFlow id='f1' sourceRef='start' targetRef='first'/>"
    "<task id='first'/><sequenceFlow id='f2' sourceRef='first' targetRef='split'/>"
    "<exclusiveGateway id='split' default='f4'/>"
    "<sequenceFlow id='f3' sourceRef='split' targetRef='a'><conditionExpression x:type='tFormalExpression'>=n &gt; 5</conditionExpression></sequenceFlow>"
    "<sequenceFlow id='f4' sourceRef='split' targetRef='b'/><task id='a'/><task id='b'/>"
    "<sequenceFlow id='f5' sourceRef='a' targetRef='join'/><sequenceFlow id='f6' sourceRef='b' targetRef='join'/>"
    "<exclusiveGateway id='join'/><sequenceFlow id='f7' sourceRef='join' targetRef='end'/><endEvent id='end'/></process></definitions>";

struct setting { struct store *store; struct world *world; struct arena *keep, *scratch; double seconds; };

static void must(enum err err, const struct fault *why)
{
    if (!err) return;
    fprintf(stderr, "kernel_cost: %s\n", why->en);
    exit(1);
}

/* Runs `one` until the time is over; how often a second of the processor. */
static double rate(struct setting *s, void (*one)(struct setting *, void *), void *arg)
{
    double started = bench_cpu();
    long done = 0;

    while (bench_cpu() - started < s->seconds) {
        for (int i = 0; i < 50; i++, done++) {
            arena_reset(s->scratch);
            one(s, arg);
        }
    }
    return (double)done / (bench_cpu() - started);
}

static const struct feel_value *with(struct arena *arena, const struct feel_value *context, const char *name, const struct feel_value *value)
{
    return feel_context_with(arena, context ? context : feel_from_json(arena, NULL), str_from_c(name), value);
}

struct condition { const struct feel_expr *expression; struct feel_scope scope; };

static void condition_once(struct setting *s, void *arg)
{
    const struct condition *c = arg;
    struct feel_notes notes = { 0 };

    if (!feel_is_true(feel_eval(s->scratch, c->expression, &c->scope, &notes))) exit(1);
}

static void measure_condition(struct setting *s)
{
    const struct feel_value *names;
    struct condition c;
    struct fault why = { 0 };

    must(feel_parse(s->keep, STR("urgency <= 2 and (source = \"camera\" or confidence >= 0.85)"), NULL, &c.expression, &why), &why);
    names = with(s->keep, NULL, "urgency", feel_integer(s->keep, 2));
    names = with(s->keep, names, "source", feel_string(s->keep, STR("resident")));
    names = with(s->keep, names, "confidence", feel_number(s->keep, decimal_from_double(0.9)));
    c.scope = (struct feel_scope){ .names = names->context };
    bench_line("feel_condition", rate(s, condition_once, &c), "evaluations/s");
}

struct decision { struct str id; const struct dmn *dmn; const struct feel_value *inputs; };

static void decision_once(struct setting *s, void *arg)
{
    const struct decision *d = arg;
    struct dmn_result result;
    struct fault why = { 0 };

    must(dmn_decide(s->scratch, d->dmn, d->id, d->inputs, 0, &result, &why), &why);
}

static void measure_decision(struct setting *s, const char *id, const char *line)
{
    struct decision d = { .id = str_from_c(id) };
    const struct item *item = world_item(s->world, STR("0110"));
    const struct feel_value *facts = NULL;
    int64_t of;

    d.dmn = world_decision(s->world, d.id, world_release(s->world), &of);
    if (!d.dmn || !item) exit(1);
    facts = with(s->keep, facts, "source", feel_string(s->keep, STR("resident")));
    facts = with(s->keep, facts, "public", feel_boolean(true));
    facts = with(s->keep, facts, "in_grid", feel_boolean(true));
    facts = with(s->keep, facts, "urgency", feel_integer(s->keep, 3));
    facts = with(s->keep, facts, "confidence", feel_integer(s->keep, 0));
    d.inputs = with(s->keep, NULL, "case", facts);
    d.inputs = with(s->keep, d.inputs, "item", item->row);
    bench_line(line, rate(s, decision_once, &d), "decisions/s");
}

static void process_once(struct setting *s, void *arg)
{
    struct bpmn_event start = { .kind = BPMN_START, .variables = with(s->scratch, NULL, "n", feel_integer(s->scratch, 7)) };
    struct bpmn_state *state;
    struct bpmn_effects effects;
    struct fault why = { 0 };

    must(bpmn_step(s->scratch, arg, NULL, NULL, &start, 0, &state, &effects, &why), &why);
    if (!bpmn_state_ended(state)) exit(1);
}

static void measure_process(struct setting *s)
{
    struct bpmn *process;
    struct fault why = { 0 };

    must(bpmn_load(s->keep, str_from_c(PROCESS), &process, &why), &why);
    bench_line("process_seven", rate(s, process_once, process), "instances/s");
}

static struct case_plan *plan_report(struct setting *s, uint64_t *seed)
{
    const struct case_actor resident = { 0 };
    struct case_draft draft = { .text = STR("路上有个大坑，骑车差点摔倒，老人过路很不安全"), .address = STR("广场北侧"), .source = STR("resident"),
                                .channel = STR("web"), .is_public = true };
    const struct grids *grids = world_grids(s->world);
    const struct grid_row *grid = grids_at(grids, bench_random(seed) % grids_count(grids));
    struct db *db = store_reader_take(s->store);
    struct case_plan *plan;
    struct fault why = { 0 };

    draft.lon = (double)grid->lon_e6 / 1e6;
    draft.lat = (double)grid->lat_e6 / 1e6;
    must(case_plan_open(s->world, db, s->scratch, &draft, &resident, time_now_ms(), &plan, &why), &why);
    store_reader_give(s->store, db);
    return plan;
}

static void plan_once(struct setting *s, void *arg)
{
    (void)plan_report(s, arg);
}

static void write_once(struct setting *s, void *arg)
{
    if (!bpmn_state_write(s->scratch, arg).at) exit(1);
}

static void read_once(struct setting *s, void *arg)
{
    const struct str *stored = arg;
    struct bpmn_state *state;
    struct fault why = { 0 };

    must(bpmn_state_read(s->scratch, *stored, &state, &why), &why);
}

/* The process of a report that waits: stored and read at every step. */
static void measure_state(struct setting *s, uint64_t *seed)
{
    struct bpmn_state *state;
    struct str stored;
    struct fault why = { 0 };

    arena_reset(s->scratch);
    stored = bpmn_state_write(s->keep, plan_report(s, seed)->state);
    must(bpmn_state_read(s->keep, stored, &state, &why), &why);
    bench_line("state_bytes", (double)stored.len, "bytes");
    bench_line("state_write", rate(s, write_once, state), "states/s");
    bench_line("state_read", rate(s, read_once, &stored), "states/s");
}

int main(int argc, char **argv)
{
    struct setting s = { .keep = arena_open(64u << 20), .scratch = arena_open(64u << 20), .seconds = (double)bench_number(argc, argv, 2, USAGE) };
    struct store_config store = { .target = argv[1], .read_only = true };
    struct world_config world = { .folder = argv[1] };
    struct fault why = { 0 };
    uint64_t seed = 88172645463325252u;

    must(store_open(&store, &s.store, &why), &why);
    must(world_open(&world, s.store, &s.world, &why), &why);
    measure_condition(&s);
    measure_decision(&s, "entry", "decision_entry");
    measure_decision(&s, "limits", "decision_limits");
    measure_process(&s);
    bench_line("plan_report", rate(&s, plan_once, &seed), "plans/s");
    measure_state(&s, &seed);
    arena_close(s.scratch);
    world_close(s.world);
    store_close(s.store);
    arena_close(s.keep);
    return 0;
}
