/* loader.c - see loader.h */
#include "config.h"

#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/loader.h"
#include "host/options.h"

static const char *const kinds[] = { NULL, "backend", "task", "reward",
				     "trainer" };

const char *momus_kind_name(uint32_t kind)
{
	return kind < sizeof kinds / sizeof *kinds ? kinds[kind] : NULL;
}

/* [a-z][a-z0-9-]* */
static bool is_name(const char *s)
{
	if (*s < 'a' || *s > 'z')
		return false;
	return strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(s);
}

static int check_names(const struct momus_plugin *p, const char *origin,
		       struct momus_error *err)
{
	if (!p->name || !is_name(p->name))
		return momus_fail(err, MOMUS_EABI,
				  "%s: its name is \"%s\", expected "
				  "[a-z][a-z0-9-]*",
				  origin, p->name ? p->name : "(null)");
	if (!p->version || !*p->version)
		return momus_fail(err, MOMUS_EABI,
				  "%s: %s has no version, expected a text",
				  origin, p->name);
	if (!p->summary || !*p->summary || strchr(p->summary, '\n'))
		return momus_fail(err, MOMUS_EABI,
				  "%s: %s has no summary of one line", origin,
				  p->name);
	return MOMUS_OK;
}

/* What a kind's table of operations must have, in words for people. */
struct needs {
	size_t size;	     /* bytes up to the last operation that is needed */
	const char *missing; /* NULL: all there */
};

#define NEEDS(ops, member) \
	((size_t)((const char *)(&(ops)->member + 1) - (const char *)(ops)))

static struct needs backend_needs(const struct momus_backend_ops *o)
{
	struct needs n = { NEEDS(o, complete), NULL };

	if (o->size < n.size)
		return n;
	if (!o->open || !o->close || !o->model)
		n.missing = "open, close and model";
	else if (!o->complete && (!MOMUS_HAS(o, reply) || !o->endpoint ||
				  !o->request || !o->reply))
		n.missing = "complete, or endpoint, request and reply";
	return n;
}

/* Who can grade in several ways must let the host say which. */
static bool lacks_grader_option(const struct momus_plugin *p,
				const struct momus_task_ops *o)
{
	if (!MOMUS_HAS(o, graders) || !o->graders || !o->graders[0] ||
	    !o->graders[1])
		return false;
	for (const struct momus_option *row = p->options;
	     row && row->type != MOMUS_OPT_END; row++)
		if (strcmp(row->name, "grader") == 0)
			return false;
	return true;
}

static struct needs task_needs(const struct momus_plugin *p)
{
	const struct momus_task_ops *o = p->ops.task;
	struct needs n = { NEEDS(o, judge), NULL };

	if (o->size < n.size)
		return n;
	if (!o->problem || !o->plan || !o->judge)
		n.missing = "problem, plan and judge";
	else if (!o->open != !o->close)
		n.missing = "open and close, both or neither";
	else if (lacks_grader_option(p, o))
		n.missing = "the option \"grader\", having several graders";
	return n;
}

static struct needs reward_needs(const struct momus_reward_ops *o)
{
	struct needs n = { NEEDS(o, score), NULL };

	if (o->size < n.size)
		return n;
	if (!o->open || !o->close || !o->score)
		n.missing = "open, close and score";
	else if (MOMUS_HAS(o, reply) && o->questions &&
		 (!o->endpoint || !o->request || !o->reply))
		n.missing = "endpoint, request and reply, having questions";
	return n;
}

static struct needs trainer_needs(const struct momus_trainer_ops *o)
{
	struct needs n = { NEEDS(o, optimizer), NULL };

	if (o->size >= n.size && (!o->open || !o->close || !o->training ||
				  !o->gradient || !o->optimizer))
		n.missing = "open, close, training, gradient and optimizer";
	return n;
}

static int check_ops(const struct momus_plugin *p, const char *origin,
		     struct momus_error *err)
{
	struct needs n;
	uint32_t size;

	if (!p->ops.any)
		return momus_fail(err, MOMUS_EABI,
				  "%s: %s %s has no table of operations",
				  origin, kinds[p->kind], p->name);
	memcpy(&size, p->ops.any, sizeof size); /* first in every table */
	switch (p->kind) {
	case MOMUS_KIND_BACKEND:
		n = backend_needs(p->ops.backend);
		break;
	case MOMUS_KIND_TASK:
		n = task_needs(p);
		break;
	case MOMUS_KIND_REWARD:
		n = reward_needs(p->ops.reward);
		break;
	default:
		n = trainer_needs(p->ops.trainer);
		break;
	}
	if (size < n.size)
		return momus_fail(err, MOMUS_EABI,
				  "%s: %s %s has a table of operations of %u "
				  "bytes, at least %zu are needed",
				  origin, kinds[p->kind], p->name, size,
				  n.size);
	if (n.missing)
		return momus_fail(err, MOMUS_EABI, "%s: %s %s lacks %s", origin,
				  kinds[p->kind], p->name, n.missing);
	return MOMUS_OK;
}

int momus_plugin_check(const struct momus_plugin *p, const char *origin,
		       struct momus_error *err)
{
	int rc;

	if (!p)
		return momus_fail(err, MOMUS_EABI,
				  "%s: momus_plugin_entry() returned NULL",
				  origin);
	if (p->magic != MOMUS_PLUGIN_MAGIC)
		return momus_fail(err, MOMUS_EABI,
				  "%s: magic number 0x%08x, expected 0x%08x: "
				  "not a plugin of this harness",
				  origin, p->magic, MOMUS_PLUGIN_MAGIC);
	if (p->abi != MOMUS_PLUGIN_ABI)
		return momus_fail(err, MOMUS_EABI,
				  "%s: built for plugin ABI %u, this is ABI "
				  "%u; build it again with this momus.pc",
				  origin, p->abi, MOMUS_PLUGIN_ABI);
	if (!MOMUS_HAS(p, ops))
		return momus_fail(err, MOMUS_EABI,
				  "%s: its plugin struct has %u bytes, ABI %u "
				  "needs at least %zu",
				  origin, p->size, MOMUS_PLUGIN_ABI,
				  NEEDS(p, ops));
	if (!momus_kind_name(p->kind))
		return momus_fail(err, MOMUS_EABI,
				  "%s: kind %u is unknown, expected %d "
				  "(backend) to %d (trainer)",
				  origin, p->kind, MOMUS_KIND_BACKEND,
				  MOMUS_KIND_TRAINER);
	if ((rc = check_names(p, origin, err)) < 0 ||
	    (rc = momus_options_check(p, origin, err)) < 0)
		return rc;
	return check_ops(p, origin, err);
}

/* The machine this harness was built for. */
static const Elf64_Ehdr *own_header(void)
{
	extern const Elf64_Ehdr __ehdr_start
		__attribute__((visibility("hidden")));

	return &__ehdr_start;
}

/* Refuses what dlopen() would refuse less clearly, and a cut file, which it
 * would map and die of. */
static int check_file(int fd, const char *path, struct momus_error *err)
{
	static const unsigned char magic[] = { 0x7f, 'E', 'L', 'F' };
	unsigned machine = own_header()->e_machine;
	struct stat st;
	Elf64_Ehdr head;
	Elf64_Phdr part;

	if (fstat(fd, &st) < 0)
		return momus_fail(err, MOMUS_EIO, "%s: %m", path);
	memset(&head, 0, sizeof head);
	if (!S_ISREG(st.st_mode) || pread(fd, &head, sizeof head, 0) < 0 ||
	    memcmp(head.e_ident, magic, sizeof magic) != 0)
		return momus_fail(err, MOMUS_EIO,
				  "%s: no shared object: it begins with "
				  "%02x%02x%02x%02x, expected 7f454c46",
				  path, head.e_ident[0], head.e_ident[1],
				  head.e_ident[2], head.e_ident[3]);
	if (head.e_ident[EI_CLASS] != ELFCLASS64 || head.e_type != ET_DYN ||
	    head.e_machine != machine)
		return momus_fail(err, MOMUS_EIO,
				  "%s: no shared object for this machine: "
				  "ELF type %u for machine %u, expected %d "
				  "for %u",
				  path, head.e_type, head.e_machine, ET_DYN,
				  machine);
	for (unsigned i = 0; i < head.e_phnum; i++) {
		off_t at = (off_t)(head.e_phoff + i * sizeof part);

		if (pread(fd, &part, sizeof part, at) != sizeof part ||
		    part.p_offset > (uint64_t)st.st_size ||
		    part.p_filesz > (uint64_t)st.st_size - part.p_offset)
			return momus_fail(err, MOMUS_EIO,
					  "%s: the shared object is cut: it "
					  "has %lld bytes, its segment %u "
					  "lies behind them",
					  path, (long long)st.st_size, i);
	}
	return MOMUS_OK;
}

static int open_object(void **dso, const char *path, struct momus_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	const char *why;
	size_t len = strlen(path);
	int rc;

	if (fd < 0)
		return momus_fail(err, MOMUS_EIO, "%s: %m", path);
	rc = check_file(fd, path, err);
	close(fd);
	if (rc < 0)
		return rc;
	*dso = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (*dso)
		return MOMUS_OK;
	why = dlerror();
	if (strncmp(why, path, len) == 0 && why[len] == ':')
		return momus_fail(err, MOMUS_EIO, "%s", why);
	return momus_fail(err, MOMUS_EIO, "%s: %s", path, why);
}

int momus_plugin_load(const struct momus_plugin **out, const char *path,
		      struct momus_error *err)
{
	const struct momus_plugin *(*entry)(void);
	const struct momus_plugin *plugin;
	void *dso;
	int rc;

	rc = open_object(&dso, path, err);
	if (rc < 0)
		return rc;
	*(void **)&entry = dlsym(dso, "momus_plugin_entry");
	if (!entry) {
		rc = momus_fail(err, MOMUS_EABI,
				"%s: no plugin: it does not export "
				"momus_plugin_entry()",
				path);
		goto out;
	}
	plugin = entry();
	rc = momus_plugin_check(plugin, path, err);
	if (rc < 0)
		goto out;
	*out = plugin;
	dso = NULL; /* kept: see loader.h */
out:
	if (dso)
		dlclose(dso);
	return rc;
}
