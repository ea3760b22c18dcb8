/*
 * photo.c - pictures from strangers, through three decoders only.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "file/photo.h"

#include <vips/vips.h>

/* The library warns about every broken line of a broken picture; we say it once, as a fault. */
static void keep_quiet(const gchar *domain, GLogLevelFlags level, const gchar *message, gpointer unused)
{
    (void)domain, (void)level, (void)message, (void)unused;
}

enum err photo_start(struct fault *why)
{
    if (vips_init("shao")) return fault_set(why, ERR_INTERNAL, "图像库无法启动", "the picture library does not start");
    g_log_set_handler("VIPS", G_LOG_LEVEL_WARNING | G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_INFO | G_LOG_LEVEL_DEBUG, keep_quiet, NULL);
    /* every other loader (PDF, SVG, ImageMagick …) stays shut whatever the bytes claim to be */
    vips_operation_block_set("VipsForeignLoad", TRUE);
    vips_operation_block_set("VipsForeignLoadJpeg", FALSE);
    vips_operation_block_set("VipsForeignLoadPng", FALSE);
    vips_operation_block_set("VipsForeignLoadWebp", FALSE);
    vips_concurrency_set(1);   /* uploads run side by side already */
    vips_cache_set_max(0);
    return ERR_OK;
}

static enum err broken(struct fault *why)
{
    vips_error_clear();
    return fault_set(why, ERR_INVALID, "图片已损坏或不完整，请重新拍摄或选择", "the picture is broken or cut off: take or choose it again");
}

enum err photo_measure(struct str bytes, int *width, int *height, struct fault *why)
{
    VipsImage *image = vips_image_new_from_buffer(bytes.at, bytes.len, "", NULL);
    int64_t w, h;

    if (!image) return broken(why);
    w = vips_image_get_width(image);
    h = vips_image_get_height(image);
    g_object_unref(image);
    if (w < 1 || h < 1) return broken(why);
    if (w * h > FILE_PHOTO_PIXELS_MAX)
        return fault_set(why, ERR_TOO_LARGE, "图片像素过多（最多 %d 万像素）", "the picture has too many pixels (at most %d x 10,000)",
                         FILE_PHOTO_PIXELS_MAX / 10000);
    *width = (int)w;
    *height = (int)h;
    return ERR_OK;
}

/* White where the picture is transparent. */
static VipsImage *flatten(VipsImage *image)
{
    VipsArrayDouble *white;
    VipsImage *flat = NULL;

    if (!vips_image_hasalpha(image)) return image;
    white = vips_array_double_newv(1, 255.0);
    if (vips_flatten(image, &flat, "background", white, NULL)) flat = NULL;
    vips_area_unref(VIPS_AREA(white));
    g_object_unref(image);
    return flat;
}

enum err photo_render(struct str bytes, int side, int quality, struct photo_bytes *out, struct fault *why)
{
    /* vips_thumbnail_buffer would not pass fail_on to the decoder (8.14), so decode and shrink are two steps */
    VipsImage *raw = vips_image_new_from_buffer(bytes.at, bytes.len, "", "access", VIPS_ACCESS_SEQUENTIAL, "fail_on",
                                                VIPS_FAIL_ON_ERROR, NULL);
    VipsImage *image = NULL;
    void *jpeg = NULL;
    size_t size = 0;
    int failed;

    if (!raw) return broken(why);
    failed = vips_thumbnail_image(raw, &image, side, "height", side, "size", VIPS_SIZE_DOWN, "export_profile", "srgb", NULL);
    g_object_unref(raw);
    if (failed || !(image = flatten(image))) return broken(why);
    out->width = vips_image_get_width(image);
    out->height = vips_image_get_height(image);
    failed = vips_jpegsave_buffer(image, &jpeg, &size, "Q", quality, "strip", TRUE, NULL);
    g_object_unref(image);
    if (failed) return broken(why);
    out->bytes = (struct str){ jpeg, size };
    return ERR_OK;
}

void photo_free(struct photo_bytes *photo)
{
    g_free((void *)photo->bytes.at);
    photo->bytes = STR_NONE;
}
