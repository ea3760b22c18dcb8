/*
 * page_handlers.c - the report page as plain HTML: it works without script.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/places.h"
#include "modules/command/command.h"
#include "modules/command/page_look.h"
#include "modules/command/public.h"

static enum err type_rows(struct call *call, struct str chosen, struct page_list *out, struct fault *why)
{
    enum { WIDTH = 6 };
    bool english = page_english(call);
    struct world *world = app_of(call)->world;
    size_t count = world_item_count(world);
    struct page_value *cells = arena_array(call->arena, struct page_value, count * WIDTH + 1);

    if (!cells) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < count; i++) {
        const struct item *item = world_item_at(world, i);
        cells[i * WIDTH] = (struct page_value){ "code", item->code };
        cells[i * WIDTH + 1] = (struct page_value){ "name", english ? item->name_en : item->name };
        cells[i * WIDTH + 2] = (struct page_value){ "hint", english ? item->hint_en : item->hint };
        cells[i * WIDTH + 3] = (struct page_value){ "selected", str_eq(item->code, chosen) ? STR("selected") : STR("") };
        cells[i * WIDTH + 4] = (struct page_value){ "zh", item->name };   /* for the script, which changes language in place */
        cells[i * WIDTH + 5] = (struct page_value){ "en", item->name_en };
    }
    *out = (struct page_list){ "types", cells, count, WIDTH };
    return ERR_OK;
}

static enum err street_rows(struct call *call, struct str chosen, struct page_list *out, struct fault *why)
{
    enum { WIDTH = 3, STREETS_MAX = 400 };
    struct page_value *cells = arena_array(call->arena, struct page_value, STREETS_MAX * WIDTH);
    size_t count = 0;

    if (!cells) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < org_unit_count(call->org) && count < STREETS_MAX; i++) {
        const struct unit *street = org_unit_at(call->org, i), *district;
        if (street->kind != UNIT_STREET) continue;
        district = org_unit(call->org, street->district_id);
        cells[count * WIDTH] = (struct page_value){ "code", street->code };
        cells[count * WIDTH + 1] = (struct page_value){
            "name", str_format(call->arena, "%.*s %.*s", STR_ARG(district ? district->name : STR("")), STR_ARG(street->name)) };
        cells[count * WIDTH + 2] = (struct page_value){ "selected", str_eq(street->code, chosen) ? STR("selected") : STR("") };
        count++;
    }
    *out = (struct page_list){ "streets", cells, count, WIDTH };
    return ERR_OK;
}

/* The component of a code, as a resident may see it: of a class that can be reported, in use.  `words` is empty when there is none. */
struct about { struct str words, type, lon, lat; };

static enum err read_about(struct call *call, struct str code, struct about *out, struct fault *why)
{
    struct place_record place;
    struct csv classes;
    size_t row;
    enum err err;

    *out = (struct about){ 0 };
    if (!code.len) return ERR_OK;
    err = place_read_code(call->db, call->arena, code, &place, why);
    if (err == ERR_NOT_FOUND) return ERR_OK;
    if (!err) err = place_classes(app_of(call)->world, call->arena, &classes, why);
    if (err || !place_serves(&place, day_of_ms(call->now_ms)) || !place_class_row(&classes, place.class, &row)) return err;
    out->type = csv_get(&classes, row, "type");
    if (!out->type.len) return ERR_OK;
    out->words = str_format(call->arena, "%.*s %.*s", STR_ARG(csv_get(&classes, row, page_english(call) ? "en" : "zh")), STR_ARG(code));
    out->lon = str_format(call->arena, "%.6f", (double)place.lon_e6 / 1e6);
    out->lat = str_format(call->arena, "%.6f", (double)place.lat_e6 / 1e6);
    return out->words.at && out->lon.at && out->lat.at ? ERR_OK : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

/* The empty form, for a component when its code is asked for; or what was `typed`, with what was wrong. */
static enum err show_report(struct call *call, const struct json_t *typed, struct str message, struct fault *why)
{
    struct str code = str_trim(json_get_str(typed ? typed : call->query, "place"));
    const struct pages *pages = app_of(call)->pages;
    struct page_list lists[2];
    struct about about;
    enum err err = page_ready(call, why);

    if (!err) err = read_about(call, code, &about, why);
    if (!err) err = type_rows(call, typed ? json_get_str(typed, "type") : about.type, &lists[0], why);
    if (!err) err = street_rows(call, json_get_str(typed, "street"), &lists[1], why);
    if (err) return err;
    if (code.len && !about.words.len && !message.len)
        message = page_english(call) ? STR("There is no component with this code; please tell us where it is.") : STR("没有这个编码的部件，请说明在哪里。");
    const struct page_value values[] = {
        { "message", message },
        { "text", json_get_str(typed, "text") }, { "address", json_get_str(typed, "address") }, { "contact", json_get_str(typed, "contact") },
        { "lon", typed ? json_get_str(typed, "lon") : about.lon }, { "lat", typed ? json_get_str(typed, "lat") : about.lat },
        { "about", about.words.len ? code : STR("") }, { "about_words", about.words }, { "about_hidden", about.words.len ? STR("") : STR("hidden") },
        { "about_look", about.words.len ? str_format(call->arena, "&place=%.*s", STR_ARG(code)) : STR("") },
    };
    return page_send(call, page_english(call) ? pages->report_en : pages->report_zh, values, COUNT_OF(values), lists, 2, why);
}

enum err page_report(struct call *call, struct fault *why)
{
    return show_report(call, NULL, STR(""), why);
}

/* Without a device's position the street's middle stands for the place. */
static enum err form_place(struct call *call, struct case_draft *draft, struct fault *why)
{
    struct str lon = json_get_str(call->body, "lon"), lat = json_get_str(call->body, "lat"), code = json_get_str(call->body, "street");
    const struct unit *street = org_unit_by_code(call->org, code);
    const struct grids *grids = world_grids(app_of(call)->world);

    if (lon.len && lat.len) {
        if (num_parse_double(lon, -180, 180, &draft->lon) || num_parse_double(lat, -90, 90, &draft->lat))
            return fault_set(why, ERR_INVALID, "位置坐标不对", "the coordinates are not valid");
        return ERR_OK;
    }
    if (!street || street->kind != UNIT_STREET)
        return fault_set(why, ERR_INVALID, "请选择在哪个街道，或允许定位", "choose the street, or let the device tell the place");
    for (size_t i = 0; i < grids_count(grids); i++) {
        const struct grid_row *grid = grids_at(grids, i);
        if (grid->layer != GEO_COMPREHENSIVE || !org_within(call->org, grid->community_id, street->id)) continue;
        draft->lon = (double)grid->lon_e6 / 1e6;
        draft->lat = (double)grid->lat_e6 / 1e6;
        return ERR_OK;
    }
    return fault_set(why, ERR_UNPROCESSABLE, "这个街道没有网格", "this street has no grids");
}

/* Tokens of photos the script uploaded, separated by commas, as a JSON list. */
static enum err token_list(struct call *call, const struct json_t **out, struct fault *why)
{
    struct str rest = json_get_str(call->body, "photos"), piece;
    struct json_t *list;
    struct json_out json;
    struct buf buf;
    enum err err;

    buf_init(&buf, call->arena, 8192);
    json_begin(&json, &buf);
    json_list(&json, NULL);
    while (rest.len && str_split(&rest, ',', &piece))
        if (piece.len) json_str(&json, NULL, piece);
    json_close(&json);
    err = json_parse(call->arena, buf_done(&buf), &list, why);
    if (!err) *out = list;
    return err;
}

static enum err plan_form(struct call *call, struct work *work, struct fault *why)
{
    const struct case_actor resident = { 0 };
    const struct json_t *tokens = NULL;
    struct case_draft *d = &work->draft;
    enum err err;

    *d = (struct case_draft){
        .text = json_get_str(call->body, "text"), .address = json_get_str(call->body, "address"), .item = json_get_str(call->body, "type"),
        .source = STR("resident"), .channel = STR("web"), .is_public = true, .place = json_get_str(call->body, "place"),
    };
    if (!str_trim(d->text).len) return fault_set(why, ERR_INVALID, "请说说发生了什么", "please say what happened");
    public_contact(d, json_get_str(call->body, "contact"));
    err = form_place(call, d, why);
    if (!err) err = token_list(call, &tokens, why);
    if (!err && json_count(tokens)) err = work_photos(call, work, tokens, "before", &d->photos, &d->photo_count, why);
    else if (!err) err = form_photos(call, work, &d->photos, &d->photo_count, why);
    if (!err) err = case_plan_open(app_of(call)->world, call->db, call->arena, d, &resident, call->now_ms, &work->plan, why);
    return err;
}

enum err page_report_prepare(struct call *call, struct fault *why)
{
    struct work *work = arena_new(call->arena, struct work);
    struct fault refused = { 0 };
    enum err err;

    if (!work) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    call->work = work;
    err = plan_form(call, work, &refused);
    return page_planned(call, work, err, &refused, why);
}

enum err page_report_reply(struct call *call, struct fault *why)
{
    struct work *work = call->work;

    if (!work->plan) {
        call->status = work->refusal_status;
        return show_report(call, call->body, work->refusal, why);
    }
    call->location = page_progress_address(call, case_plan_record(work->plan)->number, case_plan_code(work->plan), "");
    return ERR_OK;
}
