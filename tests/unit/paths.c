/* paths.c - tests of harness/host/paths.c, which run in a build tree */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/paths.h"
#include "tap.h"

static char folder[] = "/tmp/momus-paths-XXXXXX";

static const char *temporary(void)
{
	static int made;

	if (!made++)
		CHECK(mkdtemp(folder));
	return folder;
}

static void put_file(const char *path)
{
	FILE *f = fopen(path, "w");

	CHECK(f);
	fclose(f);
}

TEST(the_users_plugin_folders_come_first)
{
	char *list;

	setenv("MOMUS_PLUGIN_PATH", "/a:/b", 1);
	list = momus_paths_plugins();
	CHECK(list);
	CHECK(strncmp(list, "/a:/b", 5) == 0);
	CHECK(list[5] == '\0' || list[5] == ':');
	free(list);
	unsetenv("MOMUS_PLUGIN_PATH");
}

TEST(a_build_tree_uses_its_own_plugins)
{
	char *list = momus_paths_plugins();
	char want[4096];

	CHECK(list);
	snprintf(want, sizeof want, "%s/plugins/", getenv("top_builddir"));
	CHECK(!*list || strncmp(list, want, strlen(want)) == 0);
	free(list);
}

TEST(a_resource_of_the_users_folder_wins)
{
	char path[4096];
	char *out = NULL;

	snprintf(path, sizeof path, "%s/word.txt", temporary());
	put_file(path);
	setenv("MOMUS_RESOURCE_PATH", temporary(), 1);
	CHECK_INT(momus_paths_resource("word.txt", &out, NULL), MOMUS_OK);
	CHECK_STR(out, path);
	free(out);
	unsetenv("MOMUS_RESOURCE_PATH");
	unlink(path);
}

TEST(a_resource_of_the_source_tree_is_found)
{
	char *out = NULL;

	CHECK_INT(momus_paths_resource("api/momus/plugin.h", &out, NULL),
		  MOMUS_OK);
	CHECK(strstr(out, "/harness/api/momus/plugin.h"));
	free(out);
}

TEST(a_missing_resource_says_where_it_was_looked_for)
{
	struct momus_error err = { "" };
	char *out = NULL;

	CHECK_INT(momus_paths_resource("no/such.txt", &out, &err),
		  MOMUS_ENOTFOUND);
	CHECK(!out);
	CHECK(strstr(err.text, "there is no data file \"no/such.txt\""));
	CHECK(strstr(err.text, "/plugins"));
	CHECK(strstr(err.text, "/harness"));
}

TEST(a_missing_helper_is_named)
{
	struct momus_error err = { "" };
	char *out = NULL;

	CHECK_INT(momus_paths_helper("momus-none", &out, &err),
		  MOMUS_ENOTFOUND);
	CHECK(strstr(err.text, "there is no helper program \"momus-none\""));
}

TEST(the_cache_folder_is_made_for_its_user_alone)
{
	char want[4096];
	struct stat st;
	char *out = NULL;

	snprintf(want, sizeof want, "%s/a/b", temporary());
	setenv("MOMUS_CACHE", want, 1);
	CHECK_INT(momus_paths_cache(&out, NULL), MOMUS_OK);
	CHECK_STR(out, want);
	free(out);
	CHECK_INT(stat(want, &st), 0);
	CHECK_INT(st.st_mode & 0777, 0700);
	rmdir(want);
	snprintf(want, sizeof want, "%s/a", temporary());
	rmdir(want);
	unsetenv("MOMUS_CACHE");
}

TEST(xdg_comes_before_home)
{
	char want[4096];
	char *out = NULL;

	setenv("XDG_CACHE_HOME", temporary(), 1);
	setenv("HOME", "/nonexistent", 1);
	CHECK_INT(momus_paths_cache(&out, NULL), MOMUS_OK);
	snprintf(want, sizeof want, "%s/momus", temporary());
	CHECK_STR(out, want);
	free(out);
	rmdir(want);
	unsetenv("XDG_CACHE_HOME");
}

TEST(a_cache_folder_that_cannot_be_made_is_named_with_the_remedy)
{
	struct momus_error err = { "" };
	char *out = NULL;

	setenv("MOMUS_CACHE", "/dev/null/cache", 1);
	CHECK_INT(momus_paths_cache(&out, &err), MOMUS_EIO);
	CHECK(strstr(err.text, "/dev/null"));
	CHECK(strstr(err.text, "MOMUS_CACHE"));
	unsetenv("MOMUS_CACHE");
	rmdir(temporary());
}

TAP_MAIN
