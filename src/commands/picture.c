/*
 * picture.c - synthetic photographs.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "commands/picture.h"

#include <vips/vips.h>

enum { WIDTH = 320, HEIGHT = 240, BANDS = 3, HORIZON = 120, KERB = 160, HOUSES = 6, THINGS = 5 };

struct colour { unsigned char at[BANDS]; };
struct canvas { unsigned char *pixels; struct chance *chance; };

enum err picture_start(struct fault *why)
{
    if (VIPS_INIT("shao")) return fault_set(why, ERR_INTERNAL, "图像库无法启动", "the picture library did not start");
    vips_concurrency_set(1);
    return ERR_OK;
}

static int below(struct canvas *c, int n)
{
    return (int)chance_below(c->chance, (size_t)n);
}

/* Any colour between `dark` and `dark` + `span`, or a grey. */
static struct colour mixed(struct canvas *c, int dark, int span, bool grey)
{
    struct colour colour;

    for (int band = 0; band < BANDS; band++) colour.at[band] = grey && band ? colour.at[0] : (unsigned char)(dark + below(c, span));
    return colour;
}

static void fill(struct canvas *c, int x, int y, int width, int height, struct colour colour)
{
    for (int v = y < 0 ? 0 : y; v < y + height && v < HEIGHT; v++)
        for (int u = x < 0 ? 0 : x; u < x + width && u < WIDTH; u++)
            for (int band = 0; band < BANDS; band++) c->pixels[(v * WIDTH + u) * BANDS + band] = (unsigned char)(colour.at[band] - (u * 7 + v * 13) % 8);
}

static void house(struct canvas *c, int x, int width)
{
    int top = 20 + below(c, 60);
    struct colour window = mixed(c, 60, 40, true);

    fill(c, x, top, width, KERB - top, mixed(c, 120, 80, false));
    for (int v = top + 10; v < HORIZON; v += 24)
        for (int u = x + 8; u + 12 < x + width; u += 22) fill(c, u, v, 11, 13, window);
    fill(c, x + 4, HORIZON + 8, width - 8, KERB - HORIZON - 8, mixed(c, 50, 60, false));   /* a shop front */
}

/* A street: sky, houses with shops, pavement and road, and what stands or lies about. */
static unsigned char *paint(struct arena *arena, struct chance *chance)
{
    struct canvas c = { arena_alloc(arena, (size_t)WIDTH * HEIGHT * BANDS), chance };

    if (!c.pixels) return NULL;
    fill(&c, 0, 0, WIDTH, HORIZON, (struct colour){ { 176, 200, 224 } });
    for (int i = 0; i < HOUSES; i++) house(&c, i * WIDTH / HOUSES, WIDTH / HOUSES + 1);
    fill(&c, 0, KERB, WIDTH, 34, mixed(&c, 150, 30, true));
    fill(&c, 0, KERB + 34, WIDTH, HEIGHT - KERB - 34, mixed(&c, 70, 24, true));
    for (int u = below(&c, 40); u < WIDTH; u += 56) fill(&c, u, KERB + 56, 26, 4, (struct colour){ { 226, 226, 214 } });
    for (int i = below(&c, THINGS); i < THINGS; i++) {
        int width = 10 + below(&c, 40), height = 8 + below(&c, 26);
        fill(&c, below(&c, WIDTH), KERB + 30 - height + below(&c, 12), width, height, mixed(&c, 40, 180, false));
    }
    return c.pixels;
}

enum err picture_jpeg(struct arena *arena, struct chance *chance, struct str *out, struct fault *why)
{
    unsigned char *pixels = paint(arena, chance);
    VipsImage *image;
    void *jpeg = NULL;
    size_t size = 0;
    char *copy;

    if (!pixels) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    image = vips_image_new_from_memory(pixels, (size_t)WIDTH * HEIGHT * BANDS, WIDTH, HEIGHT, BANDS, VIPS_FORMAT_UCHAR);
    if (!image || vips_jpegsave_buffer(image, &jpeg, &size, "Q", 70, NULL)) {
        if (image) g_object_unref(image);
        return fault_set(why, ERR_INTERNAL, "无法生成照片", "a picture could not be made");
    }
    g_object_unref(image);
    copy = arena_copy(arena, jpeg, size);
    g_free(jpeg);
    if (!copy) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *out = (struct str){ copy, size };
    return ERR_OK;
}
