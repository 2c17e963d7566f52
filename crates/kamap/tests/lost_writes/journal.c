/* Notes in a journal, in order, everything that a process asks of the files in one folder, so that a test can replay any
 * part of it as a disk would have kept it. Loaded with LD_PRELOAD; KAMAP_JOURNAL_OF names the folder, KAMAP_JOURNAL the
 * journal. A note is: what (1 byte), length of the file's name (2), name, offset (8), length (8), and for a write its
 * bytes; numbers as this machine has them. What is mapped into memory is not noted. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum what { CREATED = 'c', WROTE = 'w', TRUNCATED = 't', SYNCED = 's', REMOVED = 'u', RENAMED = 'r' };

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static char folder[PATH_MAX];
static size_t folder_length;
static int journal = -1;

__attribute__((constructor)) static void begin(void) {
  const char *of = getenv("KAMAP_JOURNAL_OF"), *to = getenv("KAMAP_JOURNAL");
  if (of == NULL || to == NULL || realpath(of, folder) == NULL) return;
  folder_length = strlen(folder);
  journal = (int)syscall(SYS_openat, AT_FDCWD, to, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

/* No note is cut short by the end of the process: whoever writes one is waited for, and nobody begins another. */
__attribute__((destructor)) static void end(void) { pthread_mutex_lock(&turn); }

/* The name within the folder, "" for the folder itself, NULL for anything else. */
static const char *name_of(const char *path) {
  if (journal < 0 || strncmp(path, folder, folder_length) != 0) return NULL;
  if (path[folder_length] == 0) return "";
  return path[folder_length] == '/' ? path + folder_length + 1 : NULL;
}

/* The name of an open file; one that was removed meanwhile has none. */
static const char *name_of_open(int fd, char *path) {
  char link[64];
  if (journal < 0) return NULL;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  if (length < 0) return NULL;
  path[length] = 0;
  return strstr(path, " (deleted)") != NULL ? NULL : name_of(path);
}

static void append(const void *bytes, size_t length) {
  const char *at = bytes;
  while (length > 0) {
    long written = syscall(SYS_write, journal, at, length);
    if (written < 0) abort();
    at += written;
    length -= (size_t)written;
  }
}

static void note(enum what what, const char *name, uint64_t offset, uint64_t length, const void *bytes) {
  uint8_t kind = (uint8_t)what;
  uint16_t name_length = (uint16_t)strlen(name);
  append(&kind, 1);
  append(&name_length, 2);
  append(name, name_length);
  append(&offset, 8);
  append(&length, 8);
  if (bytes != NULL) append(bytes, length);
}

static int opened(const char *path, int flags, mode_t mode, int at) {
  const char *name = name_of(path);
  if (name == NULL) return (int)syscall(SYS_openat, at, path, flags, mode);
  pthread_mutex_lock(&turn);
  int was_there = access(path, F_OK) == 0;
  int fd = (int)syscall(SYS_openat, at, path, flags, mode);
  int error = errno;
  if (fd >= 0 && !was_there && (flags & O_CREAT)) note(CREATED, name, 0, 0, NULL);
  if (fd >= 0 && was_there && (flags & O_TRUNC)) note(TRUNCATED, name, 0, 0, NULL);
  pthread_mutex_unlock(&turn);
  errno = error;
  return fd;
}

#define MODE(flags) \
  mode_t mode = 0; \
  if ((flags) & (O_CREAT | O_TMPFILE)) { \
    va_list rest; \
    va_start(rest, flags); \
    mode = (mode_t)va_arg(rest, int); \
    va_end(rest); \
  }

int open(const char *path, int flags, ...) { MODE(flags) return opened(path, flags, mode, AT_FDCWD); }
int open64(const char *path, int flags, ...) { MODE(flags) return opened(path, flags, mode, AT_FDCWD); }
int openat(int at, const char *path, int flags, ...) { MODE(flags) return opened(path, flags, mode, at); }
int openat64(int at, const char *path, int flags, ...) { MODE(flags) return opened(path, flags, mode, at); }

ssize_t write(int fd, const void *bytes, size_t length) {
  char path[PATH_MAX];
  const char *name = name_of_open(fd, path);
  if (name == NULL) return syscall(SYS_write, fd, bytes, length);
  pthread_mutex_lock(&turn);
  off_t offset = lseek(fd, 0, SEEK_CUR);
  ssize_t written = syscall(SYS_write, fd, bytes, length);
  int error = errno;
  if (written > 0) note(WROTE, name, (uint64_t)offset, (uint64_t)written, bytes);
  pthread_mutex_unlock(&turn);
  errno = error;
  return written;
}

static ssize_t wrote_at(int fd, const void *bytes, size_t length, off_t offset) {
  char path[PATH_MAX];
  const char *name = name_of_open(fd, path);
  pthread_mutex_lock(&turn);
  ssize_t written = syscall(SYS_pwrite64, fd, bytes, length, offset);
  int error = errno;
  if (name != NULL && written > 0) note(WROTE, name, (uint64_t)offset, (uint64_t)written, bytes);
  pthread_mutex_unlock(&turn);
  errno = error;
  return written;
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) { return wrote_at(fd, bytes, length, offset); }
ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t offset) { return wrote_at(fd, bytes, length, offset); }

static int truncated(int fd, off_t length) {
  char path[PATH_MAX];
  const char *name = name_of_open(fd, path);
  pthread_mutex_lock(&turn);
  int result = (int)syscall(SYS_ftruncate, fd, length);
  int error = errno;
  if (name != NULL && result == 0) note(TRUNCATED, name, (uint64_t)length, 0, NULL);
  pthread_mutex_unlock(&turn);
  errno = error;
  return result;
}

int ftruncate(int fd, off_t length) { return truncated(fd, length); }
int ftruncate64(int fd, off_t length) { return truncated(fd, length); }

static int synced(int fd, long call) {
  char path[PATH_MAX];
  const char *name = name_of_open(fd, path);
  pthread_mutex_lock(&turn);
  int result = (int)syscall(call, fd);
  int error = errno;
  if (name != NULL && result == 0) note(SYNCED, name, 0, 0, NULL);
  pthread_mutex_unlock(&turn);
  errno = error;
  return result;
}

int fsync(int fd) { return synced(fd, SYS_fsync); }
int fdatasync(int fd) { return synced(fd, SYS_fdatasync); }

int unlink(const char *path) {
  const char *name = name_of(path);
  pthread_mutex_lock(&turn);
  int result = (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
  int error = errno;
  if (name != NULL && result == 0) note(REMOVED, name, 0, 0, NULL);
  pthread_mutex_unlock(&turn);
  errno = error;
  return result;
}

int rename(const char *from, const char *to) {
  const char *name = name_of(from), *other = name_of(to);
  pthread_mutex_lock(&turn);
  int result = (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
  int error = errno;
  if (name != NULL && other != NULL && result == 0) note(RENAMED, name, 0, strlen(other), other);
  pthread_mutex_unlock(&turn);
  errno = error;
  return result;
}
