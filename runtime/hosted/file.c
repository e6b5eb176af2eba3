/* file.c - whole files in; files out that are replaced in one piece. */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

#include "hosted.h"

cr_status hosted_fail(cr_error *error, cr_status status, const char *path, uint64_t where, const char *format, ...)
{
	if (!error)
		return status;
	size_t length = strlen(path), most = 72;
	char text[sizeof error->text];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	cr_fail(error, status, -1, where, length > most ? "..." : "");
	cr_say(error, length > most ? path + length - most : path);
	cr_say(error, ": ");
	cr_say(error, text);
	return status;
}

double hosted_seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

void cr_bytes_free(cr_bytes *bytes)
{
	free(bytes->data);
	*bytes = (cr_bytes){ NULL, 0 };
}

/* Grows by doubling, so that what a header claims is never allocated on its word alone. */
static int bytes_room(cr_bytes *bytes, size_t *room)
{
	if (bytes->size + 1 < *room)
		return 1;
	if (*room > SIZE_MAX / 4)
		return 0;
	size_t wanted = *room ? *room * 2 : 65536;
	unsigned char *data = realloc(bytes->data, wanted);
	if (!data)
		return 0;
	bytes->data = data;
	*room = wanted;
	return 1;
}

/* An open descriptor of a regular file (or pipe), or -1 and the error. */
static int open_to_read(const char *path, cr_error *error)
{
	struct stat about;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		hosted_fail(error, CR_ERR_IO, path, 0, "cannot be opened: %s", strerror(errno));
		return -1;
	}
	if (fstat(fd, &about) == 0 && S_ISDIR(about.st_mode)) {
		hosted_fail(error, CR_ERR_IO, path, 0, "a file expected; found a directory");
		close(fd);
		return -1;
	}
	return fd;
}

static cr_status no_memory(const char *path, cr_bytes *out, cr_error *error)
{
	uint64_t size = out->size;
	cr_bytes_free(out);
	return hosted_fail(error, CR_ERR_IO, path, size, "out of memory after %llu bytes", (unsigned long long)size);
}

cr_status cr_file_read(const char *path, cr_bytes *out, cr_error *error)
{
	size_t room = 0;
	*out = (cr_bytes){ NULL, 0 };
	int fd = open_to_read(path, error);
	if (fd < 0)
		return CR_ERR_IO;
	for (;;) {
		if (!bytes_room(out, &room)) {
			close(fd);
			return no_memory(path, out, error);
		}
		ssize_t n = read(fd, out->data + out->size, room - out->size - 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			hosted_fail(error, CR_ERR_IO, path, out->size, "cannot be read: %s", strerror(errno));
			cr_bytes_free(out);
			close(fd);
			return CR_ERR_IO;
		}
		if (n == 0)
			break;
		out->size += (size_t)n;
	}
	close(fd);
	out->data[out->size] = 0;
	return CR_OK;
}

static cr_status read_gz(gzFile file, const char *path, cr_bytes *out, cr_error *error)
{
	size_t room = 0;
	for (;;) {
		if (!bytes_room(out, &room))
			return no_memory(path, out, error);
		size_t want = room - out->size - 1;
		int n = gzread(file, out->data + out->size, want > 1u << 20 ? 1u << 20 : (unsigned)want);
		int code = Z_OK;
		const char *what = gzerror(file, &code);
		/* a stream that ends early is only Z_BUF_ERROR beside a good count */
		if (n < 0 || code < 0) {
			hosted_fail(error, CR_ERR_FORMAT, path, out->size, "gzip: %s, after %zu bytes",
			            code == Z_BUF_ERROR ? "truncated" : code == Z_ERRNO ? strerror(errno) : what, out->size);
			cr_bytes_free(out);
			return code == Z_ERRNO ? CR_ERR_IO : CR_ERR_FORMAT;
		}
		if (n == 0)
			break;
		out->size += (size_t)n;
	}
	out->data[out->size] = 0;
	return CR_OK;
}

cr_status cr_file_read_gz(const char *path, cr_bytes *out, cr_error *error)
{
	char *packed = malloc(strlen(path) + 4);
	*out = (cr_bytes){ NULL, 0 };
	if (!packed)
		return hosted_fail(error, CR_ERR_IO, path, 0, "out of memory");
	strcpy(packed, path);
	strcat(packed, ".gz");
	int absent = access(path, F_OK) != 0 && access(packed, F_OK) == 0;
	int fd = open_to_read(absent ? packed : path, error);
	free(packed);
	if (fd < 0)
		return CR_ERR_IO;
	gzFile file = gzdopen(fd, "rb");
	if (!file) {
		close(fd);
		return hosted_fail(error, CR_ERR_IO, path, 0, "out of memory");
	}
	cr_status status = read_gz(file, path, out, error);
	gzclose_r(file);
	return status;
}

/* ---- a file as a store --------------------------------------------------------------------------------- */

static void drop_temporary(cr_file_store *f)
{
	if (f->file)
		fclose(f->file);
	f->file = NULL;
	if (f->temporary) {
		unlink(f->temporary);
		free(f->temporary);
		f->temporary = NULL;
	}
}

static cr_status store_fail(cr_file_store *f, const char *what, int number)
{
	drop_temporary(f);
	return hosted_fail(&f->error, CR_ERR_IO, f->path, f->written, "%s: %s", what, strerror(number));
}

static cr_status store_begin(void *user, uint64_t size)
{
	cr_file_store *f = user;
	mode_t mask = umask(0);
	umask(mask);
	drop_temporary(f);
	f->expected = size;
	f->written = 0;
	f->temporary = malloc(strlen(f->path) + sizeof ".XXXXXX");
	if (!f->temporary)
		return store_fail(f, "cannot be written", ENOMEM);
	strcpy(f->temporary, f->path);
	strcat(f->temporary, ".XXXXXX");
	int fd = mkstemp(f->temporary);
	if (fd < 0) {
		int number = errno;
		free(f->temporary);
		f->temporary = NULL;
		return store_fail(f, "cannot be written", number);
	}
	/* mkstemp's file is its owner's alone; what it becomes is an ordinary file */
	if (fchmod(fd, 0666 & ~mask) != 0 || !(f->file = fdopen(fd, "wb"))) {
		int number = errno;
		close(fd);
		return store_fail(f, "cannot be written", number);
	}
	return CR_OK;
}

static cr_status store_write(void *user, const void *bytes, size_t size)
{
	cr_file_store *f = user;
	if (!f->file)
		return hosted_fail(&f->error, CR_ERR_IO, f->path, 0, "write without begin");
	if (size && fwrite(bytes, 1, size, f->file) != size)
		return store_fail(f, "cannot be written", errno);
	f->written += size;
	return CR_OK;
}

/* The rename is durable once the folder is. */
static void sync_folder(const char *path)
{
	char *folder = strdup(path), *slash = folder ? strrchr(folder, '/') : NULL;
	if (slash)
		slash[slash == folder] = 0;
	int fd = folder ? open(slash ? folder : ".", O_RDONLY | O_CLOEXEC) : -1;
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	free(folder);
}

static cr_status store_commit(void *user)
{
	cr_file_store *f = user;
	if (!f->file)
		return hosted_fail(&f->error, CR_ERR_IO, f->path, 0, "commit without begin");
	if (f->written != f->expected)
		return store_fail(f, "fewer or more bytes than announced", EINVAL);
	/* pipes and some file systems cannot sync, which is EINVAL and no failure */
	if (fflush(f->file) != 0 || (fsync(fileno(f->file)) != 0 && errno != EINVAL))
		return store_fail(f, "cannot be written", errno);
	int closed = fclose(f->file);
	f->file = NULL;
	if (closed != 0)
		return store_fail(f, "cannot be written", errno);
	if (rename(f->temporary, f->path) != 0)
		return store_fail(f, "cannot be replaced", errno);
	free(f->temporary);
	f->temporary = NULL;
	sync_folder(f->path);
	return CR_OK;
}

cr_status cr_file_store_open(cr_file_store *f, const char *path, cr_store *store, cr_error *error)
{
	*f = (cr_file_store){ .path = strdup(path) };
	*store = (cr_store){ store_begin, store_write, store_commit, f };
	return f->path ? CR_OK : hosted_fail(error, CR_ERR_IO, path, 0, "out of memory");
}

void cr_file_store_close(cr_file_store *f)
{
	drop_temporary(f);
	free(f->path);
	f->path = NULL;
}

cr_status hosted_replace(const char *path, const void *bytes, size_t size, cr_error *error)
{
	cr_file_store f;
	cr_store store;
	cr_status status = cr_file_store_open(&f, path, &store, error);
	if (status != CR_OK)
		return status;
	status = store.begin(store.user, size);
	if (status == CR_OK)
		status = store.write(store.user, bytes, size);
	if (status == CR_OK)
		status = store.commit(store.user);
	if (status != CR_OK && error)
		*error = f.error;
	cr_file_store_close(&f);
	return status;
}
