/* braces.c - see braces.h */
#include "config.h"

#include "core/braces.h"

bool momus_braces_next(struct momus_text *rest, struct momus_text *before,
		       struct momus_text *name)
{
	size_t open = momus_text_find(*rest, MOMUS_TEXT("{{"), 0), close;

	if (open == (size_t)-1)
		return false;
	close = momus_text_find(*rest, MOMUS_TEXT("}}"), open);
	if (close == (size_t)-1)
		return false;
	*before = (struct momus_text){ rest->ptr, open };
	*name = (struct momus_text){ rest->ptr + open + 2, close - open - 2 };
	rest->ptr += close + 2;
	rest->len -= close + 2;
	return true;
}
