/* embed.c - a tool of the build: Lua files to a C array on stdout.
 *
 * usage: embed FOLDER FILE...    FILE is relative to FOLDER: "crescent/nn.lua" becomes module "crescent.nn".
 * Files are sorted, so the output does not depend on the order of the arguments. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void print_module(const char *file)
{
	size_t n = strlen(file);
	if (n > 4 && strcmp(file + n - 4, ".lua") == 0)
		n -= 4;
	for (size_t i = 0; i < n; i++)
		putchar(file[i] == '/' ? '.' : file[i]);
}

static int print_bytes(const char *folder, const char *file, size_t index)
{
	char path[4096];
	snprintf(path, sizeof path, "%s/%s", folder, file);
	FILE *f = fopen(path, "rb");
	if (!f) {
		fprintf(stderr, "embed: %s: %s\n", path, strerror(errno));
		return 1;
	}
	printf("\n/* %s */\nstatic const unsigned char text_%zu[] = {", file, index);
	int c;
	for (size_t n = 0; (c = getc(f)) != EOF; n++)
		printf("%s%d,", n % 32 ? "" : "\n\t", c);
	printf("0\n};\n");
	return fclose(f) != 0;
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		fprintf(stderr, "usage: embed FOLDER FILE...\n");
		return 2;
	}
	size_t n = (size_t)argc - 2;
	char **files = argv + 2;
	qsort(files, n, sizeof *files, by_name);
	printf("/* The prelude: made by build/embed from %zu Lua files. */\n#include <stddef.h>\n\n", n);
	printf("typedef struct PreludeFile { const char *name, *text; size_t size; } PreludeFile;\n");
	printf("extern const PreludeFile prelude_files[];\nextern const size_t prelude_count;\n");
	for (size_t i = 0; i < n; i++)
		if (print_bytes(argv[1], files[i], i) != 0)
			return 1;
	printf("\nconst PreludeFile prelude_files[] = {\n");
	for (size_t i = 0; i < n; i++) {
		printf("\t{ \"");
		print_module(files[i]);
		printf("\", (const char *)text_%zu, sizeof text_%zu - 1 },\n", i, i);
	}
	printf("};\nconst size_t prelude_count = %zu;\n", n);
	return ferror(stdout) || fflush(stdout) != 0;
}
