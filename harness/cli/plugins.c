/* plugins.c - momus plugins [NAME] */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "host/loader.h"
#include "run/controls.h"
#include "run/given.h"

static size_t longest_name(const struct momus_registry *r)
{
	size_t longest = 0;

	for (size_t i = 0; i < momus_registry_count(r); i++) {
		const struct momus_plugin *p = momus_registry_at(r, i)->plugin;

		if (p && strlen(p->name) > longest)
			longest = strlen(p->name);
	}
	return longest;
}

/* Accepted ones as a table, refused ones with their reasons behind it. */
static void print_all(const struct momus_registry *r)
{
	size_t refused = 0;

	int wide = (int)longest_name(r);

	for (size_t i = 0; i < momus_registry_count(r); i++) {
		const struct momus_plugin *p = momus_registry_at(r, i)->plugin;

		if (p)
			printf("%-8s %-*s %-8s %s\n", momus_kind_name(p->kind),
			       wide, p->name, p->version, p->summary);
		else
			refused++;
	}
	if (refused)
		printf("\nrefused:\n");
	for (size_t i = 0; i < momus_registry_count(r); i++)
		if (!momus_registry_at(r, i)->plugin)
			printf("  %s\n", momus_registry_at(r, i)->why);
}

static const char *type_name(enum momus_option_type type)
{
	static const char *const names[] = {
		[MOMUS_OPT_BOOL] = "true|false", [MOMUS_OPT_INT] = "integer",
		[MOMUS_OPT_REAL] = "number",	 [MOMUS_OPT_STR] = "text",
		[MOMUS_OPT_LIST] = "list",	 [MOMUS_OPT_ENUM] = "choice",
		[MOMUS_OPT_FILE] = "file",	 [MOMUS_OPT_JSON] = "JSON",
	};

	return names[type];
}

/* A default of several lines stays below its first. */
static void print_default(const char *value)
{
	fputs("default: ", stdout);
	for (; *value; value++) {
		putchar(*value);
		if (*value == '\n' && value[1])
			printf("  %-40s ", "");
	}
}

static void print_option(const struct momus_option *o)
{
	printf("  %-20s %-10s %s\n", o->name, type_name(o->type), o->help);
	printf("  %-31s ", "");
	if (o->required)
		printf("required");
	else
		print_default(o->value ? o->value : "not set");
	if (o->min != 0.0 || o->max != 0.0)
		printf("; from %.15g to %.15g", o->min, o->max);
	if (o->choices)
		printf("; one of %s", o->choices);
	putchar('\n');
}

static void print_one(const struct momus_registry_entry *e)
{
	const struct momus_plugin *p = e->plugin;

	printf("%s %s (%s) - %s\n%s\n", p->name, p->version,
	       momus_kind_name(p->kind), p->summary, e->path);
	if (p->kind == MOMUS_KIND_TASK && MOMUS_HAS(p->ops.task, graders) &&
	    p->ops.task->graders) {
		printf("\ngraders:");
		for (const char *const *g = p->ops.task->graders; *g; g++)
			printf(" %s%s", *g,
			       g == p->ops.task->graders ? " (default)" : "");
		putchar('\n');
	}
	printf("\noptions:%s\n",
	       p->options && p->options->type != MOMUS_OPT_END ? "" : " none");
	for (const struct momus_option *o = p->options;
	     o && o->type != MOMUS_OPT_END; o++)
		print_option(o);
}

/* Every kind has its own names: one name may show several plugins. */
static int print_named(const struct momus_registry *r, const char *name,
		       struct momus_error *err)
{
	const struct momus_plugin *any;
	size_t shown = 0;

	for (size_t i = 0; i < momus_registry_count(r); i++) {
		const struct momus_registry_entry *e = momus_registry_at(r, i);

		if (!e->plugin || strcmp(e->plugin->name, name) != 0)
			continue;
		if (shown++)
			putchar('\n');
		print_one(e);
	}
	return shown ? 0 : momus_registry_find(r, 0, name, &any, err);
}

/* What can stand for a critic or a generator without a file.  A plugin of the same name is
 * shown instead: as a generator it is what the name means. */
static void add_built_in(struct momus_registry *r)
{
	const struct momus_plugin *p;

	for (size_t i = 0; (p = momus_control_at(i)); i++)
		momus_registry_add(r, p, NULL);
	momus_registry_add(r, &momus_generator_given, NULL);
}

static int plugins(int argc, char **argv, struct momus_error *err)
{
	struct momus_registry *r = NULL;
	int rc;

	if (argc > 2)
		return momus_fail(err, MOMUS_EINVAL,
				  "\"%s\" is one argument too many; usage: "
				  "momus plugins [NAME]",
				  argv[2]);
	rc = momus_registry_open(&r, err);
	if (rc < 0)
		return rc;
	add_built_in(r);
	if (argc == 2)
		rc = print_named(r, argv[1], err);
	else
		print_all(r);
	momus_registry_free(r);
	return rc;
}

const struct momus_command momus_command_plugins = {
	.name = "plugins",
	.usage = "plugins [NAME]",
	.summary = "list the plugins, or explain one and its options",
	.help = "Plugins are looked for in the folders of $MOMUS_PLUGIN_PATH "
		"(separated by ':'),\n"
		"then in the installed folder; a program in its build tree "
		"takes that tree's own.\n"
		"One that cannot be used is listed with the reason.",
	.prints = true,
	.run = plugins,
};
