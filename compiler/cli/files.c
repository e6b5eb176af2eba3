/* files.c - files in, files out in one piece, and how failures are said. */
#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int file_error(const Cli *c, const char *file, const char *fmt, ...)
{
	va_list ap;
	fprintf(stderr, "%s: %serror:%s ", file ? file : "crescent", c->color ? "\033[1;31m" : "", c->color ? "\033[0m" : "");
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	return STATUS_WRONG;
}

/* ---- paths ----------------------------------------------------------------------------------------------- */

const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

const char *folder_name(Arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');
	if (!slash)
		return ".";
	return slash == path ? "/" : arena_strndup(a, path, (size_t)(slash - path));
}

const char *path_join(Arena *a, const char *folder, const char *name)
{
	size_t n = strlen(folder);
	return arena_printf(a, "%s%s%s", folder, n && folder[n - 1] == '/' ? "" : "/", name);
}

bool path_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

bool folder_make(const char *path, Arena *a, const char **why)
{
	struct stat s;
	if (stat(path, &s) == 0) {
		*why = "it is not a folder";
		return S_ISDIR(s.st_mode);
	}
	const char *parent = folder_name(a, path);
	if (strcmp(parent, path) != 0 && strcmp(parent, ".") != 0 && !folder_make(parent, a, why))
		return false;
	if (mkdir(path, 0777) == 0 || errno == EEXIST)
		return true;
	*why = arena_strdup(a, strerror(errno));
	return false;
}

/* ---- in ---------------------------------------------------------------------------------------------------- */

bool bytes_open(const char *path, Bytes *out, Arena *a, const char **why)
{
	struct stat s;
	*out = (Bytes){ (const unsigned char *)"", 0 };
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool good = fd >= 0 && fstat(fd, &s) == 0;
	if (good && !S_ISREG(s.st_mode)) {
		*why = "it is not a regular file";
		close(fd);
		return false;
	}
	if (good && s.st_size > 0) {
		void *at = mmap(NULL, (size_t)s.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		good = at != MAP_FAILED;
		if (good)
			*out = (Bytes){ at, (size_t)s.st_size };
	}
	if (!good)
		*why = arena_strdup(a, strerror(errno));
	if (fd >= 0)
		close(fd);
	return good;
}

void bytes_close(Bytes *b)
{
	if (b->size) {
		union { const unsigned char *from; void *to; } at = { .from = b->at };
		munmap(at.to, b->size);
	}
	*b = (Bytes){ (const unsigned char *)"", 0 };
}

/* ---- out ----------------------------------------------------------------------------------------------------- */

/* The file beside its place that is being written: removed if the program ends early. */
static void forget(OutFile *o)
{
	if (o->f)
		fclose(o->f);
	o->f = NULL;
}

bool out_open(OutFile *o, const char *path, Arena *a, const char **why)
{
	char *temporary = arena_printf(a, "%s.XXXXXX", path);
	*o = (OutFile){ .path = path, .temporary = temporary };
	int fd = mkstemp(temporary);
	o->f = fd >= 0 ? fdopen(fd, "wb") : NULL;
	if (o->f)
		return true;
	*why = arena_strdup(a, strerror(errno));
	if (fd >= 0) {
		close(fd);
		unlink(temporary);
	}
	return false;
}

void out_write(OutFile *o, const void *bytes, size_t size)
{
	if (!o->error && size && fwrite(bytes, 1, size, o->f) != size)
		o->error = errno ? errno : EIO;
}

bool out_commit(OutFile *o, Arena *a, const char **why)
{
	mode_t mask = umask(0);
	umask(mask);
	if (!o->error && (fflush(o->f) != 0 || fchmod(fileno(o->f), 0666 & ~mask) != 0 || fsync(fileno(o->f)) != 0))
		o->error = errno;
	if (fclose(o->f) != 0 && !o->error)
		o->error = errno;
	o->f = NULL;
	if (!o->error && rename(o->temporary, o->path) != 0)
		o->error = errno;
	if (!o->error)
		return true;
	unlink(o->temporary);
	*why = arena_strdup(a, strerror(o->error));
	return false;
}

void out_abandon(OutFile *o)
{
	forget(o);
	unlink(o->temporary);
}

bool file_replace(const char *path, const void *bytes, size_t size, Arena *a, const char **why)
{
	OutFile o;
	struct stat s;
	if (stat(path, &s) == 0 && !S_ISREG(s.st_mode) && !S_ISDIR(s.st_mode)) {      /* /dev/stdout, a pipe: nothing to replace */
		FILE *f = fopen(path, "wb");
		bool good = f && fwrite(bytes, 1, size, f) == size;
		if (f && fclose(f) != 0)
			good = false;
		if (!good)
			*why = arena_strdup(a, strerror(errno));
		return good;
	}
	if (!out_open(&o, path, a, why))
		return false;
	out_write(&o, bytes, size);
	return out_commit(&o, a, why);
}

/* ---- numbers -------------------------------------------------------------------------------------------------- */

const char *thousands(Arena *a, int64_t n)
{
	char digits[32];
	int length = snprintf(digits, sizeof digits, "%lld", (long long)(n < 0 ? -n : n));
	Text t = text_new(a);
	if (n < 0)
		text_char(&t, '-');
	for (int i = 0; i < length; i++) {
		if (i && (length - i) % 3 == 0)
			text_char(&t, ',');
		text_char(&t, digits[i]);
	}
	return text_str(&t);
}

const char *bytes_text(Arena *a, int64_t n)
{
	static const char *const unit[] = { "B", "KiB", "MiB", "GiB", "TiB", "PiB" };
	double v = (double)n;
	int k = 0;
	while (v >= 1024 && k < 5) {
		v /= 1024;
		k++;
	}
	return k ? arena_printf(a, "%.1f %s", v, unit[k]) : arena_printf(a, "%lld B", (long long)n);
}
