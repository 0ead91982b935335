/* loader.c - tests of harness/host/loader.c */
#include <string.h>

#include "host/loader.h"
#include "tap.h"

static int backend_open(void **self, const void *options,
			struct momus_error *err)
{
	(void)self;
	(void)options;
	(void)err;
	return MOMUS_OK;
}

static void backend_close(void *self)
{
	(void)self;
}

static const char *backend_model(const void *self)
{
	(void)self;
	return "none";
}

static int backend_complete(void *self, const struct momus_call *call,
			    struct momus_completion *out,
			    struct momus_error *err)
{
	(void)self;
	(void)call;
	(void)out;
	(void)err;
	return MOMUS_OK;
}

static const struct momus_backend_ops backend_ops = {
	.size = sizeof backend_ops,
	.open = backend_open,
	.close = backend_close,
	.model = backend_model,
	.complete = backend_complete,
};

static struct momus_plugin sound(void)
{
	return (struct momus_plugin){
		MOMUS_PLUGIN_HEAD(MOMUS_KIND_BACKEND),
		.name = "p",
		.version = "1",
		.summary = "a plugin",
		.ops.backend = &backend_ops,
	};
}

static void refused(const struct momus_plugin *p, const char *why)
{
	struct momus_error err = { "" };

	CHECK_INT(momus_plugin_check(p, "p.so", &err), MOMUS_EABI);
	CHECK_STR(err.text, why);
}

TEST(a_sound_plugin_passes)
{
	struct momus_plugin p = sound();

	CHECK_INT(momus_plugin_check(&p, "p.so", NULL), MOMUS_OK);
}

TEST(no_plugin_at_all_is_refused)
{
	refused(NULL, "p.so: momus_plugin_entry() returned NULL");
}

TEST(another_magic_number_is_refused_with_both)
{
	struct momus_plugin p = sound();

	p.magic = 0x464c457f;
	refused(&p, "p.so: magic number 0x464c457f, expected 0x504d4f4d: not "
		    "a plugin of this harness");
}

TEST(another_abi_is_refused_with_both_numbers)
{
	struct momus_plugin p = sound();

	p.abi = 7;
	refused(&p, "p.so: built for plugin ABI 7, this is ABI 1; build it "
		    "again with this momus.pc");
}

TEST(a_short_struct_is_refused_with_both_sizes)
{
	struct momus_plugin p = sound();

	p.size = 16;
	refused(&p, "p.so: its plugin struct has 16 bytes, ABI 1 needs at "
		    "least 64");
}

TEST(a_longer_struct_is_a_newer_plugin_and_passes)
{
	struct momus_plugin p = sound();

	p.size += 8;
	CHECK_INT(momus_plugin_check(&p, "p.so", NULL), MOMUS_OK);
}

TEST(the_first_wrong_field_in_order_is_the_one_named)
{
	struct momus_plugin p = sound();
	struct momus_error err = { "" };

	p.abi = 7;
	p.kind = 99;
	p.name = NULL;
	CHECK_INT(momus_plugin_check(&p, "p.so", &err), MOMUS_EABI);
	CHECK(strstr(err.text, "ABI 7"));
}

TEST(an_unknown_kind_is_refused)
{
	struct momus_plugin p = sound();

	p.kind = 9;
	refused(&p, "p.so: kind 9 is unknown, expected 1 (backend) to 4 "
		    "(trainer)");
	CHECK(!momus_kind_name(0));
	CHECK(!momus_kind_name(5));
}

TEST(a_name_out_of_the_alphabet_is_refused)
{
	struct momus_plugin p = sound();

	p.name = "My_plugin";
	refused(&p,
		"p.so: its name is \"My_plugin\", expected [a-z][a-z0-9-]*");
	p.name = NULL;
	refused(&p, "p.so: its name is \"(null)\", expected [a-z][a-z0-9-]*");
}

TEST(a_plugin_without_version_or_summary_is_refused)
{
	struct momus_plugin p = sound();

	p.version = NULL;
	refused(&p, "p.so: p has no version, expected a text");
	p = sound();
	p.summary = "two\nlines";
	refused(&p, "p.so: p has no summary of one line");
}

TEST(a_missing_operation_is_named)
{
	struct momus_backend_ops ops = backend_ops;
	struct momus_plugin p = sound();

	p.ops.backend = &ops;
	ops.model = NULL;
	refused(&p, "p.so: backend p lacks open, close and model");
	ops = backend_ops;
	ops.complete = NULL;
	refused(&p, "p.so: backend p lacks complete, or endpoint, request and "
		    "reply");
	p.ops.any = NULL;
	refused(&p, "p.so: backend p has no table of operations");
}

TEST(a_short_table_of_operations_is_refused_with_both_sizes)
{
	struct momus_backend_ops ops = backend_ops;
	struct momus_plugin p = sound();

	p.ops.backend = &ops;
	ops.size = 16;
	refused(&p, "p.so: backend p has a table of operations of 16 bytes, at "
		    "least 40 are needed");
}

TEST(a_missing_file_is_an_io_error_with_its_name)
{
	const struct momus_plugin *p;
	struct momus_error err = { "" };

	CHECK_INT(momus_plugin_load(&p, "./none.so", &err), MOMUS_EIO);
	CHECK_STR(err.text, "./none.so: No such file or directory");
}

TEST(a_folder_is_no_plugin)
{
	const struct momus_plugin *p;

	CHECK_INT(momus_plugin_load(&p, "/", NULL), MOMUS_EIO);
}

TAP_MAIN
