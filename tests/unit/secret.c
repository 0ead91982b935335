/* secret.c - keys are blotted out, whatever their spelling */
#include <stdio.h>
#include <string.h>

#include "net/secret.h"
#include "tap.h"

static const struct {
	const char *text, *secret, *want;
	size_t found;
} cases[] = {
	{ "key sk-abc/1 is bad", "sk-abc/1", "key ******** is bad", 1 },
	{ "sk-abc/1sk-abc/1", "sk-abc/1", "****************", 2 },
	{ "a sk\\/x b", "sk/x", "a ***** b", 1 },
	{ "\\u0073k-x", "sk-x", "*********", 1 },
	{ "\\u0073\\u006B\\u002dx", "sk-x", "*******************", 1 },
	{ "sk-xsk-", "sk-x", "****sk-", 1 },
	{ "sk-", "sk-x", "sk-", 0 },
	{ "\\u00", "sk-x", "\\u00", 0 },
	{ "\\", "sk-x", "\\", 0 },
	{ "\\u007zk", "sk", "\\u007zk", 0 },
	{ "ssk", "sk", "s**", 1 },
	{ "anything", "", "anything", 0 },
	{ "anything", NULL, "anything", 0 },
};

TEST(a_secret_is_blotted_out_in_every_spelling)
{
	char text[64];

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		snprintf(text, sizeof text, "%s", cases[i].text);
		CHECK_INT(
			momus_secret_blot(text, strlen(text), cases[i].secret),
			cases[i].found);
		CHECK_STR(text, cases[i].want);
	}
}

TAP_MAIN
