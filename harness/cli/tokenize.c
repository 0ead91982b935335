/* tokenize.c - momus tokenize MODEL [TEXT] [OPTION…] */
#include "config.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "host/loader.h"
#include "host/options.h"
#include "momus/json.h"
#include "momus/trainable.h"

enum { TEXT_LIMIT = 256 << 20, MESSAGES = 4096 };

struct order {
	const char *backend, *model, *text, *file, *chat, *decode, *template;
	bool pieces, frame, plain, ask;
};

struct opened {
	struct momus_registry *registry;
	struct momus_arena *arena;
	const struct momus_backend_ops *ops;
	const struct momus_trainable_ops *trainable;
	void *self;
};

static bool value_option(struct order *o, const char *name, const char ***field)
{
	const struct {
		const char *name;
		const char **field;
	} rows[] = {
		{ "--backend", &o->backend },	{ "--file", &o->file },
		{ "--chat", &o->chat },		{ "--decode", &o->decode },
		{ "--template", &o->template },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (strcmp(rows[i].name, name) == 0) {
			*field = rows[i].field;
			return true;
		}
	return false;
}

static bool flag_option(struct order *o, const char *name)
{
	const struct {
		const char *name;
		bool *field;
	} rows[] = {
		{ "--pieces", &o->pieces },
		{ "--frame", &o->frame },
		{ "--plain", &o->plain },
		{ "--ask", &o->ask },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (strcmp(rows[i].name, name) == 0)
			return *rows[i].field = true;
	return false;
}

static int parse(int argc, char **argv, struct order *o,
		 struct momus_error *err)
{
	const char **field;
	bool plain_words = false;

	for (int i = 1; i < argc; i++) {
		if (!plain_words && strcmp(argv[i], "--") == 0)
			plain_words = true;
		else if (!plain_words && flag_option(o, argv[i]))
			;
		else if (!plain_words && value_option(o, argv[i], &field) &&
			 i + 1 < argc)
			*field = argv[++i];
		else if (!plain_words && argv[i][0] == '-' && argv[i][1])
			return momus_fail(err, MOMUS_EINVAL,
					  "tokenize: \"%s\" is not understood, "
					  "or lacks its value; `momus help "
					  "tokenize` lists the options",
					  argv[i]);
		else if (!o->model)
			o->model = argv[i];
		else if (!o->text)
			o->text = argv[i];
		else
			return momus_fail(err, MOMUS_EINVAL,
					  "tokenize: \"%s\" is a second text; "
					  "quote a text of several words",
					  argv[i]);
	}
	if (!o->model)
		return momus_fail(err, MOMUS_EINVAL,
				  "tokenize: which model? usage: momus "
				  "tokenize MODEL [TEXT]");
	if (!!o->text + !!o->file + !!o->chat + !!o->decode > 1)
		return momus_fail(err, MOMUS_EINVAL,
				  "tokenize: give one of a text, --file, "
				  "--chat and --decode");
	return MOMUS_OK;
}

/* Opens the backend with no more than its tokenizer. */
static int open_model(struct opened *m, const struct order *o,
		      struct momus_error *err)
{
	const struct momus_plugin *plugin;
	cJSON *object = NULL;
	void *options;
	int rc = momus_registry_open(&m->registry, err);

	m->arena = momus_arena_create(TEXT_LIMIT);
	if (rc == MOMUS_OK && !m->arena)
		rc = momus_fail(err, MOMUS_ENOMEM, "tokenize: out of memory");
	if (rc == MOMUS_OK)
		rc = momus_registry_find(m->registry, MOMUS_KIND_BACKEND,
					 o->backend, &plugin, err);
	if (rc < 0)
		return rc;
	m->ops = plugin->ops.backend;
	if (!MOMUS_HAS(m->ops, trainable) || !m->ops->trainable ||
	    !m->ops->trainable->tokenise)
		return momus_fail(
			err, MOMUS_ENOTSUP,
			"tokenize: backend %s has no tokenizer of its "
			"own; native has",
			o->backend);
	m->trainable = m->ops->trainable;
	object = cJSON_CreateObject();
	if (!object || !cJSON_AddStringToObject(object, "model", o->model) ||
	    !cJSON_AddBoolToObject(object, "weights", false) ||
	    (o->template &&
	     !cJSON_AddStringToObject(object, "template", o->template)))
		rc = momus_fail(err, MOMUS_ENOMEM, "tokenize: out of memory");
	if (rc == MOMUS_OK)
		rc = momus_options_fill(plugin, object, "tokenize", ".", NULL,
					m->arena, &options, err);
	cJSON_Delete(object);
	return rc < 0 ? rc : m->ops->open(&m->self, options, err);
}

static void close_model(struct opened *m)
{
	if (m->self)
		m->ops->close(m->self);
	momus_arena_free(m->arena);
	momus_registry_free(m->registry);
}

static int read_all(const char *path, struct momus_buffer *b,
		    struct momus_error *err)
{
	FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
	char part[65536];
	size_t n;
	int rc = MOMUS_OK;

	if (!file)
		return momus_fail(err, MOMUS_EINVAL, "tokenize: %s: %s", path,
				  strerror(errno));
	while ((n = fread(part, 1, sizeof part, file)) > 0 && !b->failed)
		momus_buffer_add(b, (struct momus_text){ part, n });
	if (ferror(file))
		rc = momus_fail(err, MOMUS_EIO, "tokenize: %s: %s", path,
				strerror(errno));
	if (file != stdin)
		fclose(file);
	return rc < 0 ? rc : momus_buffer_check(b, path, err);
}

/* The text of a dialogue, [{"role": …, "content": …}, …]. */
static int render(struct opened *m, const struct order *o,
		  struct momus_text json, struct momus_buffer *out,
		  struct momus_error *err)
{
	struct momus_message *list =
		momus_arena_alloc(m->arena, MESSAGES * sizeof *list);
	struct momus_text key, value, role;
	size_t at = 0, n = 0;

	if (!list)
		return momus_fail(err, MOMUS_ENOMEM, "tokenize: out of memory");
	if (!momus_json_valid(json, &at) || !json.len)
		return momus_fail(err, MOMUS_EINVAL,
				  "tokenize: %s: is no JSON at byte %zu; "
				  "expected [{\"role\": \"user\", \"content\": "
				  "\"…\"}]",
				  o->chat, at);
	for (at = 0; momus_json_next(json, &at, &key, &value); n++) {
		role = momus_json_member(value, "role");
		list[n].content = momus_json_member(value, "content");
		if (n + 1 == MESSAGES || key.len || !role.len ||
		    role.ptr[0] != '"' || !list[n].content.len ||
		    list[n].content.ptr[0] != '"')
			return momus_fail(err, MOMUS_EINVAL,
					  "tokenize: %s: message %zu has no "
					  "role and content, or is one of more "
					  "than %d",
					  o->chat, n, MESSAGES);
		list[n].role = momus_json_copy(role, m->arena).ptr;
		list[n].content = momus_json_copy(list[n].content, m->arena);
		if (!list[n].role || !list[n].content.ptr)
			return momus_fail(err, MOMUS_ENOMEM,
					  "tokenize: out of memory");
	}
	return m->trainable->render(m->self, list, n, o->ask, out, err);
}

static int decode(struct opened *m, const struct order *o,
		  struct momus_error *err)
{
	size_t room = strlen(o->decode) / 2 + 1, n = 0;
	int32_t *ids = momus_arena_alloc(m->arena, room * sizeof *ids);
	struct momus_buffer b;
	const char *at = o->decode;
	char *end;
	long id;
	int rc;

	if (!ids)
		return momus_fail(err, MOMUS_ENOMEM, "tokenize: out of memory");
	while (*(at += strspn(at, " ,[]\t\r\n"))) {
		id = strtol(at, &end, 10);
		if (end == at || id < 0 || id > INT32_MAX)
			return momus_fail(err, MOMUS_EINVAL,
					  "tokenize: --decode has \"%.20s\" "
					  "where an id is expected",
					  at);
		ids[n++] = (int32_t)id;
		at = end;
	}
	momus_buffer_init(&b, TEXT_LIMIT);
	rc = m->trainable->detokenise(m->self, (struct momus_tokens){ ids, n },
				      true, &b, err);
	if (rc == MOMUS_OK && b.len)
		fwrite(b.ptr, 1, b.len, stdout);
	if (rc == MOMUS_OK)
		putchar('\n');
	momus_buffer_release(&b);
	return rc;
}

/* The ids on one line, or each on its own with the bytes it stands for. */
static int print(struct opened *m, const struct order *o, struct momus_tokens t,
		 struct momus_error *err)
{
	struct momus_buffer b;
	int rc = MOMUS_OK;

	momus_buffer_init(&b, TEXT_LIMIT);
	for (size_t i = 0; rc == MOMUS_OK && i < t.n; i++) {
		if (!o->pieces) {
			printf("%s%d", i ? " " : "", (int)t.list[i]);
			continue;
		}
		momus_buffer_reset(&b);
		rc = m->trainable->detokenise(
			m->self, (struct momus_tokens){ t.list + i, 1 }, true,
			&b, err);
		printf("%d\t", (int)t.list[i]);
		for (size_t k = 0; k < b.len; k++) {
			unsigned char c = (unsigned char)b.ptr[k];

			if (c < ' ' || c == '\\' || c >= 0x7f)
				printf("\\x%02x", c);
			else
				putchar(c);
		}
		putchar('\n');
	}
	if (!o->pieces)
		putchar('\n');
	momus_buffer_release(&b);
	return rc;
}

static int encode(struct opened *m, const struct order *o,
		  struct momus_error *err)
{
	unsigned flags = (o->frame ? MOMUS_TOKENISE_FRAME : 0) |
			 (o->plain ? MOMUS_TOKENISE_PLAIN : 0);
	struct momus_text text = momus_text_of(o->text);
	struct momus_buffer read, rendered;
	struct momus_tokens tokens;
	int rc = MOMUS_OK;

	momus_buffer_init(&read, TEXT_LIMIT);
	momus_buffer_init(&rendered, TEXT_LIMIT);
	if (!o->text)
		rc = read_all(o->chat	? o->chat
			      : o->file ? o->file
					: "-",
			      &read, err);
	if (!o->text)
		text = momus_buffer_text(&read);
	if (rc == MOMUS_OK && o->chat) {
		rc = render(m, o, text, &rendered, err);
		text = momus_buffer_text(&rendered);
	}
	if (rc == MOMUS_OK)
		rc = m->trainable->tokenise(m->self, text, flags, m->arena,
					    &tokens, err);
	if (rc == MOMUS_OK)
		rc = print(m, o, tokens, err);
	momus_buffer_release(&read);
	momus_buffer_release(&rendered);
	return rc;
}

static int tokenize(int argc, char **argv, struct momus_error *err)
{
	struct order o = { .backend = "native" };
	struct opened m = { .registry = NULL };
	int rc = parse(argc, argv, &o, err);

	if (rc < 0)
		return rc;
	rc = open_model(&m, &o, err);
	if (rc == MOMUS_OK)
		rc = o.decode ? decode(&m, &o, err) : encode(&m, &o, err);
	close_model(&m);
	return rc;
}

const struct momus_command momus_command_tokenize = {
	.name = "tokenize",
	.usage = "tokenize MODEL [TEXT] [OPTION…]",
	.summary = "text to a model's token ids, and back",
	.help = "MODEL is a folder with a tokenizer.json. Without TEXT "
		"standard input is read.\n\n"
		"  --file FILE      read the text from FILE\n"
		"  --chat FILE      a dialogue: [{\"role\": \"user\", "
		"\"content\": \"…\"}, …]\n"
		"  --ask            behind it, what begins the model's answer\n"
		"  --template NAME  how a dialogue is written: qwen, chatml, "
		"llama3, none\n"
		"  --decode IDS     the text of IDS, \"1 2 3\"\n"
		"  --pieces         a token a line, with the bytes it stands "
		"for\n"
		"  --frame          with the tokens that the model puts first "
		"and last\n"
		"  --plain          special tokens in the text are words like "
		"others\n"
		"  --backend NAME   another backend than native",
	.prints = true,
	.flags = "--pieces|--frame|--plain|--ask",
	.run = tokenize,
};
