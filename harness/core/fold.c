/* fold.c - see fold.h */
#include "config.h"

#include "core/fold.h"

struct range {
	uint32_t first, last;
};

/* Signs that do not part words: combining marks, joiners, directions. */
static const struct range unseen[] = {
	{ 0xad, 0xad },	    { 0x300, 0x36f },	{ 0x483, 0x489 },
	{ 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff }, { 0x200b, 0x200f },
	{ 0x202a, 0x202e }, { 0x2060, 0x206f }, { 0x20d0, 0x20ff },
	{ 0x302a, 0x302d }, { 0x3099, 0x309a }, { 0xfe00, 0xfe0f },
	{ 0xfe20, 0xfe2f }, { 0xfeff, 0xfeff }, { 0xe0100, 0xe01ef },
};

/* Spaces, punctuation and symbols beyond ASCII (Unicode 14). */
static const struct range gaps[] = {
	{ 0x80, 0xa9 },	      { 0xab, 0xac },	    { 0xae, 0xb1 },
	{ 0xb4, 0xb4 },	      { 0xb6, 0xb8 },	    { 0xbb, 0xbb },
	{ 0xbf, 0xbf },	      { 0xd7, 0xd7 },	    { 0xf7, 0xf7 },
	{ 0x2c2, 0x2c5 },     { 0x2d2, 0x2df },	    { 0x37e, 0x37e },
	{ 0x387, 0x387 },     { 0x55a, 0x55f },	    { 0x589, 0x58f },
	{ 0x5be, 0x5be },     { 0x60c, 0x60d },	    { 0x61b, 0x61f },
	{ 0x66a, 0x66d },     { 0x6d4, 0x6d4 },	    { 0x964, 0x965 },
	{ 0x1680, 0x1680 },   { 0x2000, 0x205f },   { 0x207a, 0x207e },
	{ 0x208a, 0x208e },   { 0x20a0, 0x20cf },   { 0x2114, 0x2114 },
	{ 0x2117, 0x2118 },   { 0x211e, 0x2123 },   { 0x2140, 0x2144 },
	{ 0x214a, 0x214d },   { 0x2190, 0x245f },   { 0x249c, 0x24b5 },
	{ 0x2500, 0x2775 },   { 0x2794, 0x2bff },   { 0x2e00, 0x2e7f },
	{ 0x3000, 0x3004 },   { 0x3008, 0x3020 },   { 0x3030, 0x3030 },
	{ 0x303d, 0x303f },   { 0x30a0, 0x30a0 },   { 0x30fb, 0x30fb },
	{ 0xe000, 0xf8ff },   { 0xfe10, 0xfe1f },   { 0xfe30, 0xfe6f },
	{ 0xffe0, 0xffff },   { 0x1d6c1, 0x1d6c1 }, { 0x1d6db, 0x1d6db },
	{ 0x1f000, 0x1faff },
};

/* Latin small letters without their marks; '.': none to take away. */
static const char latin_1[] = /* from U+00DF on */
	".aaaaaa.ceeeeiiii.nooooo..uuuuy.y"
	"aaaaaaccccccccdd..eeeeeeeeeegggggggghh..iiiiiiiii...jjkk.lllllll"
	"l..nnnnnn...oooooo..rrrrrrsssssssstttt..uuuuuuuuuuuuwwyyyzzzzzzs"
	"................................oo.............uu..............."
	".............aaiioouuuuuuuuuu.aaaa....ggkkoooo..j...gg..nnaa...."
	"aaaaeeeeiiiioooorrrruuuusstt..hh......aaeeooooooooyy............"
	"................";
static const char latin_2[] = /* from U+1E00 on */
	"aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm"
	"mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv"
	"wwwwwwwwwwxxxxyyzzzzzzhtwy.s....aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
	"eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy......";
static const char raised[] = "0i..456789.....n0123456789....." /* U+2070 on */
			     ".aeox.hklmnpst";
static const char letterlike[] = /* from U+2100 on */
	"..cc.....fghhhh.iill.n...pqrrr......z...z.kabc.eef.mo....i......"
	".....ddeij";

/* Signs that stand for several letters. */
static const struct several {
	uint32_t sign;
	const char *letters;
} several[] = {
	{ 0xdf, "ss" },	   { 0x133, "ij" },   { 0x149, "n" },
	{ 0x1c6, "dz" },   { 0x1c9, "lj" },   { 0x1cc, "nj" },
	{ 0x1f3, "dz" },   { 0xbc, "14" },    { 0xbd, "12" },
	{ 0xbe, "34" },	   { 0x2116, "no" },  { 0x2122, "tm" },
	{ 0xfb00, "ff" },  { 0xfb01, "fi" },  { 0xfb02, "fl" },
	{ 0xfb03, "ffi" }, { 0xfb04, "ffl" }, { 0xfb05, "st" },
	{ 0xfb06, "st" },
};

static bool in(const struct range *all, size_t n, uint32_t c)
{
	size_t low = 0;

	while (n) { /* the first range that does not end before C */
		size_t half = n / 2;

		if (all[low + half].last < c) {
			low += half + 1;
			n -= half + 1;
		} else {
			n = half;
		}
	}
	return all[low].first <= c && c <= all[low].last;
}

#define IN(all, c)                                           \
	((c) <= (all)[sizeof(all) / sizeof *(all)-1].last && \
	 in((all), sizeof(all) / sizeof *(all), (c)))

/* The letter at C in TABLE (N), which starts from FIRST; C if there is none. */
static uint32_t look(const char *table, size_t n, uint32_t first, uint32_t c)
{
	if (c < first || c - first >= n || table[c - first] == '.')
		return c;
	return (uint32_t)(unsigned char)table[c - first];
}

/* C beyond ASCII, in lower case, as the plain sign that it is a form of. */
static uint32_t plain(uint32_t c)
{
	if (c >= 0xff01 && c <= 0xff5e)
		return c - 0xfee0;
	if (c >= 0x1d400 && c <= 0x1d6a3)
		return (c - 0x1d400) % 26 + 'a';
	if (c >= 0x1d7ce && c <= 0x1d7ff)
		return (c - 0x1d7ce) % 10 + '0';
	if (c == 0xb2 || c == 0xb3 || c == 0xb9)
		return c == 0xb9 ? '1' : c - 0xb2 + '2';
	if (c == 0xaa || c == 0xba)
		return c == 0xaa ? 'a' : 'o';
	if (c == 0xb5)
		return 0x3bc; /* micro sign: mu */
	if (c == 0x3c2)
		return 0x3c3; /* final sigma */
	c = look(latin_1, sizeof latin_1 - 1, 0xdf, c);
	c = look(latin_2, sizeof latin_2 - 1, 0x1e00, c);
	c = look(raised, sizeof raised - 1, 0x2070, c);
	return look(letterlike, sizeof letterlike - 1, 0x2100, c);
}

static const char *spelt(uint32_t c)
{
	for (size_t i = 0; i < sizeof several / sizeof *several; i++)
		if (several[i].sign == c)
			return several[i].letters;
	return NULL;
}

static uint32_t ascii(uint32_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c + 32;
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : 0;
}

bool momus_fold_next(struct momus_fold *f, uint32_t *out)
{
	uint32_t c;

	if (f->pending) {
		*out = (uint32_t)(unsigned char)*f->pending++;
		if (!*f->pending)
			f->pending = NULL;
		return true;
	}
	do {
		if (!momus_lower_next(&f->lower, &c))
			return false;
		if (c < 0x80) {
			*out = ascii(c);
			return true;
		}
	} while (IN(unseen, c));
	f->pending = spelt(c);
	if (f->pending)
		return momus_fold_next(f, out);
	c = plain(c);
	*out = c < 0x80 ? ascii(c) : IN(gaps, c) ? 0 : c;
	return true;
}

bool momus_fold_is_word(uint32_t c)
{
	return (c >= 0x2e80 && c <= 0x30ff) || (c >= 0x31f0 && c <= 0x31ff) ||
	       (c >= 0x3400 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff) ||
	       (c >= 0x20000 && c <= 0x3ffff);
}
