/* refused.c - see refused.h */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "momus/buffer.h"
#include "tap.h"
#include "unit/refused.h"

/* Reads the next case of FILE: its text and its message. */
static bool next_case(FILE *file, struct momus_buffer *text,
		      struct momus_buffer *message)
{
	char line[1024];

	momus_buffer_reset(text);
	momus_buffer_reset(message);
	while (fgets(line, sizeof line, file)) {
		if (line[0] == '|')
			momus_buffer_puts(text,
					  line[1] == ' ' ? line + 2 : line + 1);
		if (line[0] != '!')
			continue;
		line[strcspn(line, "\n")] = '\0';
		momus_buffer_puts(message, line + 2);
		return true;
	}
	return false;
}

int refused_all(const char *name,
		int (*read)(struct momus_text text, struct momus_error *err))
{
	struct momus_buffer text, message;
	const char *top = getenv("top_srcdir");
	char path[512];
	FILE *file;
	int n = 0;

	snprintf(path, sizeof path, "%s/tests/unit/%s/refused.txt",
		 top ? top : ".", name);
	file = fopen(path, "r");
	CHECK(file != NULL);
	momus_buffer_init(&text, 65536);
	momus_buffer_init(&message, 65536);
	for (; next_case(file, &text, &message); n++) {
		struct momus_error err = { "" };
		int rc = read(momus_buffer_text(&text), &err);

		CHECK_STR(err.text, message.ptr);
		CHECK(rc == MOMUS_EINVAL || rc == MOMUS_EPARSE);
	}
	fclose(file);
	momus_buffer_release(&text);
	momus_buffer_release(&message);
	return n;
}
