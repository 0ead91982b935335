/* log.c - tests of harness/core/log.c */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/log.h"
#include "tap.h"

static char path[] = "/tmp/momus-log-XXXXXX";
static char text[4096];

/* What is in the file at PATH, which is removed. */
static const char *contents(void)
{
	FILE *f = fopen(path, "r");

	CHECK(f);
	text[fread(text, 1, sizeof text - 1, f)] = '\0';
	fclose(f);
	unlink(path);
	return text;
}

/* Runs SAY with standard error sent to the file. */
static const char *captured(void (*say)(void))
{
	int saved = dup(2), fd;

	memcpy(path + sizeof path - 7, "XXXXXX", 6);
	fd = mkstemp(path);
	CHECK(fd >= 0 && saved >= 0);
	dup2(fd, 2);
	say();
	dup2(saved, 2);
	close(saved);
	close(fd);
	return contents();
}

static void say_each(void)
{
	momus_log(MOMUS_LOG_ERROR, "net", "lost %d", 3);
	momus_log(MOMUS_LOG_INFO, "net", "found");
	momus_log(MOMUS_LOG_DEBUG, "net", "looked");
}

TEST(a_message_names_its_area_and_its_level_if_grave)
{
	CHECK_STR(captured(say_each),
		  "momus: net: error: lost 3\nmomus: net: found\n");
}

TEST(the_level_decides_what_people_see)
{
	momus_log_level_set(MOMUS_LOG_ERROR);
	CHECK_STR(captured(say_each), "momus: net: error: lost 3\n");
	momus_log_level_set(MOMUS_LOG_INFO);
}

static void say_control(void)
{
	momus_log(MOMUS_LOG_INFO, "net", "a\n\x1b[31mb");
}

TEST(control_characters_do_not_reach_the_terminal)
{
	CHECK_STR(captured(say_control), "momus: net: a??[31mb\n");
}

static void erase(void *arg)
{
	++*(int *)arg;
}

static int erased;

static void say_hooked(void)
{
	momus_log_hook(erase, &erased);
	momus_log(MOMUS_LOG_INFO, "net", "x");
	momus_log(MOMUS_LOG_DEBUG, "net", "unseen");
	momus_log_hook(NULL, NULL);
}

TEST(the_hook_runs_before_each_line_that_is_shown)
{
	captured(say_hooked);
	CHECK_INT(erased, 1);
}

TEST(json_lines_hold_every_level)
{
	char want[] = ",\"level\":\"debug\",\"area\":\"net\",\"text\":"
		      "\"say \\\"x\\\"\"}\n";
	char file[] = "/tmp/momus-json-XXXXXX";
	FILE *f;
	int fd = mkstemp(file);

	CHECK(fd >= 0);
	close(fd);
	CHECK_INT(momus_log_json_open(file, NULL), MOMUS_OK);
	momus_log(MOMUS_LOG_DEBUG, "net", "say \"x\"");
	f = fopen(file, "r");
	CHECK(f);
	text[fread(text, 1, sizeof text - 1, f)] = '\0';
	fclose(f);
	unlink(file);
	CHECK(strncmp(text, "{\"time\":", 8) == 0);
	CHECK(strlen(text) > sizeof want);
	CHECK_STR(text + strlen(text) - strlen(want), want);
}

TEST(a_file_that_cannot_be_written_is_named)
{
	struct momus_error err = { "" };

	CHECK_INT(momus_log_json_open("/nonexistent/x", &err), MOMUS_EINVAL);
	CHECK_STR(err.text, "/nonexistent/x: cannot be written: No such file "
			    "or directory");
}

TAP_MAIN
