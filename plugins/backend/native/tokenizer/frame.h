/* frame.h - the tokens that a tokenizer's post-processor puts around a text */
#ifndef NATIVE_FRAME_H
#define NATIVE_FRAME_H

#include <momus/error.h>
#include <momus/text.h>

enum { FRAME_MOST = 8 };

struct frame {
	int32_t before[FRAME_MOST], behind[FRAME_MOST];
	size_t n_before, n_behind;
};

/* Reads RAW, the JSON value "post_processor" (empty or null: none): the form
 * for one text of a TemplateProcessing; ByteLevel adds nothing. */
int frame_read(struct frame *out, struct momus_text raw, const char *origin,
	       struct momus_error *err);

#endif /* NATIVE_FRAME_H */
