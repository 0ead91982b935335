/* sink.c - where encoded bytes go: records on a descriptor, or memory */
#include "config.h"

#include "sandbox/value/value.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char too_large[] = "the value is larger than the limit";

size_t value_varint(uint8_t *p, uint64_t n)
{
	size_t len = 0;

	for (; n >= 0x80; n >>= 7)
		p[len++] = 0x80 | (n & 0x7f);
	p[len++] = (uint8_t)n;
	return len;
}

static bool sink_write(struct value_sink *sink, size_t n)
{
	size_t done = 0;

	while (done < n) {
		ssize_t got = write(sink->fd, sink->bytes + done, n - done);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) {
			sink->error = got ? errno : EIO;
			return false;
		}
		done += (size_t)got;
	}
	return true;
}

bool value_sink_end(struct value_sink *sink, uint8_t kind)
{
	uint32_t n = (uint32_t)(sink->len - sink->start - 5);

	sink->bytes[sink->start] = kind;
	memcpy(sink->bytes + sink->start + 1, &n, 4);
	if (!sink_write(sink, sink->len))
		return false;
	sink->start = 0;
	sink->len = 5;
	return true;
}

static bool sink_grow(struct value_sink *sink, size_t n)
{
	size_t room =
		sink->room * 2 > sink->len + n ? sink->room * 2 : sink->len + n;
	uint8_t *bytes = realloc(sink->bytes, room);

	if (!bytes) {
		sink->error = ENOMEM;
		return false;
	}
	sink->bytes = bytes;
	sink->room = room;
	return true;
}

static bool put_slow(struct value_sink *sink, const uint8_t *p, size_t n)
{
	if (sink->fd < 0) {
		if (!sink_grow(sink, n))
			return false;
		memcpy(sink->bytes + sink->len, p, n);
		sink->len += n;
		return true;
	}
	while (n) {
		size_t take =
			sink->room - sink->len < n ? sink->room - sink->len : n;

		memcpy(sink->bytes + sink->len, p, take);
		sink->len += take;
		p += take;
		n -= take;
		if (sink->len == sink->room && !value_sink_end(sink, 'v'))
			return false;
	}
	return true;
}

bool value_sink_put(struct value_sink *sink, const void *bytes, size_t n)
{
	sink->total += n;
	if (sink->total > sink->limit) {
		sink->cut = too_large;
		return false;
	}
	if (n > sink->room - sink->len)
		return put_slow(sink, bytes, n);
	memcpy(sink->bytes + sink->len, bytes, n);
	sink->len += n;
	return true;
}

bool value_sink_repeat(struct value_sink *sink, const void *bytes, size_t n,
		       uint64_t times)
{
	uint64_t all = n * times, total = sink->total;
	uint8_t head[11] = { '*' };

	if (times < MOMUS_WIRE_RUN) {
		while (times && value_sink_put(sink, bytes, n))
			times--;
		return !times;
	}
	if (all > sink->limit - total) {
		sink->cut = too_large;
		return false;
	}
	if (!value_sink_put(sink, head, 1 + value_varint(head + 1, times)) ||
	    !value_sink_put(sink, bytes, n))
		return false;
	sink->total = total + all;
	return true;
}

void value_sink_release(struct value_sink *sink)
{
	free(sink->bytes);
	free(sink->recall);
}
