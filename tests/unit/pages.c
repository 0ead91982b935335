/* pages.c - tests of jail_join_code() of harness/sandbox/jail/pages.c
 *
 * Over a file that is mapped as a loader maps a program: constants, code, constants.
 */
#include "config.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "sandbox/jail/pages.h"
#include "tap.h"

#ifndef MADV_COLLAPSE /* Linux 6.1 */
#define MADV_COLLAPSE 25
#endif

enum { PAGE = 4096, LARGE = 2 << 20, SIZE = 3 * LARGE };

/* SIZE bytes at a place that large pages begin at, and the file they are of. */
static char *image;

static char byte_at(size_t i)
{
	return (char)(i * 2654435761U >> 24);
}

/* Maps FD's bytes from FROM to TO in the image, with RIGHTS. */
static void map(int fd, size_t from, size_t to, int rights)
{
	CHECK(mmap(image + from, to - from, rights, MAP_PRIVATE | MAP_FIXED, fd,
		   (off_t)from) == image + from);
}

/* The image, of which the pages from FROM to TO have RIGHTS, the others may only be
 * read. */
static void load(size_t from, size_t to, int rights)
{
	char *bytes = malloc(SIZE), *region;
	int fd = memfd_create("image", MFD_CLOEXEC);

	CHECK(bytes && fd >= 0);
	for (size_t i = 0; i < SIZE; i++)
		bytes[i] = byte_at(i);
	CHECK_INT(write(fd, bytes, SIZE), SIZE);
	free(bytes);
	region = mmap(NULL, SIZE + 2 * LARGE, PROT_NONE,
		      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(region != MAP_FAILED);
	image = (char *)(((uintptr_t)region + LARGE) / LARGE * LARGE);
	map(fd, 0, from, PROT_READ);
	map(fd, from, to, rights);
	map(fd, to, SIZE, PROT_READ);
	close(fd);
}

/* Whether what AT points to is of a file, and *RIGHTS. */
static bool is_of_file(const char *at, char rights[5])
{
	unsigned long begin, end, inode, of = 0;
	char line[512], r[5];
	FILE *maps = fopen("/proc/self/maps", "re");

	CHECK(maps);
	rights[0] = 0;
	while (fgets(line, sizeof line, maps))
		if (sscanf(line, "%lx-%lx %4s %*s %*s %lu", &begin, &end, r,
			   &inode) == 4 &&
		    (uintptr_t)at >= begin && (uintptr_t)at < end) {
			memcpy(rights, r, sizeof r);
			of = inode;
		}
	fclose(maps);
	return of != 0;
}

static void check_bytes(void)
{
	for (size_t i = 0; i < SIZE; i++)
		CHECK_INT(image[i], byte_at(i));
}

static bool kernel_joins(void)
{
	char *region = mmap(NULL, 2 * LARGE, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *at = (char *)(((uintptr_t)region + LARGE - 1) / LARGE * LARGE);
	bool can;

	CHECK(region != MAP_FAILED);
	*at = 1;
	can = madvise(at, LARGE, MADV_COLLAPSE) == 0;
	munmap(region, 2 * LARGE);
	return can;
}

TEST(code_and_constants_are_joined)
{
	char rights[5];

	if (!kernel_joins())
		SKIP("the kernel joins no pages");
	load(5 * PAGE, LARGE + PAGE, PROT_READ | PROT_EXEC);
	jail_join_code((uintptr_t)image + 7 * PAGE);
	CHECK(!is_of_file(image, rights));
	CHECK_STR(rights, "r-xp");
	CHECK(!is_of_file(image + SIZE - 1, rights));
	CHECK_STR(rights, "r-xp");
	check_bytes();
}

TEST(what_is_written_to_stays)
{
	char rights[5];

	load(LARGE + PAGE, LARGE + 3 * PAGE, PROT_READ | PROT_WRITE);
	jail_join_code((uintptr_t)image + LARGE + PAGE);
	CHECK(is_of_file(image + LARGE + PAGE, rights));
	CHECK_STR(rights, "rw-p");
	/* What is before it is joined; what is behind it is not the same piece. */
	jail_join_code((uintptr_t)image);
	CHECK_INT(is_of_file(image, rights), !kernel_joins());
	CHECK(is_of_file(image + LARGE, rights));
	CHECK(is_of_file(image + LARGE + PAGE, rights));
	CHECK_STR(rights, "rw-p");
	CHECK(is_of_file(image + 2 * LARGE, rights));
	image[LARGE + PAGE] = byte_at(LARGE + PAGE);
	check_bytes();
}

TEST(what_fills_no_large_page_stays)
{
	char rights[5];

	load(PAGE, 2 * PAGE, PROT_READ | PROT_EXEC);
	CHECK_INT(munmap(image + LARGE - PAGE, 2 * PAGE), 0);
	CHECK_INT(munmap(image + 2 * LARGE - PAGE, PAGE), 0);
	jail_join_code((uintptr_t)image + PAGE);
	CHECK(is_of_file(image + PAGE, rights));
	jail_join_code((uintptr_t)image + LARGE + PAGE);
	CHECK(is_of_file(image + LARGE + PAGE, rights));
}

TEST(what_is_of_no_file_stays)
{
	char *memory = malloc(4 * LARGE), rights[5];

	CHECK(memory);
	memset(memory, 7, 4 * LARGE);
	jail_join_code(0);
	jail_join_code((uintptr_t)memory + LARGE);
	CHECK(!is_of_file(memory + LARGE, rights));
	CHECK_STR(rights, "rw-p");
	for (size_t i = 0; i < 4 * LARGE; i++)
		CHECK_INT(memory[i], 7);
	free(memory);
}

TAP_MAIN
