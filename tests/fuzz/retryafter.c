/* retryafter.c - any text as a Retry-After header, and behind a line feed as the
 * Date that goes with it */
#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "net/retryafter.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[1024], *date;
	double s;

	if (size >= sizeof text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	date = strchr(text, '\n');
	if (date)
		*date++ = '\0';
	s = momus_retry_after(text, date);
	assert(isnan(s) || s >= 0);
	return 0;
}
