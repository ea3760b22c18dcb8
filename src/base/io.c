/*
 * io.c - files are read whole and replaced whole.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/io.h"

#include "base/crypto.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err fault_errno(struct fault *why, int number, const char *path)
{
    switch (number) {
    case ENOENT:
    case ENOTDIR: return fault_set(why, ERR_NOT_FOUND, "找不到 %s", "%s does not exist", path);
    case EACCES:
    case EPERM:
    case EROFS: return fault_set(why, ERR_FORBIDDEN, "没有权限访问 %s", "no permission for %s", path);
    case ENOSPC:
    case EDQUOT: return fault_set(why, ERR_DISK_FULL, "磁盘空间不足，无法写入 %s", "the disk is full: cannot write %s", path);
    case ENAMETOOLONG: return fault_set(why, ERR_INVALID, "路径过长：%s", "the path is too long: %s", path);
    default: break;
    }
    return fault_set(why, ERR_INTERNAL, "读写 %s 失败（%s）", "input or output on %s failed (%s)", path,
                     strerrordesc_np(number) ? strerrordesc_np(number) : "?");
}

/* ── Reading ───────────────────────────────────────────────────────────── */

static enum err read_fd(struct arena *arena, int fd, const char *path, size_t max, struct str *out, struct fault *why)
{
    struct stat st;

    if (fstat(fd, &st) != 0) return fault_errno(why, errno, path);
    if (!S_ISREG(st.st_mode)) return fault_set(why, ERR_INVALID, "%s 不是普通文件", "%s is not a regular file", path);
    if ((uintmax_t)st.st_size > max) return fault_set(why, ERR_TOO_LARGE, "%s 过大", "%s is too large", path);
    size_t size = (size_t)st.st_size, len = 0;
    char *bytes = arena_alloc(arena, size + 1);
    if (!bytes) return fault_set(why, ERR_NO_MEMORY, "内存不足，无法读取 %s", "out of memory reading %s", path);
    while (len < size) {
        ssize_t n = read(fd, bytes + len, size - len);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return fault_errno(why, errno, path);
        if (n == 0) break;
        len += (size_t)n;
    }
    *out = (struct str){ bytes, len };
    return ERR_OK;
}

enum err io_read(struct arena *arena, const char *path, size_t max, struct str *out, struct fault *why)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (fd < 0) return fault_errno(why, errno, path);
    enum err err = read_fd(arena, fd, path, max, out, why);
    close(fd);
    return err;
}

/* ── Writing ───────────────────────────────────────────────────────────── */

static int write_all(int fd, struct str bytes)
{
    while (bytes.len > 0) {
        ssize_t n = write(fd, bytes.at, bytes.len);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return errno;
        bytes = str_sub(bytes, (size_t)n, bytes.len);
    }
    return 0;
}

/* Makes the names in the folder of `path` durable. */
static int sync_folder(const char *path)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    size_t len = slash ? (size_t)(slash - path) : 0;

    if (!slash) folder[len++] = '.';
    else if (len == 0) folder[len++] = '/';
    else memcpy(folder, path, len);
    folder[len] = '\0';
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return errno;
    int number = fsync(fd) == 0 ? 0 : errno;
    close(fd);
    return number;
}

enum err io_write(const char *path, struct str bytes, struct fault *why)
{
    char beside[PATH_MAX], suffix[17];
    unsigned char random[8];

    crypto_random(random, sizeof random);
    hex_print(random, sizeof random, suffix);
    int n = snprintf(beside, sizeof beside, "%s.%s.new", path, suffix);
    if (n < 0 || (size_t)n >= sizeof beside) return fault_errno(why, ENAMETOOLONG, path);

    int fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    if (fd < 0) return fault_errno(why, errno, path);
    int number = write_all(fd, bytes);
    if (number == 0 && fsync(fd) != 0) number = errno;
    if (close(fd) != 0 && number == 0) number = errno;
    if (number == 0 && rename(beside, path) != 0) number = errno;
    if (number != 0) {
        unlink(beside);
        return fault_errno(why, number, path);
    }
    number = sync_folder(path);
    return number == 0 ? ERR_OK : fault_errno(why, number, path);
}

/* ── Folders ───────────────────────────────────────────────────────────── */

enum err io_mkdirs(const char *path, struct fault *why)
{
    char part[PATH_MAX];
    size_t len = strlen(path);
    struct stat st;

    if (len == 0) return fault_set(why, ERR_INVALID, "路径为空", "the path is empty");
    if (len >= sizeof part) return fault_errno(why, ENAMETOOLONG, path);
    memcpy(part, path, len + 1);
    for (size_t i = 1; i <= len; i++) {
        if (part[i] != '/' && part[i] != '\0') continue;
        char kept = part[i];
        part[i] = '\0';
        if (mkdir(part, 0750) != 0 && errno != EEXIST) return fault_errno(why, errno, path);
        part[i] = kept;
    }
    if (stat(path, &st) != 0) return fault_errno(why, errno, path);
    if (!S_ISDIR(st.st_mode)) return fault_set(why, ERR_CONFLICT, "%s 不是文件夹", "%s is not a folder", path);
    return ERR_OK;
}

struct names {
    struct str *at;
    size_t count, cap;
};

static bool names_add(struct arena *arena, struct names *names, const char *name)
{
    if (names->count == names->cap) {
        size_t cap = names->cap ? names->cap * 2 : 32;
        struct str *at = arena_array(arena, struct str, cap);
        if (!at) return false;
        if (names->count > 0) memcpy(at, names->at, names->count * sizeof *at);
        names->at = at;
        names->cap = cap;
    }
    struct str copy = str_dup(arena, str_from_c(name));
    if (!copy.at) return false;
    names->at[names->count++] = copy;
    return true;
}

static int by_name(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

static enum err list_folder(struct arena *arena, DIR *folder, struct str suffix, struct names *names)
{
    const struct dirent *entry;
    struct stat st;

    while ((entry = readdir(folder))) {
        if (!str_ends(str_from_c(entry->d_name), suffix)) continue;
        if (fstatat(dirfd(folder), entry->d_name, &st, 0) != 0 || !S_ISREG(st.st_mode)) continue;
        if (!names_add(arena, names, entry->d_name)) return ERR_NO_MEMORY;
    }
    return ERR_OK;
}

enum err io_list(struct arena *arena, const char *path, struct str suffix, struct str **names, size_t *count,
                 struct fault *why)
{
    struct names found = { 0 };
    DIR *folder = opendir(path);

    if (!folder) return fault_errno(why, errno, path);
    enum err err = list_folder(arena, folder, suffix, &found);
    closedir(folder);
    if (err) return fault_set(why, err, "%s 中的文件过多", "too many files in %s", path);
    if (found.count > 0) qsort(found.at, found.count, sizeof *found.at, by_name);
    *names = found.at;
    *count = found.count;
    return ERR_OK;
}
