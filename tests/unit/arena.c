/* arena.c - tests of harness/core/arena.c */
#include <stdalign.h>
#include <stdint.h>
#include <string.h>

#include "momus/arena.h"
#include "refusing.h"
#include "tap.h"

TEST(an_arena_refuses_past_its_limit_and_goes_on)
{
	struct momus_arena *a = momus_arena_create(100);

	CHECK(momus_arena_alloc(a, 60));
	CHECK(!momus_arena_alloc(a, 41));
	CHECK(!momus_arena_alloc(a, SIZE_MAX));
	CHECK_INT(momus_arena_used(a), 60);
	CHECK(momus_arena_alloc(a, 40));
	CHECK(!momus_arena_alloc(a, 1));
	momus_arena_free(a);
}

TEST(an_arena_knows_who_refused)
{
	struct momus_arena *a = momus_arena_create(SIZE_MAX / 2);

	CHECK(momus_arena_alloc(a, 10));
	CHECK_INT(momus_arena_refusal(a), MOMUS_ARENA_REFUSED_NOTHING);
	CHECK(!momus_arena_alloc(a, SIZE_MAX));
	CHECK_INT(momus_arena_refusal(a), MOMUS_ARENA_REFUSED_BY_LIMIT);
	CHECK(!momus_arena_alloc(a, (size_t)1 << 62));
	CHECK_INT(momus_arena_refusal(a), MOMUS_ARENA_REFUSED_BY_HOST);
	CHECK(momus_arena_alloc(a, 10));
	CHECK(!momus_arena_alloc(a, SIZE_MAX));
	CHECK_INT(momus_arena_refusal(a), MOMUS_ARENA_REFUSED_BY_HOST);
	momus_arena_reset(a);
	CHECK_INT(momus_arena_refusal(a), MOMUS_ARENA_REFUSED_NOTHING);
	momus_arena_free(a);
}

TEST(memory_is_zeroed_even_after_a_reset)
{
	struct momus_arena *a = momus_arena_create(1 << 16);
	char *p = momus_arena_alloc(a, 1000);

	memset(p, 'x', 1000);
	momus_arena_reset(a);
	CHECK_INT(momus_arena_used(a), 0);
	p = momus_arena_alloc(a, 1000);
	for (int i = 0; i < 1000; i++)
		CHECK_INT(p[i], 0);
	momus_arena_free(a);
}

TEST(allocations_are_aligned_and_apart)
{
	struct momus_arena *a = momus_arena_create(1 << 20);
	char *last = NULL;

	for (size_t len = 0; len < 300; len++) {
		char *p = momus_arena_alloc(a, len);

		CHECK(p && p != last);
		CHECK_INT((uintptr_t)p % alignof(max_align_t), 0);
		memset(p, 'x', len);
		last = p;
	}
	momus_arena_free(a);
}

TEST(a_block_larger_than_any_before_fits)
{
	struct momus_arena *a = momus_arena_create(10 << 20);
	char *p = momus_arena_alloc(a, 9 << 20);

	CHECK(p);
	p[(9 << 20) - 1] = 'x';
	CHECK(momus_arena_alloc(a, 16));
	momus_arena_free(a);
}

TEST(a_copy_ends_with_nul_and_keeps_the_bytes)
{
	struct momus_arena *a = momus_arena_create(64);
	struct momus_text t = momus_arena_copy(a, MOMUS_TEXT("a\0b"));

	CHECK_INT(t.len, 3);
	CHECK(memcmp(t.ptr, "a\0b", 4) == 0);
	t = momus_arena_copy(a, (struct momus_text){ NULL, 0 });
	CHECK(t.ptr && !t.len);
	t = momus_arena_copy(a, (struct momus_text){ "x", SIZE_MAX });
	CHECK(!t.ptr && !t.len);
	momus_arena_free(a);
	momus_arena_free(NULL);
}

TAP_MAIN
