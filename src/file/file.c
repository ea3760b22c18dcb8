/*
 * file.c - the folder of files: put, read, open, remove.
 *
 * A digest "abcd…" lies in FOLDER/ab/cd….  The 256 parts are made when the
 * store opens, so that storing a file never has to make a folder durable.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "file/file.h"

#include "base/crypto.h"
#include "base/io.h"
#include "file/photo.h"

#include <errno.h>
#include <fcntl.h>
#include <magic.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SIZE = 4096, SHOWN_QUALITY = 85, THUMB_QUALITY = 75 };

struct file_store {
    struct arena *arena;
    const char *folder;
    pthread_mutex_t magic_lock;   /* libmagic keeps state in its handle */
    magic_t magic;
};

static enum err sync_folder(const char *folder, struct fault *why)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;

    if (fd >= 0) close(fd);
    return ok ? ERR_OK : fault_set(why, ERR_INTERNAL, "无法写入文件夹 %s", "cannot write to folder %s", folder);
}

static enum err make_parts(const char *folder, struct fault *why)
{
    char path[PATH_SIZE];
    struct stat st;
    bool made = false;
    enum err err = io_mkdirs(folder, why);

    for (int part = 0; part < 256 && !err; part++) {
        snprintf(path, sizeof path, "%s/%02x", folder, (unsigned)part);
        if (stat(path, &st) == 0) continue;
        err = io_mkdirs(path, why);
        made = true;
    }
    return err || !made ? err : sync_folder(folder, why);
}

enum err file_store_open(const char *folder, struct file_store **out, struct fault *why)
{
    struct arena *arena;
    struct file_store *store;
    enum err err;

    if (strlen(folder) > PATH_SIZE - 128) return fault_set(why, ERR_INVALID, "路径过长", "the path is too long");
    err = make_parts(folder, why);
    if (!err) err = photo_start(why);
    if (err) return err;
    arena = arena_open(1 << 16);
    store = arena ? arena_new(arena, struct file_store) : NULL;
    if (!store || !(store->folder = arena_copy(arena, folder, strlen(folder)))) {
        arena_close(arena);
        return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    }
    store->arena = arena;
    store->magic = magic_open(MAGIC_MIME_TYPE | MAGIC_ERROR | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_ELF);
    if (!store->magic || magic_load(store->magic, NULL)) {
        if (store->magic) magic_close(store->magic);
        arena_close(arena);
        return fault_set(why, ERR_INTERNAL, "文件类型库无法启动", "the library of file types does not start");
    }
    pthread_mutex_init(&store->magic_lock, NULL);
    *out = store;
    return ERR_OK;
}

void file_store_close(struct file_store *store)
{
    if (!store) return;
    magic_close(store->magic);
    pthread_mutex_destroy(&store->magic_lock);
    arena_close(store->arena);
}

void file_media(struct file_store *store, struct str bytes, char out[FILE_MEDIA_SIZE])
{
    const char *media;

    pthread_mutex_lock(&store->magic_lock);
    media = bytes.len > 0 ? magic_buffer(store->magic, bytes.at, bytes.len) : NULL;
    snprintf(out, FILE_MEDIA_SIZE, "%s", media ? media : "application/octet-stream");
    pthread_mutex_unlock(&store->magic_lock);
}

bool file_digest_valid(struct str digest)
{
    if (digest.len != FILE_DIGEST_SIZE - 1) return false;
    for (size_t i = 0; i < digest.len; i++) {
        char c = digest.at[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
    }
    return true;
}

/* Only called with valid digests: nothing in a path comes from outside. */
static void path_of(const struct file_store *store, struct str digest, char path[PATH_SIZE])
{
    snprintf(path, PATH_SIZE, "%s/%.2s/%.62s", store->folder, digest.at, digest.at + 2);
}

static void digest_of(struct str bytes, char out[FILE_DIGEST_SIZE])
{
    unsigned char digest[SM3_SIZE];

    sm3(bytes.at, bytes.len, digest);
    hex_print(digest, sizeof digest, out);
}

/* Writes the bytes unless they are there; either way they are durable afterwards. */
static enum err write_once(struct file_store *store, const char *digest, struct str bytes, struct fault *why)
{
    char path[PATH_SIZE], part[PATH_SIZE];
    struct stat st;

    path_of(store, str_from_c(digest), path);
    if (lstat(path, &st) == 0 && S_ISREG(st.st_mode) && (size_t)st.st_size == bytes.len) {
        snprintf(part, sizeof part, "%s/%.2s", store->folder, digest);
        return sync_folder(part, why);   /* whoever wrote it may not have come that far yet */
    }
    return io_write(path, bytes, why);
}

static enum err put(struct file_store *store, struct str bytes, struct file_info *out, struct fault *why)
{
    struct file_info info = { .size = bytes.len };
    enum err err;

    digest_of(bytes, info.digest);
    file_media(store, bytes, info.media);
    err = write_once(store, info.digest, bytes, why);
    if (!err) *out = info;
    return err;
}

enum err file_put(struct file_store *store, struct str bytes, size_t max, struct file_info *out, struct fault *why)
{
    if (bytes.len == 0) return fault_set(why, ERR_INVALID, "文件是空的", "the file is empty");
    if (bytes.len > max)
        return fault_set(why, ERR_TOO_LARGE, "文件过大（最多 %zu 字节）", "the file is too large (at most %zu bytes)", max);
    return put(store, bytes, out, why);
}

static enum err check_photo(struct file_store *store, struct str bytes, struct file_info *original, struct fault *why)
{
    static const char *const photos[] = { "image/jpeg", "image/png", "image/webp" };
    bool known = false;

    if (bytes.len == 0) return fault_set(why, ERR_INVALID, "文件是空的", "the file is empty");
    if (bytes.len > FILE_PHOTO_MAX)
        return fault_set(why, ERR_TOO_LARGE, "图片过大（最多 %d MB）", "the picture is too large (at most %d MB)",
                         FILE_PHOTO_MAX / 1024 / 1024);
    file_media(store, bytes, original->media);
    for (size_t i = 0; i < COUNT_OF(photos); i++) known = known || strcmp(original->media, photos[i]) == 0;
    if (!known)
        return fault_set(why, ERR_MEDIA_TYPE, "只接受 JPEG、PNG 或 WebP 图片", "only JPEG, PNG or WebP pictures are accepted");
    return photo_measure(bytes, &original->width, &original->height, why);
}

/* Stores a rendered picture with its size. */
static enum err put_rendered(struct file_store *store, const struct photo_bytes *photo, struct file_info *out,
                             struct fault *why)
{
    enum err err = put(store, photo->bytes, out, why);

    if (!err) out->width = photo->width, out->height = photo->height;
    return err;
}

enum err file_put_photo(struct file_store *store, struct str bytes, enum file_photo_kind kind, struct file_photo *out,
                        struct fault *why)
{
    struct file_photo photo = { 0 };
    struct file_info measured = { 0 };
    struct photo_bytes shown = { 0 }, thumb = { 0 };
    enum err err = check_photo(store, bytes, &measured, why);

    if (!err) err = photo_render(bytes, FILE_SHOWN_SIDE_MAX, SHOWN_QUALITY, &shown, why);
    if (!err) err = photo_render(shown.bytes, FILE_THUMB_SIDE_MAX, THUMB_QUALITY, &thumb, why);
    if (!err && kind == FILE_PHOTO_EVIDENCE) {
        err = put(store, bytes, &photo.original, why);
        photo.original.width = measured.width;
        photo.original.height = measured.height;
    }
    if (!err) err = put_rendered(store, &shown, &photo.shown, why);
    if (!err) err = put_rendered(store, &thumb, &photo.thumb, why);
    photo_free(&shown);
    photo_free(&thumb);
    if (!err) *out = photo;
    return err;
}

static enum err not_found(struct fault *why)
{
    return fault_set(why, ERR_NOT_FOUND, "没有这个文件", "there is no such file");
}

enum err file_read(struct arena *arena, struct file_store *store, struct str digest, size_t max, struct str *out,
                   struct fault *why)
{
    char path[PATH_SIZE], found[FILE_DIGEST_SIZE];
    struct str bytes;
    enum err err;

    if (!file_digest_valid(digest)) return not_found(why);
    path_of(store, digest, path);
    err = io_read(arena, path, max, &bytes, why);
    if (err == ERR_NOT_FOUND) return not_found(why);
    if (err) return err;
    digest_of(bytes, found);
    if (!str_is(digest, found))
        return fault_set(why, ERR_INTERNAL, "文件 %.*s 已被改动", "file %.*s was altered", STR_ARG(digest));
    *out = bytes;
    return ERR_OK;
}

enum err file_open(struct file_store *store, struct str digest, int *fd, size_t *size, struct fault *why)
{
    char path[PATH_SIZE];
    struct stat st;
    int opened;

    if (!file_digest_valid(digest)) return not_found(why);
    path_of(store, digest, path);
    opened = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (opened < 0 && (errno == ENOENT || errno == ELOOP)) return not_found(why);
    if (opened < 0) return fault_set(why, ERR_INTERNAL, "无法打开文件", "the file cannot be opened");
    if (fstat(opened, &st) != 0 || !S_ISREG(st.st_mode)) {
        close(opened);
        return not_found(why);
    }
    *fd = opened;
    *size = (size_t)st.st_size;
    return ERR_OK;
}

enum err file_remove(struct file_store *store, struct str digest, struct fault *why)
{
    char path[PATH_SIZE], part[PATH_SIZE];

    if (!file_digest_valid(digest)) return not_found(why);
    path_of(store, digest, path);
    if (unlink(path) != 0) {
        if (errno == ENOENT) return not_found(why);
        return fault_set(why, ERR_INTERNAL, "无法删除文件", "the file cannot be removed");
    }
    snprintf(part, sizeof part, "%s/%.2s", store->folder, digest.at);
    return sync_folder(part, why);
}
