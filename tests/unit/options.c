/* options.c - tests of harness/host/options.c and nearest.c */
#include <string.h>

#include "host/options.h"
#include "momus/buffer.h"
#include "tap.h"

struct options {
	bool flag;
	int64_t count;
	double rate;
	const char *text, *mode, *file, *extra;
	const char **list, **chosen;
};

#define AT(member) offsetof(struct options, member)

static const struct momus_option table[] = {
	{ MOMUS_OPT_BOOL, "flag", "true", AT(flag), "a switch" },
	{ MOMUS_OPT_INT, "count", "3", AT(count), "how many", .min = 1,
	  .max = 10 },
	{ MOMUS_OPT_REAL, "rate", "0.25", AT(rate), "a share", .min = 0,
	  .max = 1 },
	{ MOMUS_OPT_STR, "text", NULL, AT(text), "any words" },
	{ MOMUS_OPT_ENUM, "mode", "fast", AT(mode), "how",
	  .choices = "fast|slow" },
	{ MOMUS_OPT_FILE, "file", NULL, AT(file), "where" },
	{ MOMUS_OPT_JSON, "extra", "{}", AT(extra), "more" },
	{ MOMUS_OPT_LIST, "list", NULL, AT(list), "the urls",
	  .required = true },
	{ MOMUS_OPT_LIST, "chosen", "[\"a\"]", AT(chosen), "some",
	  .choices = "a|b" },
	MOMUS_OPTION_END,
};

static struct momus_plugin plugin_of(const struct momus_option *rows)
{
	return (struct momus_plugin){ .name = "demo",
				      .version = "1",
				      .options = rows,
				      .options_size = sizeof(struct options) };
}

static struct momus_arena *arena;

/* Fills from JSON; the options live until the next call. */
static struct options *fill(const char *json, int want, struct momus_error *err)
{
	const struct momus_plugin p = plugin_of(table);
	static const char *const skip[] = { "plugin", NULL };
	cJSON *object = cJSON_Parse(json);
	void *out = NULL;

	momus_arena_free(arena);
	arena = momus_arena_create(65536);
	CHECK(object && arena);
	CHECK_INT(momus_options_fill(&p, object, "generator", "/recipes", skip,
				     arena, &out, err),
		  want);
	cJSON_Delete(object);
	return out;
}

static void refused(const char *json, const char *message)
{
	struct momus_error err = { "" };

	fill(json, MOMUS_EINVAL, &err);
	CHECK_STR(err.text, message);
}

TEST(what_is_in_a_list_may_have_to_be_one_of_its_choices)
{
	struct momus_error err = { "" };
	struct options *o = fill("{\"list\":\"x\",\"chosen\":[\"b\",\"a\"]}",
				 MOMUS_OK, &err);

	CHECK_STR(o->chosen[0], "b");
	CHECK_STR(o->chosen[1], "a");
	fill("{\"list\":\"x\",\"chosen\":[\"a\",\"c\"]}", MOMUS_EINVAL, &err);
	CHECK_STR(err.text,
		  "generator.chosen is [\"a\",\"c\"]; expected a text "
		  "or a list of texts, each one of a|b (some)");
}

TEST(what_is_not_given_has_its_default)
{
	struct options *o = fill("{\"list\":\"x\"}", MOMUS_OK, NULL);

	CHECK(o->flag && !o->text && !o->file);
	CHECK_INT(o->count, 3);
	CHECK_NEAR(o->rate, 0.25, 0);
	CHECK_STR(o->mode, "fast");
	CHECK_STR(o->extra, "{}");
}

TEST(what_is_given_replaces_it)
{
	struct options *o = fill(
		"{\"plugin\":\"demo\",\"flag\":false,\"count\":10,\"rate\":1,"
		"\"text\":\"\\u00e9\",\"mode\":\"slow\",\"file\":\"a/b.gz\","
		"\"extra\":{\"k\":[1,null]},\"list\":[\"x\",\"y\"]}",
		MOMUS_OK, NULL);

	CHECK(!o->flag);
	CHECK_INT(o->count, 10);
	CHECK_NEAR(o->rate, 1.0, 0);
	CHECK_STR(o->text, "\xc3\xa9");
	CHECK_STR(o->mode, "slow");
	CHECK_STR(o->file, "/recipes/a/b.gz");
	CHECK_STR(o->extra, "{\"k\":[1,null]}");
	CHECK_STR(o->list[0], "x");
	CHECK_STR(o->list[1], "y");
	CHECK(!o->list[2]);
}

TEST(one_text_is_a_list_of_one)
{
	struct options *o = fill("{\"list\":\"x\"}", MOMUS_OK, NULL);

	CHECK_STR(o->list[0], "x");
	CHECK(!o->list[1]);
}

TEST(an_absolute_path_stays_as_it_is)
{
	struct options *o =
		fill("{\"list\":\"x\",\"file\":\"/d.gz\"}", MOMUS_OK, NULL);

	CHECK_STR(o->file, "/d.gz");
}

TEST(an_unknown_key_gets_the_nearest_known_one)
{
	refused("{\"list\":\"x\",\"cuont\":4}",
		"generator.cuont is unknown; did you mean \"count\"?");
	refused("{\"list\":\"x\",\"temperature\":4}",
		"generator.temperature is unknown; demo 1 has: flag, count, "
		"rate, text, mode, file, extra, list, chosen");
}

TEST(a_wrong_type_is_refused_with_what_was_expected)
{
	refused("{\"list\":\"x\",\"count\":\"4\"}",
		"generator.count is \"4\"; expected a whole number from 1 to "
		"10 (how many)");
	refused("{\"list\":\"x\",\"flag\":1}",
		"generator.flag is 1; expected true or false (a switch)");
	refused("{\"list\":\"x\",\"text\":null}",
		"generator.text is null; expected a text (any words)");
	refused("{\"list\":[\"x\",2]}",
		"generator.list is [\"x\",2]; expected a text or a list of "
		"texts (the urls)");
}

TEST(a_value_out_of_range_is_refused)
{
	refused("{\"list\":\"x\",\"count\":0}",
		"generator.count is 0; expected a whole number from 1 to 10 "
		"(how many)");
	refused("{\"list\":\"x\",\"count\":2.5}",
		"generator.count is 2.5; expected a whole number from 1 to 10 "
		"(how many)");
	refused("{\"list\":\"x\",\"rate\":1e999}",
		"generator.rate is too large a number; expected a number from "
		"0 to 1 (a "
		"share)");
	refused("{\"list\":\"x\",\"mode\":\"fas\"}",
		"generator.mode is \"fas\"; expected one of fast|slow (how)");
	refused("{\"list\":\"x\",\"mode\":\"fast|slow\"}",
		"generator.mode is \"fast|slow\"; expected one of fast|slow "
		"(how)");
}

TEST(a_required_option_that_is_missing_is_named)
{
	refused("{}", "generator.list is missing; demo 1 needs it (the urls)");
}

TEST(a_key_given_twice_is_refused)
{
	refused("{\"list\":\"x\",\"count\":4,\"count\":5}",
		"generator.count is given twice");
}

TEST(no_object_at_all_is_refused)
{
	refused("[1]", "generator is not an object of options");
}

TEST(effective_values_are_printed_as_json)
{
	const struct momus_plugin p = plugin_of(table);
	struct options *o =
		fill("{\"list\":[\"x\"],\"text\":\"a\\\"b\"}", MOMUS_OK, NULL);
	struct momus_buffer b;

	momus_buffer_init(&b, 4096);
	momus_options_print(&p, o, &b);
	CHECK_STR(b.ptr, "{\"flag\":true,\"count\":3,\"rate\":0.25,"
			 "\"text\":\"a\\\"b\",\"mode\":\"fast\",\"file\":null,"
			 "\"extra\":{},\"list\":[\"x\"],\"chosen\":[\"a\"]}");
	momus_buffer_release(&b);
}

static void bad_row(struct momus_option row, const char *message)
{
	const struct momus_option rows[] = { table[0], row, MOMUS_OPTION_END };
	const struct momus_plugin p = plugin_of(rows);
	struct momus_error err = { "" };

	CHECK_INT(momus_options_check(&p, "demo.so", &err), MOMUS_EABI);
	CHECK_STR(err.text, message);
}

TEST(a_sound_table_passes)
{
	const struct momus_plugin p = plugin_of(table);

	CHECK_INT(momus_options_check(&p, "demo.so", NULL), MOMUS_OK);
}

TEST(a_bad_row_is_named)
{
	const struct momus_option good = { MOMUS_OPT_INT, "n", "1", AT(count),
					   "number" };
	struct momus_option row = good;

	row.type = 99;
	bad_row(row, "demo.so: option table, row 1 (n): its type is unknown");
	row = good;
	row.name = "N";
	bad_row(row, "demo.so: option table, row 1 (N): its name is not "
		     "[a-z][a-z0-9_]*");
	row = good;
	row.name = "flag";
	bad_row(row, "demo.so: option table, row 1 (flag): its name is taken "
		     "by an earlier row");
	row = good;
	row.offset = sizeof(struct options) - 4;
	bad_row(row, "demo.so: option table, row 1 (n): its field ends behind "
		     "the options struct");
	row = good;
	row.offset = AT(count) + 1;
	bad_row(row, "demo.so: option table, row 1 (n): its field is not "
		     "aligned");
	row = good;
	row.help = NULL;
	bad_row(row, "demo.so: option table, row 1 (n): it has no help");
	row = good;
	row.required = true;
	bad_row(row, "demo.so: option table, row 1 (n): it is required and has "
		     "a default");
	row = good;
	row.min = 5;
	row.max = 9;
	bad_row(row, "demo.so: option table, row 1: the default of demo.n is "
		     "1; expected a whole number from 5 to 9 (number)");
}

TEST(a_table_without_end_is_refused)
{
	static struct momus_option rows[300];
	static char names[300][8];
	const struct momus_plugin p = plugin_of(rows);
	struct momus_error err = { "" };

	for (size_t i = 0; i < 300; i++) {
		rows[i] = table[0];
		memcpy(names[i], "o000", 5);
		names[i][1] = (char)('0' + i / 100);
		names[i][2] = (char)('0' + i / 10 % 10);
		names[i][3] = (char)('0' + i % 10);
		rows[i].name = names[i];
	}
	rows[299] = (struct momus_option)MOMUS_OPTION_END;
	CHECK_INT(momus_options_check(&p, "demo.so", &err), MOMUS_EABI);
	CHECK_STR(err.text, "demo.so: option table: no MOMUS_OPTION_END within "
			    "256 rows");
}

TEST(nearest_is_at_most_a_third_of_the_letters_away)
{
	const char *const names[] = { "model", "base_url", "seed" };

	CHECK_STR(momus_nearest("mdoel", names, 3), "model");
	CHECK_STR(momus_nearest("Base-URL", names, 3), "base_url");
	CHECK_STR(momus_nearest("sed", names, 3), "seed");
	CHECK(!momus_nearest("temperature", names, 3));
	CHECK(!momus_nearest("x", names, 3));
	CHECK(!momus_nearest("", names, 3));
}

TAP_MAIN
