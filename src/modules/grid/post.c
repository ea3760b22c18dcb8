/*
 * post.c - quotas shown, proposed, asked for and decided.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/grid/post.h"

#include "base/id.h"
#include "modules/grid/grid_handlers.h"
#include "modules/grid/grid_view.h"
#include "modules/grid/post_view.h"
#include "modules/grid/staff_view.h"

static STAFF_SHAPE(INPUTS_SHAPE, "PostWorkload", { "comprehensive", JSON_INT }, { "dedicated", JSON_INT }, { "communities", JSON_INT }, { "cases", JSON_NUMBER, true }, { "months", JSON_INT },
                   { "households", JSON_INT, true }, { "floor_area", JSON_INT, true });
static STAFF_SHAPE(RULE_SHAPE, "PostRule", { "rule", JSON_TEXT }, { "count", JSON_INT }, { "reason", JSON_TEXT }, { "reason_en", JSON_TEXT });
static STAFF_SHAPE(PROPOSAL_SHAPE, "PostProposal", { "inputs", JSON_OBJECT, false, &INPUTS_SHAPE }, { "rules", JSON_LIST, false, &RULE_SHAPE }, { "count", JSON_INT, true });
STAFF_SHAPE(POST_QUOTA_SHAPE, "PostQuota", { "id", JSON_ID }, { "category", JSON_TEXT }, { "category_name", JSON_TEXT }, { "category_name_en", JSON_TEXT }, { "quota", JSON_INT },
            { "before", JSON_INT }, { "reason", JSON_TEXT }, { "from", JSON_TEXT }, { "state", JSON_TEXT }, { "version", JSON_INT }, { "asked_at", JSON_TIME },
            { "asked_by_name", JSON_TEXT }, { "decided_at", JSON_TIME, true }, { "decided_by_name", JSON_TEXT }, { "decision", JSON_TEXT }, { "mine", JSON_BOOL },
            { "proposal", JSON_OBJECT, false, &PROPOSAL_SHAPE });
#define COUNTS { "quota", JSON_INT }, { "in_post", JSON_INT }, { "vacant", JSON_INT }, { "requested", JSON_INT }
static STAFF_SHAPE(LINE_SHAPE, "PostLine", { "category", JSON_TEXT }, { "category_name", JSON_TEXT }, { "category_name_en", JSON_TEXT }, { "establishment", JSON_TEXT }, COUNTS,
                   { "proposal", JSON_OBJECT, false, &PROPOSAL_SHAPE }, { "asked", JSON_OBJECT, true, &POST_QUOTA_SHAPE });
static STAFF_SHAPE(SUM_SHAPE, "PostSum", COUNTS);
static STAFF_SHAPE(BASIS_SHAPE, "PostBasis", { "households", JSON_INT }, { "floor_area", JSON_INT }, { "source", JSON_TEXT }, { "version", JSON_INT }, { "at", JSON_TIME, true });
STAFF_SHAPE(POSTS_SHAPE, "Posts", { "street", JSON_OBJECT, true, &GRID_UNIT_SHAPE }, { "can_ask", JSON_BOOL }, { "can_decide", JSON_BOOL }, { "basis", JSON_OBJECT, false, &BASIS_SHAPE },
            { "inside", JSON_OBJECT, false, &SUM_SHAPE }, { "outside", JSON_OBJECT, false, &SUM_SHAPE }, { "lines", JSON_LIST, false, &LINE_SHAPE },
            { "history", JSON_LIST, false, &POST_QUOTA_SHAPE });
static STAFF_SHAPE(STREET_SHAPE, "PostStreet", { "street", JSON_OBJECT, true, &GRID_UNIT_SHAPE }, { "inside", JSON_OBJECT, false, &SUM_SHAPE }, { "outside", JSON_OBJECT, false, &SUM_SHAPE },
                   { "asked", JSON_INT });
STAFF_SHAPE(POST_STREETS_SHAPE, "PostStreets", { "area", JSON_OBJECT, true, &GRID_UNIT_SHAPE }, { "items", JSON_LIST, false, &STREET_SHAPE });

const char *post_state_name(enum post_state state)
{
    static const char *const NAMES[POST__STATES] = { "asked", "approved", "rejected", "withdrawn" };

    return NAMES[state];
}

int64_t post_in_force(const struct post_quota *quotas, size_t count, struct str category, struct day day)
{
    const struct post_quota *best = NULL;

    for (size_t i = 0; i < count; i++) {   /* newest first: of one day the later one holds */
        const struct post_quota *q = &quotas[i];
        if (q->state != POST_APPROVED || q->from.since_epoch > day.since_epoch || !str_eq(q->category, category)) continue;
        if (!best || q->from.since_epoch > best->from.since_epoch) best = q;
    }
    return best ? best->quota : 0;
}

/* The district decides: somebody whose right reaches it. */
static bool may_decide(const struct call *call, const struct unit *street)
{
    return user_may(call->org, call->user, RIGHT_GRID_APPROVE, street->district_id) ||
           (street->steering_id && user_may(call->org, call->user, RIGHT_GRID_APPROVE, street->steering_id));
}

/* ── A street ──────────────────────────────────────────────────────────── */

struct posts { const struct unit *street; struct csv categories; struct post_quota *quotas; struct post_count *in_post; size_t quota_count, in_post_count; struct day today; };
struct sum { int64_t quota, in_post, vacant, requested; };

static enum err read_posts(struct call *call, const struct unit *street, struct posts *p, struct fault *why)
{
    enum err err = staff_catalogue(call, "post_categories", &p->categories, why);

    p->street = street;
    p->today = day_of_ms(call->now_ms);
    if (!err) err = post_quotas(call->db, call->arena, street->id, &p->quotas, &p->quota_count, why);
    return err ? err : post_counts(call->db, call->arena, street->id, p->today, &p->in_post, &p->in_post_count, why);
}

static const struct post_quota *asked_of(const struct posts *p, struct str category)
{
    for (size_t i = 0; i < p->quota_count; i++)
        if (p->quotas[i].state == POST_ASKED && str_eq(p->quotas[i].category, category)) return &p->quotas[i];
    return NULL;
}

static struct sum sum_of(const struct posts *p, struct str category)
{
    struct sum sum = { .quota = post_in_force(p->quotas, p->quota_count, category, p->today) };
    const struct post_quota *asked = asked_of(p, category);

    for (size_t i = 0; i < p->in_post_count; i++)
        if (str_eq(p->in_post[i].category, category)) sum.in_post = p->in_post[i].count;
    sum.vacant = sum.quota - sum.in_post;
    sum.requested = asked ? asked->quota - sum.quota : 0;
    return sum;
}

static struct sum sum_all(const struct call *call, const struct posts *p, const char *establishment)
{
    struct sum all = { 0 };
    size_t row;

    for (size_t i = 0; i < p->categories.rows; i++) {
        struct str code = csv_get(&p->categories, i, "code");
        struct sum one;
        if (!str_is(csv_get(&p->categories, i, "establishment"), establishment) || !staff_find(&p->categories, code, call->now_ms, &row) || row != i) continue;
        one = sum_of(p, code);
        all = (struct sum){ all.quota + one.quota, all.in_post + one.in_post, all.vacant + one.vacant, all.requested + one.requested };
    }
    return all;
}

static void write_counts(struct json_out *out, const struct sum *sum)
{
    json_int(out, "quota", sum->quota);
    json_int(out, "in_post", sum->in_post);
    json_int(out, "vacant", sum->vacant);
    json_int(out, "requested", sum->requested);
}

static void write_sum(struct call *call, const struct posts *p, const char *establishment)
{
    struct sum sum = sum_all(call, p, establishment);

    json_object(&call->out, establishment);
    write_counts(&call->out, &sum);
    json_close(&call->out);
}

static void write_quota(struct call *call, const char *key, const struct csv *categories, const struct post_quota *q)
{
    struct json_out *out = &call->out;

    json_object(out, key);
    json_id(out, "id", q->id);
    staff_write_name(call, "category", categories, q->category);
    json_int(out, "quota", q->quota);
    json_int(out, "before", q->before);
    json_str(out, "reason", q->reason);
    day_write(out, "from", q->from);
    json_text(out, "state", post_state_name(q->state));
    json_int(out, "version", q->version);
    json_time(out, "asked_at", q->asked_at);
    json_str(out, "asked_by_name", q->asked_name);
    json_time(out, "decided_at", q->decided_at);
    json_str(out, "decided_by_name", q->decided_name);
    json_str(out, "decision", q->decision);
    json_bool(out, "mine", q->asked_by == call->user->account_id);
    json_raw(out, "proposal", q->basis);
    json_close(out);
}

static enum err write_lines(struct call *call, const struct posts *p, struct fault *why)
{
    struct post_workload load;
    size_t row;
    enum err err = post_workload(call, p->street, &load, why);

    json_list(&call->out, "lines");
    for (size_t i = 0; !err && i < p->categories.rows; i++) {
        struct str code = csv_get(&p->categories, i, "code"), establishment = csv_get(&p->categories, i, "establishment"), proposal;
        const struct post_quota *asked = asked_of(p, code);
        struct sum sum = sum_of(p, code);
        if (!staff_find(&p->categories, code, call->now_ms, &row) || row != i || (!str_is(establishment, "inside") && !str_is(establishment, "outside"))) continue;
        err = post_propose(call, &load, code, &proposal, why);
        if (err) break;
        json_object(&call->out, NULL);
        staff_write_name(call, "category", &p->categories, code);
        json_str(&call->out, "establishment", establishment);
        write_counts(&call->out, &sum);
        json_raw(&call->out, "proposal", proposal);
        if (asked) write_quota(call, "asked", &p->categories, asked);
        else json_null(&call->out, "asked");
        json_close(&call->out);
    }
    json_close(&call->out);
    return err;
}

static enum err write_posts(struct call *call, const struct unit *street, struct fault *why)
{
    enum { SHOWN = 50 };
    struct posts p = { 0 };
    struct post_basis basis;
    size_t shown = 0;
    enum err err = read_posts(call, street, &p, why);

    if (!err) err = post_basis_read(call->db, call->arena, street->id, &basis, why);
    if (err) return err;
    grid_write_unit(call, "street", street->id);
    json_bool(&call->out, "can_ask", user_may(call->org, call->user, RIGHT_GRID_TEND, street->id));
    json_bool(&call->out, "can_decide", may_decide(call, street));
    json_object(&call->out, "basis");
    json_int(&call->out, "households", basis.households);
    json_int(&call->out, "floor_area", basis.floor_area);
    json_str(&call->out, "source", basis.source);
    json_int(&call->out, "version", basis.version);
    json_time(&call->out, "at", basis.at);
    json_close(&call->out);
    write_sum(call, &p, "inside");
    write_sum(call, &p, "outside");
    err = write_lines(call, &p, why);
    json_list(&call->out, "history");
    for (size_t i = 0; !err && i < p.quota_count && shown < SHOWN; i++)
        if (p.quotas[i].state != POST_ASKED && ++shown) write_quota(call, NULL, &p.categories, &p.quotas[i]);
    json_close(&call->out);
    return err;
}

static const struct unit *street_within(struct call *call, int64_t id, enum right right)
{
    const struct unit *street = org_unit(call->org, id);

    return street && street->kind == UNIT_STREET && user_may(call->org, call->user, right, id) ? street : NULL;
}

static enum err no_street(struct fault *why)
{
    return fault_field(why, STR("street"), fault_set(why, ERR_NOT_FOUND, "没有这个街道，或不在您的范围内", "no such street within your reach"));
}

/* GET /api/staff/posts */
enum err posts_show(struct call *call, struct fault *why)
{
    const struct unit *street = street_within(call, json_get_id(call->query, "street"), RIGHT_GRID_DAY);

    return street ? write_posts(call, street, why) : no_street(why);
}

/* GET /api/staff/posts/streets */
enum err posts_streets(struct call *call, struct fault *why)
{
    int64_t parent;
    enum err err = staff_above(call, &parent, why);

    if (err) return err;
    grid_write_unit(call, "area", parent);
    json_list(&call->out, "items");
    for (size_t i = 0; !err && i < org_unit_count(call->org); i++) {
        const struct unit *unit = org_unit_at(call->org, i);
        struct posts p = { 0 };
        int64_t asked = 0;
        if (unit->kind != UNIT_STREET || !org_within(call->org, unit->id, parent)) continue;
        err = read_posts(call, unit, &p, why);
        if (err) break;
        for (size_t k = 0; k < p.quota_count; k++) asked += p.quotas[k].state == POST_ASKED;
        json_object(&call->out, NULL);
        grid_write_unit(call, "street", unit->id);
        write_sum(call, &p, "inside");
        write_sum(call, &p, "outside");
        json_int(&call->out, "asked", asked);
        json_close(&call->out);
    }
    json_close(&call->out);
    return err;
}

/* ── Writing ───────────────────────────────────────────────────────────── */

struct change { const struct unit *street; struct post_quota quota; struct post_basis basis; };

static enum err begin(struct call *call, struct change **out, struct fault *why)
{
    struct change *c = arena_new(call->arena, struct change);

    if (!c) return staff_no_memory(why);
    call->work = *out = c;
    return ERR_OK;
}

enum err posts_reply(struct call *call, struct fault *why)
{
    return write_posts(call, ((const struct change *)call->work)->street, why);
}

/* POST /api/staff/posts/basis: 409 stale. */
enum err post_basis_prepare(struct call *call, struct fault *why)
{
    struct change *c = NULL;
    enum err err = begin(call, &c, why);

    if (err) return err;
    c->street = street_within(call, json_get_id(call->body, "street"), RIGHT_GRID_TEND);
    if (!c->street) return no_street(why);
    call->key = c->street->id;
    c->basis = (struct post_basis){ c->street->id, json_get_int(call->body, "households", 0), json_get_int(call->body, "floor_area", 0), json_get_int(call->body, "version", 0),
                                    call->now_ms, staff_words(call, "source") };
    return c->basis.source.len ? ERR_OK : fault_field(why, STR("source"), fault_set(why, ERR_INVALID, "请写明数据来源", "say where the figures come from"));
}

enum err post_basis_apply(struct db *db, struct call *call, struct fault *why)
{
    const struct change *c = call->work;
    enum err err = post_basis_save(db, &c->basis, call->user->account_id, why);

    return err ? err : staff_audit(db, call, "post.basis", c->street->id, c->basis.source, why);
}

/* POST /api/staff/posts: 409 while another change of the category waits. */
enum err post_ask_prepare(struct call *call, struct fault *why)
{
    struct post_workload load;
    struct change *c = NULL;
    struct post_quota *q;
    struct posts p = { 0 };
    size_t row = 0;
    enum err err = begin(call, &c, why);

    if (err) return err;
    c->street = street_within(call, json_get_id(call->body, "street"), RIGHT_GRID_TEND);
    if (!c->street) return no_street(why);
    call->key = c->street->id;
    err = read_posts(call, c->street, &p, why);
    if (err) return err;
    q = &c->quota;
    *q = (struct post_quota){ .id = id_new(), .street_id = c->street->id, .category = staff_words(call, "category"), .quota = json_get_int(call->body, "quota", 0),
                              .reason = staff_words(call, "reason"), .decision = STR(""), .asked_at = call->now_ms, .asked_by = call->user->account_id };
    if (!staff_find(&p.categories, q->category, call->now_ms, &row) || (!str_is(csv_get(&p.categories, row, "establishment"), "inside") && !str_is(csv_get(&p.categories, row, "establishment"), "outside")))
        return fault_field(why, STR("category"), fault_set(why, ERR_UNPROCESSABLE, "没有这类岗位，或不占员额", "there is no such category of posts, or it takes no quota"));
    if (!q->reason.len) return fault_field(why, STR("reason"), fault_set(why, ERR_INVALID, "请写明理由", "say why"));
    q->before = post_in_force(p.quotas, p.quota_count, q->category, p.today);
    err = staff_day(call, "from", p.today, &q->from, NULL, why);
    if (!err && q->from.since_epoch < p.today.since_epoch) err = fault_field(why, STR("from"), fault_set(why, ERR_INVALID, "生效日期应在今天或以后", "it holds from today or later"));
    if (!err) err = post_workload(call, c->street, &load, why);
    return err ? err : post_propose(call, &load, q->category, &q->basis, why);
}

enum err post_ask_apply(struct db *db, struct call *call, struct fault *why)
{
    const struct change *c = call->work;
    enum err err = post_quota_insert(db, &c->quota, why);

    if (err == ERR_CONFLICT) return fault_field(why, STR("category"), fault_set(why, ERR_CONFLICT, "这类岗位已有一项调整待批", "a change of this category waits already"));
    return err ? err : staff_audit(db, call, "post.ask", c->quota.id, c->quota.category, why);
}

/* POST /api/staff/posts/{id}/approve, /reject, /withdraw: 403 for who asked (or did not), 409 stale. */
static enum err decide(struct call *call, enum post_state to, struct fault *why)
{
    struct change *c = NULL;
    bool mine;
    enum err err = begin(call, &c, why);

    if (!err) err = post_quota_read(call->db, call->arena, call->path_id, &c->quota, why);
    if (err) return err;
    c->street = street_within(call, c->quota.street_id, RIGHT_GRID_DAY);
    if (!c->street) return staff_gone(why);
    call->key = c->street->id;
    mine = c->quota.asked_by == call->user->account_id;
    if (to == POST_WITHDRAWN && !mine) return fault_set(why, ERR_FORBIDDEN, "只能由申请人撤回", "only who asked may take it back");
    if (to != POST_WITHDRAWN && (mine || !may_decide(call, c->street)))
        return fault_set(why, ERR_FORBIDDEN, "员额调整由区里另一人审批", "somebody else, of the district, decides about quotas");
    if (c->quota.version != json_get_int(call->body, "version", 0) || c->quota.state != POST_ASKED) return staff_stale(why);
    c->quota.state = to;
    c->quota.decided_at = call->now_ms;
    c->quota.decided_by = call->user->account_id;
    c->quota.decision = staff_words(call, "reason");
    if (to == POST_REJECTED && !c->quota.decision.len) return fault_field(why, STR("reason"), fault_set(why, ERR_INVALID, "请写明理由", "say why"));
    return ERR_OK;
}

enum err post_approve_prepare(struct call *call, struct fault *why) { return decide(call, POST_APPROVED, why); }
enum err post_reject_prepare(struct call *call, struct fault *why) { return decide(call, POST_REJECTED, why); }
enum err post_withdraw_prepare(struct call *call, struct fault *why) { return decide(call, POST_WITHDRAWN, why); }

enum err post_decide_apply(struct db *db, struct call *call, struct fault *why)
{
    const struct change *c = call->work;
    enum err err = post_quota_decide(db, &c->quota, why);

    return err ? err : staff_audit(db, call, str_format(call->arena, "post.%s", post_state_name(c->quota.state)).at, c->quota.id, c->quota.category, why);
}
