/*
 * load_stencil.c - finding what the numbers of a case mean, and putting others there.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "commands/load_stencil.h"

#include <assert.h>
#include <string.h>

#include "base/id.h"
#include "case/plan.h"
#include "case/rows.h"
#include "commands/load_store.h"

enum { COLUMN_UNIT = 22 };   /* of RECORD_COLUMNS */
enum { RUN_MIN = 6, TIME_DIGITS = 13, SPAN_DAYS = 800 };

enum slot_kind {
    SLOT_FIXED, SLOT_OWN, SLOT_GRID, SLOT_DEDICATED, SLOT_COMMUNITY, SLOT_STREET, SLOT_DISTRICT, SLOT_STEERING,
    SLOT_TEAM, SLOT_DEPARTMENT, SLOT_PERSON,
};
/* What a number of the model stands for; a person's place is another slot. */
struct slot { int64_t was; enum slot_kind kind; struct str name; size_t place; };
struct slots { LIST(struct slot) list; };

enum part_kind { PART_TEXT, PART_ID, PART_CODE, PART_NAME, PART_NUMBER, PART_TIME };
struct part { enum part_kind kind; struct str text; size_t slot; int64_t at; };
typedef LIST(struct part) part_list;

/* A text (or a whole number) in the state of a process that means something of this case. */
struct piece { const char *at; int64_t number; struct part *parts; size_t part_count; };
struct stencil_state { struct bpmn_state *state; LIST(struct piece) pieces; };

struct stencil_cell { char kind; struct store_arg plain; size_t slot; struct part *parts; size_t part_count; struct stencil_state *state; };
struct stencil_row { const struct load_table *table; struct stencil_cell *cells; size_t count; };

struct taking {
    struct arena *arena;
    struct world *world;
    struct org *org;
    const struct people *people;
    struct case_record *record;
    struct slots *slots;
    int64_t since_ms;
};

static enum err no_memory(struct fault *why)
{
    return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

/* ── Taking: what a number means ───────────────────────────────────────── */

static size_t slot_find(const struct slots *slots, int64_t was)
{
    for (size_t i = 0; i < slots->list.count; i++)
        if (slots->list.at[i].was == was) return i;
    return SIZE_MAX;
}

static size_t slot_add(struct taking *t, int64_t was, enum slot_kind kind, struct str name, size_t place)
{
    size_t known = slot_find(t->slots, was);
    struct slot *slot;

    if (known != SIZE_MAX) return known;
    slot = LIST_ADD(t->arena, &t->slots->list);
    if (!slot) return SIZE_MAX;
    *slot = (struct slot){ .was = was, .kind = kind, .name = name, .place = place };
    return t->slots->list.count - 1;
}

static size_t slot_of_place(struct taking *t, int64_t id)
{
    const struct case_record *r = t->record;
    const struct unit *unit;

    if (id == r->grid_id) return slot_add(t, id, SLOT_GRID, STR(""), 0);
    if (id == r->community_id) return slot_add(t, id, SLOT_COMMUNITY, STR(""), 0);
    if (id == r->street_id) return slot_add(t, id, SLOT_STREET, STR(""), 0);
    if (id == r->district_id) return slot_add(t, id, SLOT_DISTRICT, STR(""), 0);
    unit = org_unit(t->org, id);
    if (unit && unit->parent_id == r->street_id && unit->short_code.len) return slot_add(t, id, SLOT_TEAM, unit->short_code, 0);
    if (unit && unit->parent_id == r->district_id && unit->short_code.len) return slot_add(t, id, SLOT_DEPARTMENT, unit->short_code, 0);
    return slot_add(t, id, SLOT_FIXED, STR(""), 0);
}

static size_t slot_of_person(struct taking *t, int64_t id)
{
    const struct person *person = people_of(t->people, id, t->record->grid_id);
    size_t place;

    if (!person) return slot_add(t, id, SLOT_FIXED, STR(""), 0);
    place = slot_of_place(t, person->place_id);
    return place == SIZE_MAX ? place : slot_add(t, id, SLOT_PERSON, person->role, place);
}

/* ── Taking: texts ─────────────────────────────────────────────────────── */

static struct part *add_part(struct taking *t, part_list *parts, enum part_kind kind, struct str text)
{
    struct part *part = LIST_ADD(t->arena, parts);

    if (part) *part = (struct part){ .kind = kind, .text = text };
    return part;
}

enum { AREAS = 3 };

/* An area of this case. */
static const struct unit *area_at(const struct taking *t, size_t i)
{
    const int64_t ids[AREAS] = { t->record->street_id, t->record->community_id, t->record->district_id };

    return org_unit(t->org, ids[i]);
}

/* The one whose code this is. */
static size_t slot_of_code(struct taking *t, struct str run)
{
    for (size_t i = 0; i < AREAS; i++) {
        const struct unit *unit = area_at(t, i);
        if (unit && str_eq(unit->code, run)) return slot_of_place(t, unit->id);
    }
    return SIZE_MAX;
}

/* The name of one that the text begins with; its length, 0 when there is none. */
static size_t add_name(struct taking *t, part_list *parts, struct str text)
{
    for (size_t i = 0; i < AREAS; i++) {
        const struct unit *unit = area_at(t, i);
        struct part *part;
        size_t slot;
        if (!unit || !unit->name.len || !str_starts(text, unit->name)) continue;
        slot = slot_of_place(t, unit->id);
        part = slot == SIZE_MAX ? NULL : add_part(t, parts, PART_NAME, unit->name);
        if (part) part->slot = slot;
        return part ? unit->name.len : 0;
    }
    return 0;
}

/* A run of digits that means something becomes a part of its own; false when it is only text. */
static bool add_run(struct taking *t, part_list *parts, struct str run)
{
    struct part *part;
    int64_t value;
    size_t slot;

    if (run.len < RUN_MIN) return false;
    if (str_eq(run, t->record->number)) return add_part(t, parts, PART_NUMBER, run) != NULL;
    slot = slot_of_code(t, run);
    if (slot != SIZE_MAX) {
        part = add_part(t, parts, PART_CODE, run);
        if (part) part->slot = slot;
        return part != NULL;
    }
    if (num_parse_int(run, 1, INT64_MAX, &value)) return false;
    slot = slot_find(t->slots, value);
    if (slot != SIZE_MAX) {
        part = add_part(t, parts, PART_ID, run);
        if (part) part->slot = slot;
        return part != NULL;
    }
    if (run.len != TIME_DIGITS || value < t->since_ms || value > t->since_ms + SPAN_DAYS * MS_PER_DAY) return false;
    part = add_part(t, parts, PART_TIME, run);
    if (part) part->at = value;
    return part != NULL;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static void cut_text(struct taking *t, struct str text, struct part **out, size_t *count)
{
    part_list parts = { 0 };
    size_t from = 0;

    for (size_t i = 0; i < text.len;) {
        size_t end = i, before = parts.count;
        bool means = false;
        while (end < text.len && is_digit(text.at[end])) end++;
        if (i > from) (void)add_part(t, &parts, PART_TEXT, str_sub(text, from, i - from));
        if (end > i) {
            means = add_run(t, &parts, str_sub(text, i, end - i));
        } else {
            size_t len = add_name(t, &parts, str_sub(text, i, text.len - i));
            means = len > 0;
            end = i + (means ? len : 1);
        }
        if (means) from = end;
        else parts.count = before;
        i = end;
    }
    if (text.len > from) (void)add_part(t, &parts, PART_TEXT, str_sub(text, from, text.len - from));
    *out = parts.at;
    *count = parts.count;
}

/* ── Taking: the state of the process ──────────────────────────────────── */

struct look { struct taking *t; struct stencil_state *state; };

static bool find_piece(struct arena *arena, struct feel_value *value, void *arg)
{
    struct look *look = arg;
    struct str text = value->type == FEEL_STRING ? value->string : STR("");
    struct piece piece = { .at = text.at }, *kept;

    if (value->type == FEEL_NUMBER && decimal_to_int(value->number, &piece.number) && piece.number > 0) {
        piece.at = NULL;
        text = str_format(arena, "%lld", (long long)piece.number);
    }
    if (text.len < RUN_MIN) return true;
    cut_text(look->t, text, &piece.parts, &piece.part_count);
    if (piece.part_count < 2 && (!piece.part_count || piece.parts->kind == PART_TEXT)) return true;
    kept = LIST_ADD(arena, &look->state->pieces);
    if (kept) *kept = piece;
    return kept != NULL;
}

static enum err take_state(struct taking *t, struct stencil_cell *cell, struct fault *why)
{
    struct look look = { t, arena_new(t->arena, struct stencil_state) };
    const struct bpmn_rewrite only_look = { .value = find_piece, .arg = &look };
    enum err err;

    if (!look.state) return no_memory(why);
    cell->state = look.state;
    err = bpmn_state_read(t->arena, cell->plain.bytes, &look.state->state, why);
    return err || bpmn_state_rewrite(t->arena, look.state->state, &only_look) ? err : no_memory(why);
}

/* ── Taking: rows ──────────────────────────────────────────────────────── */

static struct store_arg arg_of(struct arena *arena, const struct rows *rows, size_t row, size_t column, enum store_type type)
{
    if (row_null(rows, row, column)) return (struct store_arg){ .type = type, .null = true };
    if (type == STORE_INT) return arg_int(row_int(rows, row, column));
    if (type == STORE_REAL) return arg_real(row_real(rows, row, column));
    if (type == STORE_BLOB) return arg_blob(str_dup(arena, row_str(rows, row, column)));
    return arg_text(str_dup(arena, row_str(rows, row, column)));
}

/* Ids of rows are found before texts are cut, since texts may name them. */
static void learn_row(struct taking *t, const struct load_table *table, struct stencil_row *row)
{
    for (size_t c = 0; c < row->count; c++) {
        struct stencil_cell *cell = &row->cells[c];
        int64_t value = cell->plain.type == STORE_INT && !cell->plain.null ? cell->plain.integer : 0;
        cell->kind = table->kinds[c];
        if (!value && (cell->kind == 'i' || cell->kind == 'l' || cell->kind == 'w')) cell->kind = 'p';
        if (cell->kind == 'i' && c == 0) cell->slot = slot_add(t, value, SLOT_OWN, STR(""), 0);
        if (cell->kind == 'l') cell->slot = slot_of_place(t, value);
        if (cell->kind == 'w') cell->slot = slot_of_person(t, value);
        if (cell->kind == 't' && (value <= 0 || value >= TASK_NO_DUE || value >= CLOCK_NEVER)) cell->kind = 'p';
    }
}

static enum err finish_row(struct taking *t, struct stencil_row *row, struct fault *why)
{
    enum err err = ERR_OK;

    for (size_t c = 0; !err && c < row->count; c++) {
        struct stencil_cell *cell = &row->cells[c];
        if (cell->kind == 's') cut_text(t, cell->plain.bytes, &cell->parts, &cell->part_count);
        if (cell->kind == 'b') err = take_state(t, cell, why);
        if (cell->kind != 'i') continue;
        cell->slot = slot_find(t->slots, cell->plain.integer);
        if (cell->slot == SIZE_MAX) cell->kind = 'p';   /* a timer's ref may be an activity */
    }
    return err;
}

typedef LIST(struct stencil_row) row_list;

static enum err take_table(struct db *db, struct taking *t, const struct load_table *table, row_list *list, struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, t->arena, table->read, ARGS(arg_int(t->record->id)), &rows, why);

    if (err) return err;
    assert(strlen(table->kinds) == rows.width);
    for (size_t i = 0; i < rows.count; i++) {
        struct stencil_row *row = LIST_ADD(t->arena, list);
        if (row) *row = (struct stencil_row){ table, arena_array(t->arena, struct stencil_cell, rows.width), rows.width };
        if (!row || !row->cells) return no_memory(why);
        for (size_t c = 0; c < rows.width; c++) row->cells[c].plain = arg_of(t->arena, &rows, i, c, table->read->gives[c]);
        learn_row(t, table, row);
    }
    return ERR_OK;
}

static void release_org(void *org)
{
    org_unref(org);
}

enum err stencil_take(struct db *db, struct arena *arena, struct world *world, const struct people *people, int64_t case_id,
                      int64_t now_ms, struct stencil *out, struct fault *why)
{
    struct taking t = { .arena = arena, .world = world, .people = people, .org = world_org(world),
                        .slots = arena_new(arena, struct slots), .record = &out->record };
    row_list rows = { 0 };
    enum err err;

    if (!arena_defer(arena, release_org, t.org)) org_unref(t.org);   /* texts of units are borrowed by slots */
    if (!t.slots) return no_memory(why);
    err = case_read(db, arena, case_id, &out->record, why);
    t.since_ms = err ? 0 : out->record.opened_at - MS_PER_DAY;
    for (size_t i = 0; !err && i < load_table_count(); i++) err = take_table(db, &t, load_table_at(i), &rows, why);
    if (err) return err;
    for (size_t i = 0; !err && i < rows.count; i++) err = finish_row(&t, &rows.at[i], why);
    if (err) return err;
    out->from_ms = now_ms - out->record.opened_at;
    out->until_ms = INT64_MAX;
    out->slots = t.slots;
    out->rows = rows.at;
    out->row_count = rows.count;
    return ERR_OK;
}

/* ── Copying ───────────────────────────────────────────────────────────── */

struct copying {
    const struct stencil *stencil;
    struct arena *arena;
    const struct org *org;
    const struct copy_of *as;
    const struct world_keys *keys;
    int64_t *values;                  /* beside the slots */
    int64_t shift_ms;
    struct str mac;
    struct store_arg *head;           /* of the chain, in the case row: known last */
    struct case_record *record;
};

static int64_t unit_of(const struct copying *c, int64_t area, struct str short_code)
{
    const struct unit *unit = org_unit_of(c->org, area, short_code);

    return unit ? unit->id : area;
}

static int64_t value_of(const struct copying *c, const struct people *people, const struct slot *slot)
{
    const struct place *p = &c->as->place;
    int64_t district = p->steering_id ? p->steering_id : p->district_id, person;

    switch (slot->kind) {
    case SLOT_FIXED: return slot->was;
    case SLOT_OWN: return slot->was == c->stencil->record.id ? c->as->id : id_new();
    case SLOT_GRID: return p->grid_id;
    case SLOT_DEDICATED: return p->dedicated_id;
    case SLOT_COMMUNITY: return p->community_id;
    case SLOT_STREET: return p->street_id;
    case SLOT_DISTRICT:
    case SLOT_STEERING: return district;
    case SLOT_TEAM: return unit_of(c, p->street_id, slot->name);
    case SLOT_DEPARTMENT: return unit_of(c, district, slot->name);
    case SLOT_PERSON:
        person = people_find(people, slot->name, c->values[slot->place], c->as->nth);
        return person ? person : slot->was;
    default: return slot->was;
    }
}

static struct str text_of(const struct copying *c, const struct part *parts, size_t count)
{
    struct buf text;

    buf_init(&text, c->arena, 0);
    for (size_t i = 0; i < count; i++) {
        const struct part *part = &parts[i];
        const struct unit *unit;
        int64_t at = part->at + c->shift_ms;
        switch (part->kind) {
        case PART_TEXT: buf_str(&text, part->text); break;
        case PART_ID: buf_printf(&text, "%lld", (long long)c->values[part->slot]); break;
        case PART_NUMBER: buf_str(&text, c->as->number); break;
        case PART_TIME: buf_printf(&text, "%lld", (long long)at); break;
        case PART_CODE:
        case PART_NAME:
            unit = org_unit(c->org, c->values[part->slot]);
            buf_str(&text, !unit ? part->text : part->kind == PART_CODE ? unit->code : unit->name);
            break;
        default: break;
        }
    }
    return text.len ? buf_done(&text) : STR("");
}

struct putting { const struct copying *copying; const struct stencil_state *state; };

static bool copy_piece(struct arena *arena, struct feel_value *value, void *arg)
{
    const struct putting *to = arg;
    int64_t number = 0;
    bool is_number = value->type == FEEL_NUMBER && decimal_to_int(value->number, &number);

    (void)arena;
    if (!is_number && value->type != FEEL_STRING) return true;
    for (size_t i = 0; i < to->state->pieces.count; i++) {
        const struct piece *piece = &to->state->pieces.at[i];
        struct str text;
        if (is_number ? piece->at || piece->number != number : piece->at != value->string.at) continue;
        text = text_of(to->copying, piece->parts, piece->part_count);
        if (!text.at) return false;
        if (!is_number) value->string = text;
        else if (!num_parse_int(text, 0, INT64_MAX, &number)) value->number = decimal_from_int(number);
        return true;
    }
    return true;
}

static struct str state_of(const struct copying *c, const struct stencil_cell *cell)
{
    struct putting to = { c, cell->state };
    const struct bpmn_rewrite as = { .value = copy_piece, .arg = &to, .shift_ms = c->shift_ms };
    const struct bpmn_state *state = bpmn_state_rewrite(c->arena, cell->state->state, &as);

    return state ? bpmn_state_write(c->arena, state) : STR_NONE;
}

/* The journal's columns in the order of load_store.c. */
static struct store_arg mac_of(struct copying *c, const struct store_arg *a)
{
    const struct journal_row row = {
        .id = a[0].integer, .seq = a[2].integer, .at = a[3].integer, .kind = a[4].bytes, .actor = a[5].integer,
        .unit = a[6].integer, .element = a[7].bytes, .data = a[8].bytes, .note_digest = a[9].bytes,
    };

    c->mac = journal_mac(c->arena, c->keys->journal, c->mac, a[1].integer, &row);
    *c->head = arg_text(c->mac);
    return arg_text(c->mac);
}

static struct store_arg cell_copy(struct copying *c, const struct stencil_cell *cell, struct store_arg *args, size_t column)
{
    const struct copy_of *as = c->as;

    switch (cell->kind) {
    case 'i':
    case 'l':
    case 'w': return arg_int(c->values[cell->slot]);
    case 't': return arg_int(cell->plain.integer + c->shift_ms);
    case 's': return arg_text(text_of(c, cell->parts, cell->part_count));
    case 'b': return arg_blob(state_of(c, cell));
    case 'n': return arg_text(as->number);
    case 'x': return arg_text(as->text);
    case 'a': return arg_text(as->address);
    case 'o': return arg_int(c->record->lon_e6);
    case 'y': return arg_int(c->record->lat_e6);
    case 'c': return arg_int(c->record->cell);
    case 'D': return arg_id(as->place.grid_id);
    case 'G': return arg_id(as->place.dedicated_id);
    case 'C': return arg_id(as->place.community_id);
    case 'S': return arg_id(as->place.street_id);
    case 'A': return arg_id(as->place.district_id);
    case 'E': return arg_id(as->place.steering_id);
    case 'd': return cell->plain.bytes.len ? arg_text(as->code_digest) : cell->plain;
    case 'm': return mac_of(c, args);
    case 'h': c->head = &args[column]; return cell->plain;
    default: return cell->plain;
    }
}

/* What counters and search look at, and where it stands. */
static void record_copy(struct copying *c)
{
    struct case_record *r = c->record;
    int64_t *const times[] = { &r->opened_at, &r->feedback_at, &r->closed_at, &r->due_at };

    *r = c->stencil->record;
    for (size_t i = 0; i < COUNT_OF(times); i++)
        if (*times[i] > 0 && *times[i] < CLOCK_NEVER) *times[i] += c->shift_ms;
    r->lon_e6 = (int32_t)(c->as->lon * 1e6);
    r->lat_e6 = (int32_t)(c->as->lat * 1e6);
    r->cell = rows_cell(r->lon_e6, r->lat_e6);
    r->text = c->as->text;
    r->address = c->as->address;
    r->grid_id = c->as->place.grid_id;
    r->community_id = c->as->place.community_id;
    r->street_id = c->as->place.street_id;
    r->district_id = c->as->place.district_id;
    r->steering_id = c->as->place.steering_id;
}

enum err stencil_copy(const struct stencil *stencil, struct arena *arena, struct world *world, const struct org *org,
                      const struct people *people, const struct copy_of *as, struct copied *out, struct fault *why)
{
    size_t slots = stencil->slots->list.count;
    struct copying c = { .stencil = stencil, .arena = arena, .org = org, .as = as, .keys = world_keys(world),
                         .values = arena_array(arena, int64_t, slots + 1), .mac = STR(""), .record = &out->record,
                         .shift_ms = as->opened_at - stencil->record.opened_at };

    out->rows = arena_array(arena, struct copied_row, stencil->row_count);
    out->count = stencil->row_count;
    if (!c.values || !out->rows) return no_memory(why);
    for (size_t i = 0; i < slots; i++) c.values[i] = value_of(&c, people, &stencil->slots->list.at[i]);
    record_copy(&c);
    for (size_t i = 0; i < stencil->row_count; i++) {
        const struct stencil_row *row = &stencil->rows[i];
        struct store_arg *args = arena_alloc(arena, row->count * sizeof *args);
        if (!args) return no_memory(why);
        for (size_t column = 0; column < row->count; column++) args[column] = cell_copy(&c, &row->cells[column], args, column);
        out->rows[i] = (struct copied_row){ row->table->write, args, row->count };
    }
    out->record.id = out->rows[0].args[0].integer;
    out->record.unit_id = out->rows[0].args[COLUMN_UNIT].integer;   /* of the case row, as cell_copy found it in the other area */
    return c.mac.at ? ERR_OK : no_memory(why);
}
