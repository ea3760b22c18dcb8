/*
 * locate_points.c - point to grid, one core: places a second among the city's
 * 12,410 polygons.  Writes the same polygons and points for a peer.
 *
 * usage: locate_points CONTENT POINTS SECONDS [GRIDS.tsv POINTS.tsv PEER_POINTS]
 *   GRIDS.tsv: id and GeoJSON geometry; POINTS.tsv: longitude and latitude.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/io.h"
#include "base/json.h"
#include "bench.h"
#include "geo/city.h"

static const char USAGE[] = "locate_points CONTENT POINTS SECONDS [GRIDS.tsv POINTS.tsv PEER_POINTS]";

static struct str read_text(struct arena *arena, const char *content, const char *name)
{
    struct fault why = { 0 };
    struct str text;

    if (io_read(arena, str_format(arena, "%s/nanjing/%s", content, name).at, 64u << 20, &text, &why)) {
        fprintf(stderr, "locate_points: %s\n", why.en);
        exit(1);
    }
    return text;
}

static struct geo_index *build(struct arena *arena, const char *content, struct city **city)
{
    struct city_texts texts = {
        .divisions = read_text(arena, content, "divisions.csv"), .districts = read_text(arena, content, "districts.geojson"),
        .steering = read_text(arena, content, "steering.csv"), .figures = read_text(arena, content, "figures.csv"),
        .dedicated_kinds = read_text(arena, content, "dedicated_kinds.csv"),
    };
    struct geo_entry *entries;
    struct geo_index *index;
    struct fault why = { 0 };
    enum err err = city_generate(arena, &texts, 1, city, &why);

    if (!err) err = city_entries(arena, *city, &entries, &why);
    if (!err) err = geo_index_build(arena, entries, (*city)->grid_count, &index, &why);
    if (err) {
        fprintf(stderr, "locate_points: %s\n", why.en);
        exit(1);
    }
    return index;
}

/* Around the middles of grids, as people are. */
static struct geo_point *scatter(struct arena *arena, const struct city *city, size_t count)
{
    struct geo_point *points = arena_array(arena, struct geo_point, count);
    uint64_t seed = 88172645463325252u;

    for (size_t i = 0; points && i < count; i++) {
        struct geo_point p = city->grids[bench_random(&seed) % city->comprehensive_count].centre;
        points[i] = (struct geo_point){ p.lon + (int32_t)(bench_random(&seed) % 8000) - 4000, p.lat + (int32_t)(bench_random(&seed) % 8000) - 4000 };
    }
    return points;
}

static void write_grids(const struct city *city, const char *path)
{
    FILE *file = fopen(path, "w");

    for (size_t i = 0; file && i < city->grid_count; i++) {
        struct arena *arena = arena_open(16u << 20);
        struct json_out out;
        struct buf buf;
        buf_init(&buf, arena, 0);
        json_begin(&out, &buf);
        geo_shape_write(&out, NULL, &city->grids[i].shape);
        fprintf(file, "%zu\t%.*s\n", i, STR_ARG(buf_done(&buf)));
        arena_close(arena);
    }
    if (!file || fclose(file)) exit(1);
}

static void write_points(const struct geo_point *points, size_t count, const char *path)
{
    FILE *file = fopen(path, "w");

    for (size_t i = 0; file && i < count; i++) fprintf(file, "%.6f\t%.6f\n", geo_degrees(points[i].lon), geo_degrees(points[i].lat));
    if (!file || fclose(file)) exit(1);
}

int main(int argc, char **argv)
{
    size_t count = (size_t)bench_number(argc, argv, 2, USAGE), found = 0, done = 0;
    long seconds = bench_number(argc, argv, 3, USAGE);
    struct arena *arena = arena_open((size_t)2 << 30);
    struct city *city;
    double started = bench_now();
    struct geo_index *index = build(arena, argv[1], &city);
    struct geo_point *points = scatter(arena, city, count);

    if (!points) return 1;
    bench_line("city_built", bench_now() - started, "s");
    if (argc > 6) {
        write_grids(city, argv[4]);
        write_points(points, (size_t)bench_number(argc, argv, 6, USAGE), argv[5]);
    }
    started = bench_now();
    while (bench_now() - started < (double)seconds) {
        for (size_t i = 0; i < count; i++) found += geo_locate(index, points[i]).comprehensive != GEO_NONE;
        done += count;
    }
    bench_line("locate", (double)done / (bench_now() - started), "points/s");
    bench_line("locate_inside", 100.0 * (double)found / (double)done, "percent");
    arena_close(arena);
    return 0;
}
