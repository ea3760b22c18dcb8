/*
 * picture.c - synthetic photographs.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "commands/picture.h"

#include <vips/vips.h>

enum { WIDTH = 320, HEIGHT = 240, BLOCK = 40, BANDS = 3 };

enum err picture_start(struct fault *why)
{
    if (VIPS_INIT("shao")) return fault_set(why, ERR_INTERNAL, "图像库无法启动", "the picture library did not start");
    vips_concurrency_set(1);
    return ERR_OK;
}

static unsigned char *paint(struct arena *arena, struct chance *chance)
{
    unsigned char *pixels = arena_alloc(arena, (size_t)WIDTH * HEIGHT * BANDS);
    unsigned char colours[HEIGHT / BLOCK][WIDTH / BLOCK][BANDS];

    if (!pixels) return NULL;
    for (size_t i = 0; i < sizeof colours; i++) ((unsigned char *)colours)[i] = (unsigned char)(64 + chance_below(chance, 128));
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            for (int band = 0; band < BANDS; band++)
                pixels[(y * WIDTH + x) * BANDS + band] = (unsigned char)(colours[y / BLOCK][x / BLOCK][band] + (x + y) % 16);
    return pixels;
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
