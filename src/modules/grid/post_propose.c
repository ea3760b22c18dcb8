/*
 * post_propose.c - the workload of a street, and what the table `staff_quota` makes of it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/num.h"
#include "case/measure.h"
#include "case/plan.h"
#include "modules/grid/post.h"
#include "store/tally.h"
#include "text/text.h"

enum { MONTHS = 12, RULES_SHOWN = 64, TEXT_MAX = 16384 };

/* ── The workload ──────────────────────────────────────────────────────── */

struct monthly { int64_t cases, months, last; };

/* x/STREET/YYYYMM/TYPE/SOURCE: keys come month by month. */
static enum err add_tally(const struct tally *tally, void *arg, struct fault *why)
{
    struct monthly *m = arg;
    struct str rest = tally->key, piece, text;
    int64_t month;

    (void)why;
    if (!str_split(&rest, '/', &piece) || !str_split(&rest, '/', &piece) || !str_split(&rest, '/', &text)) return ERR_OK;
    if (num_parse_int(text, 190001, 999912, &month)) return ERR_OK;
    m->cases += tally->sums[MEASURE_REPORTED];
    m->months += month != m->last;
    m->last = month;
    return ERR_OK;
}

/* The average of the whole months before this one that have cases, at most twelve. */
static enum err read_cases(struct call *call, const struct unit *street, struct post_workload *out, struct fault *why)
{
    struct monthly m = { 0 };
    struct str from, to;
    int year, month, day;
    enum err err;

    day_to_ymd(day_of_ms(call->now_ms), &year, &month, &day);
    from = str_format(call->arena, MEASURE_BY_KIND "%lld/%04d%02d/", (long long)street->id, year - MONTHS / 12, month);
    to = str_format(call->arena, MEASURE_BY_KIND "%lld/%04d%02d/", (long long)street->id, year, month);
    if (!from.at || !to.at) return staff_no_memory(why);
    err = store_tally_each(call->db, call->arena, from, to, add_tally, &m, why);
    out->months = m.months;
    out->cases = m.months ? (double)m.cases / (double)m.months : 0;
    return err;
}

enum err post_workload(struct call *call, const struct unit *street, struct post_workload *out, struct fault *why)
{
    const struct grids *grids = world_grids(app_of(call)->world);
    struct post_basis basis;
    enum err err;

    *out = (struct post_workload){ 0 };
    for (size_t i = 0; i < org_unit_count(call->org); i++) {
        const struct unit *unit = org_unit_at(call->org, i);
        out->communities += unit->kind == UNIT_COMMUNITY && unit->street_id == street->id;
    }
    for (size_t i = 0; i < grids_count(grids); i++) {
        const struct grid_row *grid = grids_at(grids, i);
        const struct unit *community = org_unit(call->org, grid->community_id);
        if (!community || community->street_id != street->id) continue;
        if (grid->layer == GEO_DEDICATED) out->dedicated++;
        else out->comprehensive++;
    }
    err = post_basis_read(call->db, call->arena, street->id, &basis, why);
    if (err) return err;
    out->has_basis = basis.version > 0;
    out->households = basis.households;
    out->floor_area = basis.floor_area;
    return read_cases(call, street, out, why);
}

/* ── The table ─────────────────────────────────────────────────────────── */

static const struct feel_value *inputs_of(struct call *call, const struct post_workload *load, struct str category)
{
    struct arena *a = call->arena;
    const struct feel_value *in = feel_from_json(a, NULL);

    in = feel_with(a, in, "category", feel_string(a, category));
    in = feel_with(a, in, "comprehensive", feel_integer(a, load->comprehensive));
    in = feel_with(a, in, "dedicated", feel_integer(a, load->dedicated));
    in = feel_with(a, in, "communities", feel_integer(a, load->communities));
    in = feel_with(a, in, "cases", load->months ? feel_number(a, decimal_from_double(load->cases)) : &FEEL_NULL_VALUE);
    in = feel_with(a, in, "households", load->has_basis ? feel_integer(a, load->households) : &FEEL_NULL_VALUE);
    return feel_with(a, in, "floor_area", load->has_basis ? feel_integer(a, load->floor_area) : &FEEL_NULL_VALUE);
}

static void write_inputs(struct json_out *out, const struct post_workload *load)
{
    json_object(out, "inputs");
    json_int(out, "comprehensive", load->comprehensive);
    json_int(out, "dedicated", load->dedicated);
    json_int(out, "communities", load->communities);
    if (load->months) json_double(out, "cases", load->cases, 1);
    else json_null(out, "cases");
    json_int(out, "months", load->months);
    if (load->has_basis) json_int(out, "households", load->households);
    else json_null(out, "households");
    if (load->has_basis) json_int(out, "floor_area", load->floor_area);
    else json_null(out, "floor_area");
    json_close(out);
}

static int64_t count_of(const struct feel_value *said)
{
    const struct feel_value *count = said->type == FEEL_CONTEXT ? feel_get(said, STR("count")) : &FEEL_NULL_VALUE;

    return count->type == FEEL_NUMBER ? (int64_t)decimal_to_double(count->number) : -1;
}

/* One row a rule that applies, in the order of the table; the proposal is the largest. */
static void write_rules(struct json_out *out, const struct dmn_result *found)
{
    const struct feel_value *list = found->value;
    size_t count = list->type == FEEL_LIST ? list->list.count : 0;
    int64_t most = -1;

    json_list(out, "rules");
    for (size_t i = 0; i < count && i < RULES_SHOWN; i++) {
        const struct feel_value *said = &list->list.items[i];
        int64_t one = count_of(said);
        if (one < 0) continue;
        if (one > most) most = one;
        json_object(out, NULL);
        json_str(out, "rule", i < found->match_count ? found->matches[i].rule : STR(""));
        json_int(out, "count", one);
        json_str(out, "reason", text_language(feel_get_str(said, "reason"), false));
        json_str(out, "reason_en", text_language(feel_get_str(said, "reason"), true));
        json_close(out);
    }
    json_close(out);
    if (most < 0) json_null(out, "count");
    else json_int(out, "count", most);
}

enum err post_propose(struct call *call, const struct post_workload *load, struct str category, struct str *out, struct fault *why)
{
    struct world *world = app_of(call)->world;
    const struct dmn *dmn = world_decision(world, STR("staff_quota"), world_release(world), NULL);
    struct dmn_result found = { .value = &FEEL_NULL_VALUE };
    struct json_out json;
    struct buf buf;
    enum err err = dmn ? dmn_decide(call->arena, dmn, STR("staff_quota"), inputs_of(call, load, category), call->now_ms, &found, why)
                       : fault_set(why, ERR_UNPROCESSABLE, "没有部署决策“员额核定”", "the decision staff_quota is not deployed");

    if (err) return err;
    buf_init(&buf, call->arena, TEXT_MAX);
    json_begin(&json, &buf);
    json_object(&json, NULL);
    write_inputs(&json, load);
    write_rules(&json, &found);
    json_close(&json);
    if (!json_done(&json)) return staff_no_memory(why);
    *out = buf_done(&buf);
    return ERR_OK;
}
