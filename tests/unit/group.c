/* group.c - tests of harness/sandbox/group-home.c and group.c
 *
 * Over folders that look like a tree of control groups: what a kernel does with one
 * is tested through the sandbox, on hosts that have it.
 */
#include "config.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/group.h"
#include "tap.h"

static char top[64]; /* of the tree of this test */

static void path_of(char path[256], const char *name)
{
	snprintf(path, 256, "%s%s%s", top, *name ? "/" : "", name);
}

static void set(const char *name, const char *text)
{
	char path[256];
	FILE *f;

	path_of(path, name);
	f = fopen(path, "w");
	if (!f || fputs(text, f) < 0 || fclose(f) != 0)
		tap_fail(__FILE__, __LINE__, "%s cannot be written", path);
}

static void make(const char *name)
{
	char path[256];

	path_of(path, name);
	CHECK_INT(mkdir(path, 0755), 0);
}

static bool is_there(const char *name)
{
	char path[256];

	path_of(path, name);
	return access(path, F_OK) == 0;
}

static void erase(void)
{
	char command[128];

	snprintf(command, sizeof command, "rm -rf '%s'", top);
	CHECK_INT(system(command), 0);
}

/* A slice that gives memory and processes to a session, which gives nothing. */
static void plant(void)
{
	snprintf(top, sizeof top, "%s", "/tmp/momus-test-group-XXXXXX");
	CHECK(mkdtemp(top));
	set("cgroup.controllers", "cpu memory pids\n");
	set("cgroup.subtree_control", "cpu\n");
	make("slice");
	set("slice/cgroup.subtree_control", "cpu memory pids\n");
	set("slice/cgroup.procs", "");
	make("slice/session");
	set("slice/session/cgroup.subtree_control", "\n");
	set("slice/session/cgroup.procs", "");
	set("slice/session/memory.max", "max\n");
}

/* Looks for a home as a process of the group OWN. */
static struct group_home find(const char *own)
{
	struct group_home home;
	char line[256], file[256];

	snprintf(line, sizeof line, "1:name=systemd:/x\n0::%s\n", own);
	set("own", line);
	path_of(file, "own");
	momus_group_find_at(&home, top, file);
	return home;
}

static void check_home(const char *own, const char *want)
{
	struct group_home home = find(own);
	char path[256];

	path_of(path, want);
	CHECK_INT(home.version, 2);
	for (int i = 0; i < GROUP_TREES; i++)
		CHECK_STR(home.path[i], path);
}

TEST(groups_are_made_in_one_that_gives_memory_and_processes)
{
	plant();
	check_home("/slice", "slice");
	erase();
}

TEST(one_that_other_processes_are_in_is_passed_over_for_the_one_above)
{
	char leaf[64];

	plant();
	check_home("/slice/session", "slice");
	snprintf(leaf, sizeof leaf, "slice/session/momus-%d-self",
		 (int)getpid());
	CHECK(!is_there(leaf));
	erase();
}

TEST(a_limit_that_somebody_set_is_not_evaded)
{
	static const char *const limits[][3] = {
		{ "memory.max", "1073741824\n", "max\n" },
		{ "memory.high", "1073741824\n", "max\n" },
		{ "cpu.max", "50000 100000\n", "max 100000\n" },
		{ "cpuset.cpus", "0-1\n", "\n" },
	};
	struct group_home home;
	char name[64];

	plant();
	for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
		snprintf(name, sizeof name, "slice/session/%s", limits[i][0]);
		set(name, limits[i][1]);
		home = find("/slice/session");
		CHECK_INT(home.version, 0);
		CHECK(strstr(home.why, "Delegate=yes"));
		set(name, limits[i][2]);
		check_home("/slice/session", "slice");
	}
	erase();
}

TEST(what_may_not_be_written_to_is_no_place)
{
	char path[256];

	if (geteuid() == 0)
		SKIP("root may write everywhere");
	plant();
	path_of(path, "slice/cgroup.procs");
	CHECK_INT(chmod(path, 0444), 0);
	CHECK_INT(find("/slice/session").version, 0);
	erase();
}

TEST(neither_root_group_nor_what_is_above_it_serves_without_its_controllers)
{
	struct group_home home;

	plant();
	set("slice/cgroup.subtree_control", "cpu pids\n");
	home = find("/slice/session");
	CHECK_INT(home.version, 0);
	CHECK_INT(find("/").version, 0);
	set("cgroup.subtree_control", "cpu memory pids\n");
	set("cgroup.procs", "");
	check_home("/", "");
	erase();
}

TEST(a_leaf_that_a_momus_moved_into_belongs_to_the_group_around_it)
{
	plant();
	make("slice/momus-12-self");
	set("slice/momus-12-self/cgroup.subtree_control", "\n");
	check_home("/slice/momus-12-self", "slice");
	erase();
}

/* The number of a process that is no more. */
static pid_t gone(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	CHECK(waitpid(pid, NULL, 0) == pid);
	return pid;
}

static void plant_group(const char *name, bool old)
{
	struct timespec both[2] = { { 1000000000, 0 }, { 1000000000, 0 } };
	char path[256];

	make(name);
	path_of(path, name);
	if (old)
		CHECK_INT(utimensat(AT_FDCWD, path, both, 0), 0);
}

TEST(what_a_killed_momus_left_is_swept_away_and_nothing_else)
{
	char dead[64], self[64], fresh[64];
	int pid = (int)gone();

	plant();
	snprintf(dead, sizeof dead, "slice/momus-%d-0-1", pid);
	snprintf(fresh, sizeof fresh, "slice/momus-%d-self", pid);
	snprintf(self, sizeof self, "slice/momus-%d-0-1", (int)getpid());
	plant_group(dead, true);
	plant_group(fresh, false);
	plant_group(self, true);
	plant_group("slice/momus-x-0-1", true);
	plant_group("slice/other", true);
	check_home("/slice", "slice");
	CHECK(!is_there(dead));
	CHECK(is_there(fresh));
	CHECK(is_there(self));
	CHECK(is_there("slice/momus-x-0-1"));
	CHECK(is_there("slice/other"));
	erase();
}

TEST(a_tree_that_is_not_mounted_is_said_so)
{
	struct group_home home;
	char path[256];

	plant();
	path_of(path, "cgroup.controllers");
	CHECK_INT(unlink(path), 0);
	home = find("/slice");
	CHECK_INT(home.version, 0);
	CHECK(strstr(home.why, "mounted"));
	erase();
}

static char group_path[64];

static void set_file(const char *name, const char *text)
{
	char path[128];

	snprintf(path, sizeof path, "%s/%s", group_path, name);
	set(path, text);
}

/* A group of version 2 whose worker uses 8 MiB and has done 3 s. */
static void start(struct group *g, struct group_home *home)
{
	struct momus_error err = { "" };

	*home = find("/slice");
	snprintf(group_path, sizeof group_path, "slice/momus-%d-0-1",
		 (int)getpid());
	set_file("cgroup.procs", "");
	set_file("memory.max", "");
	set_file("memory.swap.max", "");
	set_file("memory.current", "8388608\n");
	set_file("memory.events",
		 "low 0\nhigh 0\nmax 7\noom 1\noom_kill 1\noom_group_kill 0\n");
	set_file("pids.max", "");
	set_file("cpu.stat", "usage_usec 3000000\nuser_usec 2000000\n");
	if (momus_group_create(g, home, 0, 1, &err) < 0 ||
	    momus_group_start(g, 64 << 20, 16, &err) < 0)
		tap_fail(__FILE__, __LINE__, "%s", err.text);
}

static void plant_one(void)
{
	char name[64];

	plant();
	snprintf(name, sizeof name, "slice/momus-%d-0-1", (int)getpid());
	make(name);
}

static void check_file(const char *name, const char *want)
{
	char path[256], file[128], text[64] = "";
	FILE *f;

	snprintf(file, sizeof file, "%s/%s", group_path, name);
	path_of(path, file);
	f = fopen(path, "r");
	CHECK(f && fgets(text, sizeof text, f));
	fclose(f);
	CHECK_STR(text, want);
}

TEST(limits_stand_above_what_the_worker_has)
{
	struct group_home home;
	struct group g;

	plant_one();
	start(&g, &home);
	check_file("memory.max", "75497472"); /* 8 + 64 MiB */
	check_file("memory.swap.max", "0");
	check_file("pids.max", "18");
	momus_group_remove(&g);
	erase();
}

TEST(processor_time_is_that_since_the_start)
{
	struct group_home home;
	struct group g;

	plant_one();
	start(&g, &home);
	set_file("cpu.stat", "usage_usec 4250000\nuser_usec 2000000\n");
	CHECK_NEAR(momus_group_cpu(&g), 1.25, 1e-9);
	momus_group_remove(&g);
	erase();
}

TEST(a_process_that_the_kernel_ended_was_over_the_limit_or_the_host_was)
{
	struct group_home home;
	struct group g;

	plant_one();
	start(&g, &home);
	CHECK_INT(momus_group_memory(&g), GROUP_MEMORY_ENOUGH);
	/* Pages of files were given back at the limit. */
	set_file("memory.events", "max 9\noom 1\noom_kill 1\n");
	CHECK_INT(momus_group_memory(&g), GROUP_MEMORY_ENOUGH);
	set_file("memory.events", "max 9\noom 1\noom_kill 2\n");
	CHECK_INT(momus_group_memory(&g), GROUP_MEMORY_HOST);
	set_file("memory.events", "max 9\noom 2\noom_kill 2\n");
	CHECK_INT(momus_group_memory(&g), GROUP_MEMORY_OVER);
	momus_group_remove(&g);
	erase();
}

TEST(where_no_peak_is_kept_the_largest_process_stands_for_it)
{
	struct group_home home;
	struct group g;

	plant_one();
	start(&g, &home);
	CHECK_INT((long long)momus_group_peak(&g, 12345), 12345);
	momus_group_remove(&g);
	erase();
}

/* A memory.peak that may be read and not written to; its bytes. */
static char *plant_peak(void)
{
	int fd = memfd_create("peak", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	char from[64], path[256], *bytes;

	CHECK(fd >= 0 && ftruncate(fd, 16) == 0);
	bytes = mmap(NULL, 16, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	CHECK(bytes != MAP_FAILED);
	if (fcntl(fd, F_ADD_SEALS, F_SEAL_FUTURE_WRITE) < 0)
		SKIP("this kernel cannot seal a file against later writes");
	snprintf(from, sizeof from, "/proc/self/fd/%d", fd);
	snprintf(group_path, sizeof group_path,
		 "slice/momus-%d-0-1/memory.peak", (int)getpid());
	path_of(path, group_path);
	CHECK_INT(symlink(from, path), 0);
	return bytes;
}

TEST(a_peak_of_the_whole_life_is_not_taken_for_that_of_one_program)
{
	struct group_home home;
	struct group g;
	char *peak;

	plant_one();
	peak = plant_peak();
	memcpy(peak, "104857600", 10); /* 100 MiB, of an earlier program */
	start(&g, &home);
	CHECK_INT((long long)momus_group_peak(&g, 12 << 20), 12 << 20);
	/* What shared pages make of it is no more than the group had. */
	CHECK_INT((long long)momus_group_peak(&g, 200 << 20), 92 << 20);
	memcpy(peak, "209715200", 10);
	CHECK_INT((long long)momus_group_peak(&g, 12 << 20), 192 << 20);
	momus_group_remove(&g);
	munmap(peak, 16);
	erase();
}

TEST(a_group_that_no_longer_counts_memory_is_an_error)
{
	struct momus_error err = { "" };
	struct group_home home;
	struct group g;

	plant_one();
	start(&g, &home);
	set_file("memory.current", "");
	CHECK_INT(momus_group_start(&g, 64 << 20, 16, &err), MOMUS_EIO);
	CHECK(strstr(err.text, "no longer counts memory"));
	momus_group_remove(&g);
	erase();
}

TAP_MAIN
