/* driver.c - runs each file of a corpus through one fuzz target
 *
 * A target defines LLVMFuzzerTestOneInput() (https://llvm.org/docs/LibFuzzer.html).
 * Under `make check` this main() feeds it the files of corpus/TARGET, where
 * TARGET is the program's name; under `make check-fuzz` libFuzzer brings its own.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* "…/lt-journal.t" is the target "journal". */
static void corpus_of(const char *program, char *out, size_t room)
{
	const char *top = getenv("top_srcdir");
	const char *name = strrchr(program, '/');

	name = name ? name + 1 : program;
	if (strncmp(name, "lt-", 3) == 0)
		name += 3;
	snprintf(out, room, "%s/tests/fuzz/corpus/%.*s", top ? top : ".",
		 (int)strcspn(name, "."), name);
}

static int feed(const char *folder, const char *name, int number)
{
	char path[4096];
	uint8_t *bytes = NULL;
	long size = -1;
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	f = fopen(path, "rb");
	if (f && fseek(f, 0, SEEK_END) == 0)
		size = ftell(f);
	if (size >= 0)
		bytes = malloc((size_t)size + 1);
	if (!bytes || fseek(f, 0, SEEK_SET) != 0 ||
	    fread(bytes, 1, (size_t)size, f) != (size_t)size) {
		printf("not ok %d - %s can be read\n", number, path);
		free(bytes);
		return 1;
	}
	fclose(f);
	fflush(stdout); /* a crash must not eat earlier lines */
	LLVMFuzzerTestOneInput(bytes, (size_t)size);
	free(bytes);
	printf("ok %d - %s is handled\n", number, name);
	return 0;
}

int main(int argc, char **argv)
{
	char folder[2048];
	struct dirent **names;
	int n, count = 0, bad = 0;

	if (argc > 1)
		snprintf(folder, sizeof folder, "%s", argv[1]);
	else
		corpus_of(argv[0], folder, sizeof folder);
	n = scandir(folder, &names, NULL, alphasort);
	for (int i = 0; i < n; i++) {
		if (names[i]->d_name[0] != '.')
			bad += feed(folder, names[i]->d_name, ++count);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
	if (!count) {
		printf("not ok 1 - there is a corpus in %s\n1..1\n", folder);
		return 1;
	}
	printf("1..%d\n", count);
	return bad ? 1 : 0;
}
