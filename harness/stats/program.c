/* program.c - see program.h */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "stats/program.h"

enum { LEVELS = 100, NAMES_FROM = 1 << 30 };

static const char keywords[] = " "
#define KEPT(what, words) words " "
#include "stats/kept-words.def"
#undef KEPT
	;

struct cut {
	struct momus_words *words, *names;
	struct momus_program *out;
	struct momus_text text;
	size_t at;
	bool braces, behind_dot, failed;
	unsigned open; /* brackets */
	size_t level[LEVELS], n_levels;
};

static bool is_name(unsigned char c, bool first)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       c == '$' || c >= 0x80 || (!first && c >= '0' && c <= '9');
}

static bool is_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

static bool is_keyword(struct momus_text t)
{
	char word[16];

	if (t.len > 12)
		return false;
	word[0] = ' ';
	memcpy(word + 1, t.ptr, t.len);
	memcpy(word + 1 + t.len, " ", 2);
	return !memchr(t.ptr, '\0', t.len) && strstr(keywords, word);
}

static void put(struct cut *c, struct momus_text t)
{
	uint32_t number = momus_words_number(c->words, t);

	c->failed |= number == UINT32_MAX;
	momus_grams_add(&c->out->shape, number);
	momus_grams_add(&c->out->exact, number);
}

static void put_name(struct cut *c, struct momus_text t)
{
	/* No token of a text begins so: a byte of 1 is one by itself. */
	uint32_t any = momus_words_number(c->words, MOMUS_TEXT("\001name"));
	uint32_t which = momus_words_number(c->names, t);

	c->failed |= any == UINT32_MAX || which == UINT32_MAX;
	momus_grams_add(&c->out->shape, any);
	momus_grams_add(&c->out->exact, NAMES_FROM + which);
}

static unsigned char peek(const struct cut *c, size_t ahead)
{
	return c->at + ahead < c->text.len
		       ? (unsigned char)c->text.ptr[c->at + ahead]
		       : '\0';
}

/* To the line's end, which stays. */
static void skip_line(struct cut *c)
{
	while (c->at < c->text.len && c->text.ptr[c->at] != '\n')
		c->at++;
}

static void skip_block(struct cut *c)
{
	size_t end = momus_text_find(c->text, MOMUS_TEXT("*/"), c->at + 2);

	c->at = end == (size_t)-1 ? c->text.len : end + 2;
}

/* A comment of the language; in C a directive is none. */
static bool skip_comment(struct cut *c)
{
	if (!c->braces && peek(c, 0) == '#') {
		skip_line(c);
		return true;
	}
	if (c->braces && peek(c, 0) == '/' && peek(c, 1) == '/') {
		skip_line(c);
		return true;
	}
	if (c->braces && peek(c, 0) == '/' && peek(c, 1) == '*') {
		skip_block(c);
		return true;
	}
	return false;
}

/* To behind a string; one line, or three quotes of Python's. */
static void take_string(struct cut *c, size_t prefix)
{
	size_t from = c->at;
	char quote = (char)peek(c, prefix);
	bool three;

	c->at += prefix;
	three = !c->braces && peek(c, 1) == quote && peek(c, 2) == quote;
	c->at += three ? 3 : 1;
	while (c->at < c->text.len) {
		if (peek(c, 0) == '\\') {
			c->at += c->at + 1 < c->text.len ? 2 : 1;
			continue;
		}
		if (!three && peek(c, 0) == '\n')
			break;
		if (peek(c, 0) == quote &&
		    (!three || (peek(c, 1) == quote && peek(c, 2) == quote))) {
			c->at += three ? 3 : 1;
			break;
		}
		c->at++;
	}
	put(c, momus_text_cut(c->text, from, c->at));
}

/* To behind a backslash that joins the next line to this one. */
static bool skip_join(struct cut *c)
{
	size_t n = peek(c, 1) == '\r' ? 2 : 1;

	if (peek(c, 0) != '\\' || peek(c, n) != '\n')
		return false;
	c->at += n + 1;
	return true;
}

/* Tokens for the levels that a line which begins at .at opens or closes. */
static void take_level(struct cut *c)
{
	size_t width = 0;

	while (peek(c, 0) == ' ' || peek(c, 0) == '\t') {
		width = peek(c, 0) == '\t' ? (width / 8 + 1) * 8 : width + 1;
		c->at++;
	}
	if (c->at == c->text.len || peek(c, 0) == '\n' || peek(c, 0) == '\r' ||
	    peek(c, 0) == '#')
		return;
	while (c->n_levels && c->level[c->n_levels - 1] > width) {
		c->n_levels--;
		put(c, MOMUS_TEXT("\001less"));
	}
	if (c->n_levels < LEVELS &&
	    width > (c->n_levels ? c->level[c->n_levels - 1] : 0)) {
		c->level[c->n_levels++] = width;
		put(c, MOMUS_TEXT("\001more"));
	}
}

static void take_word(struct cut *c)
{
	size_t from = c->at;
	struct momus_text t;

	while (c->at < c->text.len &&
	       is_name((unsigned char)c->text.ptr[c->at], false))
		c->at++;
	t = momus_text_cut(c->text, from, c->at);
	if (c->behind_dot || is_keyword(t))
		put(c, t);
	else
		put_name(c, t);
}

static void take_number(struct cut *c)
{
	size_t from = c->at;

	while (is_name(peek(c, 0), false) ||
	       (peek(c, 0) == '.' && is_digit(peek(c, 1))))
		c->at++;
	put(c, momus_text_cut(c->text, from, c->at));
}

/* How many letters before a quote say what kind of string begins here, as in
 * rb"…" of Python and u8"…" of C++; 0: none does. */
static size_t prefix_length(const struct cut *c)
{
	static const char python[] = "rbufRBUF", other[] = "LuU8R";
	const char *letters = c->braces ? other : python;
	size_t n = 0;

	while (n < 3 && peek(c, n) && strchr(letters, peek(c, n)))
		n++;
	return n < 3 && (peek(c, n) == '"' || peek(c, n) == '\'') ? n : 0;
}

static void take_sign(struct cut *c)
{
	unsigned char sign = peek(c, 0);

	c->open += strchr("([{", sign) && sign;
	c->open -= c->open && strchr(")]}", sign) && sign;
	put(c, momus_text_cut(c->text, c->at, c->at + 1));
	c->at++;
}

static void take_token(struct cut *c)
{
	unsigned char first = peek(c, 0);
	size_t prefix = is_digit(first) ? 0 : prefix_length(c);
	bool dot = first == '.';

	if (prefix || first == '"' || first == '\'' ||
	    (first == '`' && c->braces))
		take_string(c, prefix);
	else if (is_digit(first))
		take_number(c);
	else if (is_name(first, true))
		take_word(c);
	else
		take_sign(c);
	c->behind_dot = dot;
}

bool momus_program_cut(struct momus_words *words, struct momus_text text,
		       bool braces, struct momus_program *out)
{
	struct cut c = { .words = words,
			 .names = momus_words_create(),
			 .out = out,
			 .text = text,
			 .braces = braces };
	bool begins = true;

	if (!c.names)
		return false;
	while (c.at < text.len) {
		if (begins && !braces && !c.open)
			take_level(&c);
		begins = false;
		if (c.at == text.len)
			break;
		if (text.ptr[c.at] == '\n')
			begins = true;
		if (strchr(" \t\r\n\f\v", text.ptr[c.at]) && text.ptr[c.at])
			c.at++;
		else if (!skip_comment(&c) && !skip_join(&c))
			take_token(&c);
	}
	momus_words_free(c.names);
	return !(c.failed || out->shape.failed || out->exact.failed);
}

void momus_program_release(struct momus_program *p)
{
	momus_grams_release(&p->shape);
	momus_grams_release(&p->exact);
}

bool momus_program_same(const struct momus_program *a,
			const struct momus_program *b)
{
	return a->exact.n == b->exact.n &&
	       (!a->exact.n || !memcmp(a->exact.at, b->exact.at,
				       a->exact.n * sizeof *a->exact.at));
}

static bool holds(struct momus_text t, const char *what)
{
	return momus_text_find(t, momus_text_of(what), 0) != (size_t)-1;
}

/* Lines that end as in C less those that end as in Python. */
static long lines_as_in_c(struct momus_text text)
{
	struct momus_text line, head;
	long more = 0;

	while (momus_text_line(&text, &line)) {
		line = momus_text_strip(line);
		if (!line.len)
			continue;
		head = momus_text_strip(momus_text_cut(line, 0, line.len - 1));
		switch (line.ptr[line.len - 1]) {
		case ';':
			more++;
			break;
		case '{': /* of a block, not of a dictionary */
			more += !head.len || head.ptr[head.len - 1] == ')';
			break;
		case ':':
			more--;
			break;
		default:
			break;
		}
	}
	return more;
}

bool momus_program_braces(struct momus_text language, struct momus_text text)
{
	if (language.len)
		return language.len < 2 || (memcmp(language.ptr, "py", 2) &&
					    memcmp(language.ptr, "Py", 2));
	return holds(text, "#include") || holds(text, "int main(") ||
	       holds(text, "void main(") || lines_as_in_c(text) > 0;
}
