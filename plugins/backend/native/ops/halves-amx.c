/* halves-amx.c - see halves.h: tiles of sixteen rows of 64 bytes
 *
 * Sixteen rows of the matrix are a tile as they lie in memory; the rows that are
 * multiplied by it are packed into pairs, as the other operand of the instruction
 * is read.  So Y comes out turned.  A test compiles this with a model of the
 * instructions in plain C.
 */
#include "halves.h"

#if defined(NATIVE_TILES)
#include NATIVE_TILES
#define WITH
#elif defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#include <sys/syscall.h>
#include <unistd.h>
#define WITH __attribute__((target("amx-tile,amx-bf16")))

enum {
	REQUEST = 0x1023, /* arch_prctl()'s ARCH_REQ_XCOMP_PERM */
	TILES = 18,	  /* the state that is asked for: XTILEDATA */
};

/* Linux lends the tiles' registers to processes that ask for them. */
static bool have(void)
{
	const unsigned need = 1u << 22 | 1u << 24; /* AMX-BF16, AMX-TILE */
	unsigned a, b, c, d;

	return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (d & need) == need &&
	       syscall(SYS_arch_prctl, REQUEST, TILES) == 0;
}
#endif

#if defined(NATIVE_TILES) || defined(__x86_64__)

enum { SIDE = HALVES_GROUP, STEP = HALVES_STEP, PAIRS = STEP / 2 };

struct config { /* of the tiles, as the processor reads it */
	uint8_t palette, start, zero[14];
	uint16_t bytes[16];
	uint8_t rows[16];
};

/* By groups of sixteen rows: for each pair of columns the pairs of all of them. */
static void pack(uint16_t *out, const float *x, int64_t n, int64_t in)
{
	int64_t padded = halves_padded(in);

	memset(out, 0, (size_t)halves_room(n, in) * sizeof *out);
	for (int64_t r = 0; r < n; r++) {
		uint16_t *group = out + r / SIDE * SIDE * padded;

		for (int64_t i = 0; i < in; i++)
			group[(i / 2 * SIDE + r % SIDE) * 2 + i % 2] =
				halves_round(x[r * in + i]);
	}
}

struct place { /* of a tile of the matrix */
	const uint16_t *from;
	int64_t bytes; /* from a row to the next */
};

/* Rows O … and columns I … of W (OUTS,IN), in ROOM if they are not whole there. */
static struct place find(uint16_t room[SIDE * STEP], const uint16_t *w,
			 int64_t ldw, int64_t o, int64_t outs, int64_t i,
			 int64_t in)
{
	int64_t rows = outs - o < SIDE ? outs - o : SIDE;
	int64_t n = in - i < STEP ? in - i : STEP;

	if (rows == SIDE && n == STEP)
		return (struct place){ w + o * ldw + i, 2 * ldw };
	memset(room, 0, SIDE * STEP * sizeof *room);
	for (int64_t k = 0; k < rows; k++)
		memcpy(room + k * STEP, w + (o + k) * ldw + i,
		       (size_t)n * sizeof *room);
	return (struct place){ room, 2 * STEP };
}

/* The products C (SIDE,SIDE) of rows of W with packed ones, turned, to Y. */
static void turn(float *y, int64_t ldy, int64_t n, int64_t outs,
		 const float c[SIDE * SIDE])
{
	for (int64_t r = 0; r < n && r < SIDE; r++)
		for (int64_t o = 0; o < outs && o < SIDE; o++)
			y[r * ldy + o] = c[o * SIDE + r];
}

/* Up to 32 rows, packed in X and the group behind it, by up to 32 of W's. */
WITH static void block(float *y, int64_t ldy, const uint16_t *x, int64_t n,
		       int64_t in, const uint16_t *w, int64_t ldw, int64_t outs)
{
	const int64_t padded = halves_padded(in);
	const uint16_t *second = x + SIDE * padded;
	uint16_t rooms[2][SIDE * STEP];
	float c[4][SIDE * SIDE];
	struct place p;

	_tile_zero(0);
	_tile_zero(1);
	_tile_zero(2);
	_tile_zero(3);
	for (int64_t i = 0; i < in; i += STEP) {
		p = find(rooms[0], w, ldw, 0, outs, i, in);
		_tile_loadd(4, p.from, p.bytes);
		_tile_loadd(6, x + i * SIDE, 4 * SIDE);
		_tile_dpbf16ps(0, 4, 6);
		if (outs > SIDE) {
			p = find(rooms[1], w, ldw, SIDE, outs, i, in);
			_tile_loadd(5, p.from, p.bytes);
			_tile_dpbf16ps(1, 5, 6);
		}
		if (n > SIDE) {
			_tile_loadd(7, second + i * SIDE, 4 * SIDE);
			_tile_dpbf16ps(2, 4, 7);
		}
		if (n > SIDE && outs > SIDE)
			_tile_dpbf16ps(3, 5, 7);
	}
	_tile_stored(0, c[0], 4 * SIDE);
	_tile_stored(1, c[1], 4 * SIDE);
	_tile_stored(2, c[2], 4 * SIDE);
	_tile_stored(3, c[3], 4 * SIDE);
	turn(y, ldy, n, outs, c[0]);
	turn(y + SIDE, ldy, n, outs - SIDE, c[1]);
	turn(y + SIDE * ldy, ldy, n - SIDE, outs, c[2]);
	turn(y + SIDE * ldy + SIDE, ldy, n - SIDE, outs - SIDE, c[3]);
}

WITH static void dots(float *y, int64_t ldy, const uint16_t *x, int64_t n,
		      int64_t in, const uint16_t *w, int64_t ldw, int64_t outs)
{
	enum { BOTH = 2 * SIDE };
	struct config config = { .palette = 1 };

	for (int t = 0; t < 8; t++) {
		config.rows[t] = SIDE;
		config.bytes[t] = 2 * STEP;
	}
	_tile_loadconfig(&config);
	for (int64_t r = 0; r < n; r += BOTH)
		for (int64_t o = 0; o < outs; o += BOTH)
			block(y + r * ldy + o, ldy, x + r * halves_padded(in),
			      n - r < BOTH ? n - r : BOTH, in, w + o * ldw, ldw,
			      outs - o < BOTH ? outs - o : BOTH);
	_tile_release();
}

#else

static bool have(void)
{
	return false;
}

#define pack NULL
#define dots NULL

#endif

const struct halves halves_amx = { { "amx", have }, pack, dots };
