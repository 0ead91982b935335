/* tree.c - see tree.h */
#include "config.h"

#include "sandbox/tree.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TREE_MAX = 4096, TREE_DEEP = 64 };

static ssize_t read_file(const char *path, char *text, size_t room)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -1;
	n = read(fd, text, room - 1);
	close(fd);
	if (n >= 0)
		text[n] = '\0';
	return n;
}

/* utime + stime + cutime + cstime: fields 14 to 17 of stat(5). */
static double own_cpu(long pid)
{
	char path[64], text[1024], *at;
	unsigned long t[4];

	snprintf(path, sizeof path, "/proc/%ld/stat", pid);
	if (read_file(path, text, sizeof text) <= 0)
		return 0;
	at = strrchr(text, ')'); /* the name may hold anything */
	if (!at || sscanf(at + 2,
			  "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u "
			  "%lu %lu %lu %lu",
			  &t[0], &t[1], &t[2], &t[3]) != 4)
		return 0;
	return (double)(t[0] + t[1] + t[2] + t[3]) /
	       (double)sysconf(_SC_CLK_TCK);
}

static double below(long pid, int deep, int *left)
{
	char path[64], text[16384], *at = text;
	double sum = 0;

	snprintf(path, sizeof path, "/proc/%ld/task/%ld/children", pid, pid);
	if (deep > TREE_DEEP || read_file(path, text, sizeof text) <= 0)
		return 0;
	while (*at && *left > 0) {
		long child = strtol(at, &at, 10);

		if (child <= 0)
			break;
		--*left;
		sum += own_cpu(child) + below(child, deep + 1, left);
		at += *at == ' ';
	}
	return sum;
}

double momus_tree_cpu(pid_t top)
{
	int left = TREE_MAX;

	return top > 0 ? below(top, 0, &left) : 0;
}

uint64_t momus_tree_memory_kills(void)
{
	FILE *f = fopen("/proc/vmstat", "re");
	unsigned long long n = 0;
	char line[128];

	while (f && fgets(line, sizeof line, f))
		if (sscanf(line, "oom_kill %llu", &n) == 1)
			break;
	if (f)
		fclose(f);
	return n;
}
