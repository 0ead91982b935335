/* registry.c - tests of harness/host/registry.c on the modules of
 * tests/plugins: one sound, its twin, and one for each fault */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/loader.h"
#include "tap.h"

/* The search path is those modules and, behind them, the tree's own. */
static struct momus_registry *open_faulty(void)
{
	struct momus_registry *r = NULL;
	struct momus_error err = { "" };
	char folder[4096];

	snprintf(folder, sizeof folder, "%s/tests/plugins/.libs",
		 getenv("top_builddir"));
	setenv("MOMUS_PLUGIN_PATH", folder, 1);
	CHECK_INT(momus_registry_open(&r, &err), MOMUS_OK);
	return r;
}

/* Why FILE was refused. */
static const char *why(const struct momus_registry *r, const char *file)
{
	for (size_t i = 0; i < momus_registry_count(r); i++) {
		const struct momus_registry_entry *e = momus_registry_at(r, i);
		const char *base = strrchr(e->path, '/');

		if (!e->plugin && base && strcmp(base + 1, file) == 0)
			return e->why;
	}
	return "not refused";
}

static void check_why(const char *file, const char *part)
{
	struct momus_registry *r = open_faulty();
	const char *text = why(r, file);
	bool found = strstr(text, part) && strstr(text, file);

	if (!found)
		tap_fail(__FILE__, __LINE__, "%s: \"%s\" lacks \"%s\"", file,
			 text, part);
	momus_registry_free(r);
}

TEST(a_sound_plugin_is_found_among_faulty_ones)
{
	struct momus_registry *r = open_faulty();
	const struct momus_plugin *p = NULL;

	CHECK_INT(momus_registry_find(r, MOMUS_KIND_REWARD, "sound", &p, NULL),
		  MOMUS_OK);
	CHECK_STR(p->summary, "gives every critique the same reward");
	CHECK_INT(momus_registry_find(r, 0, "sound", &p, NULL), MOMUS_OK);
	momus_registry_free(r);
}

TEST(each_fault_is_refused_with_both_values)
{
	check_why("magic.so", "magic number 0x31474c50, expected 0x504d4f4d");
	check_why("abi.so", "plugin ABI 7, this is ABI 1");
	check_why("short.so", "has 24 bytes, ABI 1 needs at least 64");
	check_why("kind.so", "kind 9 is unknown, expected 1 (backend) to 4");
	check_why("entry.so", "does not export momus_plugin_entry()");
	check_why("unresolved.so", "undefined symbol: momus_no_such_function");
	check_why("name.so", "its name is \"Sound\", expected [a-z]");
	check_why("options.so", "row 0: the default of sound.value is 2; "
				"expected a number from 0 to 1");
	check_why("ops.so", "reward sound lacks open, close and score");
}

TEST(the_second_plugin_of_one_name_is_refused_with_both_paths)
{
	check_why("twin.so", "sound.so");
}

TEST(accepted_ones_come_sorted_and_before_the_refused)
{
	struct momus_registry *r = open_faulty();
	const struct momus_registry_entry *last = NULL;
	size_t refused = 0;

	for (size_t i = 0; i < momus_registry_count(r); i++) {
		const struct momus_registry_entry *e = momus_registry_at(r, i);

		refused += !e->plugin;
		CHECK(!refused || !e->plugin);
		CHECK(!e->plugin == !!e->why);
		if (last && last->plugin && e->plugin)
			CHECK(last->plugin->kind <= e->plugin->kind);
		last = e;
	}
	CHECK_INT(refused, 10);
	CHECK(!momus_registry_at(r, momus_registry_count(r)));
	momus_registry_free(r);
}

TEST(a_mistyped_name_gets_the_nearest)
{
	struct momus_registry *r = open_faulty();
	const struct momus_plugin *p = NULL;
	struct momus_error err = { "" };

	CHECK_INT(momus_registry_find(r, MOMUS_KIND_REWARD, "sund", &p, &err),
		  MOMUS_ENOTFOUND);
	CHECK_STR(err.text,
		  "there is no reward \"sund\"; did you mean \"sound\"?");
	momus_registry_free(r);
}

TEST(asking_for_a_refused_file_says_why_it_was)
{
	struct momus_registry *r = open_faulty();
	const struct momus_plugin *p = NULL;
	struct momus_error err = { "" };

	CHECK_INT(momus_registry_find(r, MOMUS_KIND_REWARD, "abi", &p, &err),
		  MOMUS_ENOTFOUND);
	CHECK(strstr(err.text, "plugin ABI 7, this is ABI 1"));
	momus_registry_free(r);
}

TEST(a_folder_that_is_not_there_is_named_and_takes_nothing_down)
{
	struct momus_registry *r = NULL;
	const struct momus_registry_entry *last;

	setenv("MOMUS_PLUGIN_PATH", "/nonexistent/folder", 1);
	CHECK_INT(momus_registry_open(&r, NULL), MOMUS_OK);
	CHECK(momus_registry_count(r) > 0);
	last = momus_registry_at(r, momus_registry_count(r) - 1);
	CHECK(!last->plugin);
	CHECK_STR(last->why, "/nonexistent/folder: the plugin folder cannot be "
			     "read: No such file or directory");
	momus_registry_free(r);
}

TEST(a_folder_named_twice_is_no_duplicate)
{
	struct momus_registry *r = NULL;
	char folder[4096];
	size_t once, refusals = 0;

	r = open_faulty();
	once = momus_registry_count(r);
	momus_registry_free(r);
	snprintf(folder, sizeof folder, "%s:%s", getenv("MOMUS_PLUGIN_PATH"),
		 getenv("MOMUS_PLUGIN_PATH"));
	setenv("MOMUS_PLUGIN_PATH", folder, 1);
	CHECK_INT(momus_registry_open(&r, NULL), MOMUS_OK);
	for (size_t i = 0; i < momus_registry_count(r); i++)
		refusals += !momus_registry_at(r, i)->plugin;
	CHECK_INT(momus_registry_count(r), once);
	CHECK_INT(refusals, 10);
	momus_registry_free(r);
}

TAP_MAIN
