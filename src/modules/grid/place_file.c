/*
 * place_file.c - places as files: CSV in, tried first and told row by row; CSV and GeoJSON out.
 *
 * In: a header row, in any order, in Chinese or in the words of the API.  What
 * cannot be taken is told with its line and reason, the rest is written a few
 * hundred rows a job, so nobody waits long for the writer; a code that is there
 * already is refused, so the same file again does nothing twice.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/id.h"
#include "base/num.h"
#include "base/table.h"
#include "modules/grid/grid_plan_view.h"
#include "modules/grid/place.h"

static STAFF_SHAPE(REJECTED_SHAPE, "PlaceRejected", { "line", JSON_INT }, { "code", JSON_TEXT }, { "field", JSON_TEXT }, { "zh", JSON_TEXT }, { "en", JSON_TEXT });
STAFF_SHAPE(PLACE_IMPORT_SHAPE, "PlaceImport", { "dry_run", JSON_BOOL }, { "read", JSON_INT }, { "accepted", JSON_INT }, { "rejected", JSON_INT }, { "unowned", JSON_INT },
            { "rows", JSON_LIST, false, &REJECTED_SHAPE });

/* The columns in the order they are written; attributes are JSON. */
static const struct column { const char *name, *zh; } COLUMNS[] = {
    { "code", "编码" }, { "class", "小类" }, { "name", "名称" }, { "address", "地址" }, { "lon", "经度" }, { "lat", "纬度" }, { "owner", "权属单位" }, { "maintainer", "养护单位" },
    { "state", "状态" }, { "from", "启用日期" }, { "until", "截止日期" }, { "source", "来源" }, { "attributes", "属性" },
};

/* ── In ────────────────────────────────────────────────────────────────── */

enum { BATCH = 500 };
struct rejected { size_t line; struct str code; struct fault why; };
struct import {
    struct call *call;
    struct csv csv, classes;
    size_t columns[COUNT_OF(COLUMNS)];    /* of the file; csv.columns: none */
    struct table codes;
    struct place_record *places;
    size_t *lines, count, rejected, unowned, shown;
    struct rejected *rows;
};

static void find_columns(struct import *in)
{
    for (size_t c = 0; c < COUNT_OF(COLUMNS); c++) {
        in->columns[c] = in->csv.columns;
        for (size_t i = 0; i < in->csv.columns && in->columns[c] == in->csv.columns; i++) {
            struct str header = str_trim(in->csv.header[i]);
            if (str_is(header, COLUMNS[c].name) || str_is(header, COLUMNS[c].zh)) in->columns[c] = i;
        }
    }
}

/* A cell a spreadsheet was kept from reckoning with is itself again. */
static struct str cell(const struct import *in, size_t row, const char *name)
{
    for (size_t c = 0; c < COUNT_OF(COLUMNS); c++) {
        struct str text;
        if (!str_is(str_from_c(COLUMNS[c].name), name)) continue;
        if (in->columns[c] == in->csv.columns) return STR_NONE;
        text = str_trim(in->csv.cells[row * in->csv.columns + in->columns[c]]);
        return text.len > 1 && text.at[0] == '\'' ? (struct str){ text.at + 1, text.len - 1 } : text;
    }
    return STR_NONE;
}

static enum err read_row(struct import *in, size_t row, struct place_record *place, struct fault *why)
{
    struct call *call = in->call;
    struct str attributes = cell(in, row, "attributes"), code = cell(in, row, "code"), lon = cell(in, row, "lon"), lat = cell(in, row, "lat");
    struct place_said said = { .class = cell(in, row, "class"), .code = code, .name = cell(in, row, "name"), .address = cell(in, row, "address"), .owner = cell(in, row, "owner"),
                               .maintainer = cell(in, row, "maintainer"), .state = cell(in, row, "state"), .from = cell(in, row, "from"), .until = cell(in, row, "until"),
                               .source = cell(in, row, "source"), .has_point = true };
    struct json_t *tree = NULL;
    struct place_record other;
    enum err err;

    *place = (struct place_record){ .id = id_new() };
    if (num_parse_double(lon, -180, 180, &said.lon)) return fault_field(why, STR("lon"), fault_set(why, ERR_INVALID, "经度不是数", "the longitude is no number"));
    if (num_parse_double(lat, -90, 90, &said.lat)) return fault_field(why, STR("lat"), fault_set(why, ERR_INVALID, "纬度不是数", "the latitude is no number"));
    if (attributes.len) {
        err = json_parse(call->arena, attributes, &tree, why);
        if (err || json_type_of(tree) != JSON_OBJECT) return fault_field(why, STR("attributes"), fault_set(why, ERR_INVALID, "属性应为 JSON 对象", "the attributes are a JSON object"));
        said.attributes = tree;
    }
    err = place_take(call, &in->classes, &said, place, why);
    if (err) return err;
    if (table_get(&in->codes, place->code)) return fault_field(why, STR("code"), fault_set(why, ERR_CONFLICT, "文件里编码重复", "the code stands in the file twice"));
    err = place_read_code(call->db, call->arena, place->code, &other, NULL);
    if (!err) return fault_field(why, STR("code"), fault_set(why, ERR_CONFLICT, "编码已经登记过", "the code is registered already"));
    if (err != ERR_NOT_FOUND) return fault_set(why, err, "读取失败", "it could not be read");
    return table_put(&in->codes, place->code, in) ? staff_no_memory(why) : ERR_OK;
}

static void reject(struct import *in, size_t line, struct str code, const struct fault *why)
{
    if (in->rejected++ < in->shown) in->rows[in->rejected - 1] = (struct rejected){ line, code, *why };
}

static enum err read_rows(struct import *in, struct fault *why)
{
    for (size_t row = 0; row < in->csv.rows; row++) {
        struct fault reason = { 0 };
        struct place_record place;
        enum err err = read_row(in, row, &place, &reason);

        if (err == ERR_NO_MEMORY || err == ERR_STORE || err == ERR_INTERNAL) {
            if (why) *why = reason;
            return err;
        }
        if (err) {
            reject(in, row + 2, cell(in, row, "code"), &reason);
            continue;
        }
        in->lines[in->count] = row + 2;
        in->places[in->count++] = place;
        in->unowned += !place_called(&place);
    }
    return ERR_OK;
}

/* One job: rows whose code somebody else took meanwhile are left out. */
struct batch { const struct import *in; size_t from, to; bool taken[BATCH]; };

static enum err batch_apply(struct db *db, struct store_job *job, struct fault *why)
{
    struct batch *b = job->arg;
    enum err err = ERR_OK;

    for (size_t i = b->from; !err && i < b->to; i++) {
        struct place_record other;
        err = place_read_code(db, store_scratch(db), b->in->places[i].code, &other, NULL);
        b->taken[i - b->from] = !err;
        if (err == ERR_NOT_FOUND) err = place_insert(db, &b->in->places[i], why);
    }
    return err ? err : staff_audit(db, b->in->call, "place.import", b->in->places[b->from].street_id, STR(""), why);
}

static enum err write_rows(struct import *in, struct fault *why)
{
    size_t accepted = in->count;

    for (size_t from = 0; from < in->count; from += BATCH) {
        struct batch b = { .in = in, .from = from, .to = from + BATCH < in->count ? from + BATCH : in->count };
        enum err err = store_transact(app_of(in->call)->store, in->places[from].id, batch_apply, &b, why);
        if (err) return err;
        for (size_t i = b.from; i < b.to; i++) {
            struct fault taken = { 0 };
            if (!b.taken[i - b.from]) continue;
            (void)fault_set(&taken, ERR_CONFLICT, "编码已经登记过", "the code is registered already");
            reject(in, in->lines[i], in->places[i].code, &taken);
            accepted--;
        }
    }
    in->count = accepted;
    return ERR_OK;
}

static void write_report(const struct import *in, bool dry_run)
{
    struct json_out *out = &in->call->out;

    json_bool(out, "dry_run", dry_run);
    json_int(out, "read", (int64_t)in->csv.rows);
    json_int(out, "accepted", (int64_t)in->count);
    json_int(out, "rejected", (int64_t)in->rejected);
    json_int(out, "unowned", (int64_t)in->unowned);
    json_list(out, "rows");
    for (size_t i = 0; i < in->rejected && i < in->shown; i++) {
        json_object(out, NULL);
        json_int(out, "line", (int64_t)in->rows[i].line);
        json_str(out, "code", in->rows[i].code.at ? in->rows[i].code : STR(""));
        json_str(out, "field", str_from_c(in->rows[i].why.field));
        json_text(out, "zh", in->rows[i].why.zh);
        json_text(out, "en", in->rows[i].why.en);
        json_close(out);
    }
    json_close(out);
}

static enum err import_begin(struct import *in, struct fault *why)
{
    struct call *call = in->call;
    int64_t most = org_setting(call->org, "place.import_rows", 20000);
    struct str text = json_get_str(call->body, "csv");
    enum err err;

    if (str_starts(text, STR("\xEF\xBB\xBF"))) text = (struct str){ text.at + 3, text.len - 3 };
    err = fault_field(why, STR("csv"), csv_parse(call->arena, text, &in->csv, why));
    if (!err) err = place_classes(app_of(call)->world, call->arena, &in->classes, why);
    if (err) return err;
    if (in->csv.rows > (size_t)most)
        return fault_field(why, STR("csv"), fault_set(why, ERR_TOO_LARGE, "一次至多导入 %lld 行，请分批", "at most %lld rows at a time; split the file", (long long)most));
    find_columns(in);
    in->shown = (size_t)org_setting(call->org, "place.import_shown", 500);
    table_init(&in->codes, call->arena);
    in->places = arena_array(call->arena, struct place_record, in->csv.rows + 1);
    in->lines = arena_array(call->arena, size_t, in->csv.rows + 1);
    in->rows = arena_array(call->arena, struct rejected, in->shown + 1);
    return in->places && in->lines && in->rows ? ERR_OK : staff_no_memory(why);
}

/* POST /api/places/import: 413 too many rows, 400 no table. */
enum err places_import(struct call *call, struct fault *why)
{
    bool dry_run = json_get_bool(call->body, "dry_run", true);
    struct import in = { .call = call };
    enum err err = import_begin(&in, why);

    if (!err) err = read_rows(&in, why);
    if (!err && !dry_run) err = write_rows(&in, why);
    if (!err) write_report(&in, dry_run);
    return err;
}

/* ── Out ───────────────────────────────────────────────────────────────── */

struct file { struct call *call; struct buf buf; struct json_out out; int64_t rows, most; struct csv classes; };

static enum err count_row(struct file *f, struct fault *why)
{
    return f->rows++ < f->most ? ERR_OK : fault_set(why, ERR_TOO_LARGE, "超过 %lld 行，请按街道或小类分批导出", "more than %lld rows; export a street or a class at a time", (long long)f->most);
}

static struct str unit_code(const struct call *call, int64_t id)
{
    const struct unit *unit = org_unit(call->org, id);

    return unit ? unit->code : STR("");
}

static struct str day_text(struct arena *arena, struct day day)
{
    char text[16];

    if (day.since_epoch == PLACE_OPEN) return STR("");
    day_print(day, text);
    return str_dup(arena, str_from_c(text));
}

static enum err csv_row(const struct place_record *p, void *arg, struct fault *why)
{
    struct file *f = arg;
    struct arena *a = f->call->arena;
    const struct str cells[COUNT_OF(COLUMNS)] = {
        p->code, p->class, p->name, p->address, str_format(a, "%.6f", p->lon_e6 / 1e6), str_format(a, "%.6f", p->lat_e6 / 1e6), unit_code(f->call, p->owner_id),
        unit_code(f->call, p->maintainer_id), str_from_c(place_state_name(p->state)), day_text(a, p->from), day_text(a, p->until), p->source, p->attributes,
    };
    enum err err = count_row(f, why);

    for (size_t i = 0; !err && i < COUNT_OF(cells); i++) csv_cell(&f->buf, cells[i].at ? cells[i] : STR(""), i + 1 == COUNT_OF(cells));
    return err;
}

static enum err feature_row(const struct place_record *p, void *arg, struct fault *why)
{
    struct file *f = arg;
    struct json_out *out = &f->out;
    size_t row;
    enum err err = count_row(f, why);

    if (err) return err;
    json_object(out, NULL);
    json_text(out, "type", "Feature");
    json_object(out, "geometry");
    json_text(out, "type", "Point");
    json_list(out, "coordinates");
    json_double(out, NULL, p->lon_e6 / 1e6, 6);
    json_double(out, NULL, p->lat_e6 / 1e6, 6);
    json_close(out);
    json_close(out);
    json_object(out, "properties");
    json_str(out, "code", p->code);
    json_str(out, "kind", p->kind);
    json_str(out, "class", p->class);
    json_str(out, "class_name", place_class_row(&f->classes, p->class, &row) ? csv_get(&f->classes, row, "zh") : p->class);
    json_str(out, "name", p->name);
    json_str(out, "owner", unit_code(f->call, p->owner_id));
    json_str(out, "maintainer", unit_code(f->call, p->maintainer_id));
    json_text(out, "state", place_state_name(p->state));
    json_close(out);
    json_close(out);
    return ERR_OK;
}

static enum err file_begin(struct call *call, struct file *f, struct place_ask *ask, struct fault *why)
{
    struct arena *arena;
    enum err err = place_asked(call, ask, why);

    if (!err) err = plan_arena(call, &arena, why);
    if (!err) err = place_classes(app_of(call)->world, call->arena, &f->classes, why);
    if (err) return err;
    f->call = call;
    f->most = org_setting(call->org, "place.export_rows", 100000);
    ask->limit = f->most + 1;
    buf_init(&f->buf, arena, 0);
    return ERR_OK;
}

/* GET /api/places/csv: 413 more rows than setting place.export_rows. */
enum err places_csv(struct call *call, struct fault *why)
{
    struct file f = { 0 };
    struct place_ask ask;
    enum err err = file_begin(call, &f, &ask, why);

    if (err) return err;
    for (size_t i = 0; i < COUNT_OF(COLUMNS); i++) csv_cell(&f.buf, str_from_c(COLUMNS[i].name), i + 1 == COUNT_OF(COLUMNS));
    err = places_each(call->db, call->arena, &ask, csv_row, &f, why);
    if (err) return err;
    call->raw = buf_done(&f.buf);
    call->raw_type = "text/csv; charset=utf-8";
    return call->raw.at ? ERR_OK : staff_no_memory(why);
}

/* GET /api/places/geojson: the same. */
enum err places_geojson(struct call *call, struct fault *why)
{
    struct file f = { 0 };
    struct place_ask ask;
    enum err err = file_begin(call, &f, &ask, why);

    if (err) return err;
    json_begin(&f.out, &f.buf);
    json_object(&f.out, NULL);
    json_text(&f.out, "type", "FeatureCollection");
    json_list(&f.out, "features");
    err = places_each(call->db, call->arena, &ask, feature_row, &f, why);
    json_close(&f.out);
    json_close(&f.out);
    if (err) return err;
    if (!json_done(&f.out)) return staff_no_memory(why);
    call->raw = buf_done(&f.buf);
    call->raw_type = "application/geo+json";
    return ERR_OK;
}
