/* oneproduct.c - see oneproduct.h */
#include "oneproduct.h"

#include "tap.h"

const struct product *one_product(void)
{
	static struct product p;
	static struct crew *crew;

	if (!crew) {
		CHECK_INT(crew_create(&crew, 1, NULL), MOMUS_OK);
		CHECK_INT(product_init(&p, crew, NULL), MOMUS_OK);
	}
	return &p;
}
