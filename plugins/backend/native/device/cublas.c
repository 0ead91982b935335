/* cublas.c - see cublas.h */
#include "device/cublas.h"

#include <dlfcn.h>
#include <string.h>

#define STRING_(x) #x
#define STRING(x)  STRING_(x)
#define LIBRARY	   "libcublasLt.so." STRING(CUBLAS_VER_MAJOR)

/* The library; NULL with the reason. */
static void *load(struct momus_error *err)
{
	void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);

	if (!library)
		library = dlopen(CUBLAS_FOLDER "/" LIBRARY,
				 RTLD_NOW | RTLD_LOCAL);
	if (!library)
		momus_fail(err, MOMUS_ENOTFOUND,
			   "native: cuBLASLt cannot be loaded: %s; install "
			   "CUDA %d, or set LD_LIBRARY_PATH to where " LIBRARY
			   " is",
			   dlerror(), CUBLAS_VER_MAJOR);
	return library;
}

int cublas_there(struct momus_error *err)
{
	return load(err) ? MOMUS_OK : MOMUS_ENOTFOUND;
}

int cublas_open(struct cublas *out, struct momus_error *err)
{
	void *library = load(err);
	const struct {
		const char *name;
		void *to;
	} all[] = {
		{ "cublasLtCreate", &out->create },
		{ "cublasLtDestroy", &out->destroy },
		{ "cublasLtMatmul", &out->multiply },
		{ "cublasLtMatmulDescCreate", &out->desc_create },
		{ "cublasLtMatmulDescDestroy", &out->desc_destroy },
		{ "cublasLtMatmulDescSetAttribute", &out->desc_set },
		{ "cublasLtMatrixLayoutCreate", &out->layout_create },
		{ "cublasLtMatrixLayoutDestroy", &out->layout_destroy },
		{ "cublasLtMatmulPreferenceCreate", &out->prefer_create },
		{ "cublasLtMatmulPreferenceDestroy", &out->prefer_destroy },
		{ "cublasLtMatmulPreferenceSetAttribute", &out->prefer_set },
		{ "cublasLtMatmulAlgoGetHeuristic", &out->choose },
	};

	memset(out, 0, sizeof *out);
	if (!library)
		return MOMUS_ENOTFOUND;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		void *found = dlsym(library, all[i].name);

		if (!found)
			return momus_fail(err, MOMUS_ENOTFOUND,
					  "native: " LIBRARY " lacks %s; "
					  "expected CUDA %d's",
					  all[i].name, CUBLAS_VER_MAJOR);
		/* POSIX promises that functions fit a void pointer. */
		memcpy(all[i].to, &found, sizeof found);
	}
	if (out->create(&out->handle) != CUBLAS_STATUS_SUCCESS)
		return momus_fail(err, MOMUS_EIO,
				  "native: cuBLASLt finds no device to work "
				  "on");
	return MOMUS_OK;
}

void cublas_close(struct cublas *c)
{
	if (c->handle)
		c->destroy(c->handle);
	memset(c, 0, sizeof *c);
}

struct plan { /* of one product, as the library sees it: columns first */
	cublasLtMatmulDesc_t desc;
	cublasLtMatrixLayout_t a, b, c;
	cublasLtMatmulPreference_t prefer;
};

static cudaDataType_t number(enum launch_type type)
{
	return type == LAUNCH_BF16 ? CUDA_R_16BF : CUDA_R_32F;
}

static void plan_release(const struct cublas *c, struct plan *p)
{
	if (p->prefer)
		c->prefer_destroy(p->prefer);
	if (p->c)
		c->layout_destroy(p->c);
	if (p->b)
		c->layout_destroy(p->b);
	if (p->a)
		c->layout_destroy(p->a);
	if (p->desc)
		c->desc_destroy(p->desc);
}

/* A plan adds BIAS to its product; NULL: nothing. */
static bool plan_bias(const struct cublas *c, const struct plan *p,
		      const void *bias)
{
	cublasLtEpilogue_t all = CUBLASLT_EPILOGUE_BIAS;

	return !bias ||
	       (!c->desc_set(p->desc, CUBLASLT_MATMUL_DESC_EPILOGUE, &all,
			     sizeof all) &&
		!c->desc_set(p->desc, CUBLASLT_MATMUL_DESC_BIAS_POINTER, &bias,
			     sizeof bias));
}

/* Row-major C = A B is column-major C' = B' A': B comes first, and what is stored
 * row by row is its own transpose. */
static bool plan_make(const struct cublas *c, const struct cublas_shape *s,
		      struct plan *p)
{
	cublasOperation_t first = s->turn_b ? CUBLAS_OP_T : CUBLAS_OP_N;
	cublasOperation_t second = s->turn_a ? CUBLAS_OP_T : CUBLAS_OP_N;

	memset(p, 0, sizeof *p);
	return !c->desc_create(&p->desc, CUBLAS_COMPUTE_32F, CUDA_R_32F) &&
	       !c->desc_set(p->desc, CUBLASLT_MATMUL_DESC_TRANSA, &first,
			    sizeof first) &&
	       !c->desc_set(p->desc, CUBLASLT_MATMUL_DESC_TRANSB, &second,
			    sizeof second) &&
	       !c->layout_create(&p->b, number(s->type),
				 (uint64_t)(s->turn_b ? s->k : s->n),
				 (uint64_t)(s->turn_b ? s->n : s->k), s->ldb) &&
	       !c->layout_create(&p->a, number(s->type),
				 (uint64_t)(s->turn_a ? s->m : s->k),
				 (uint64_t)(s->turn_a ? s->k : s->m), s->lda) &&
	       !c->layout_create(&p->c, number(s->result), (uint64_t)s->n,
				 (uint64_t)s->m, s->ldc);
}

/* The library takes arrays to begin at multiples of 256, as weights within one array
 * do not; kernels that read 16 bytes at once suffice. */
static bool prefer_aligned(const struct cublas *c, const struct cublas_shape *s,
			   cublasLtMatmulPreference_t prefer)
{
	static const cublasLtMatmulPreferenceAttributes_t all[] = {
		CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES,
		CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES,
		CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES,
		CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES,
	};
	bool ok = true;

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		ok = ok &&
		     !c->prefer_set(prefer, all[i], &s->align, sizeof s->align);
	return ok;
}

/* The best algorithm for S, with a BIAS like the one that it has.  Unless loose none that
 * splits a sum over blocks, whose number would depend on the rows. */
static bool choose(const struct cublas *c, const struct cublas_shape *s,
		   const void *bias, cublasLtMatmulAlgo_t *out)
{
	cublasLtMatmulHeuristicResult_t best;
	uint32_t schemes = s->loose ? CUBLASLT_REDUCTION_SCHEME_MASK
				    : CUBLASLT_REDUCTION_SCHEME_NONE;
	struct plan p;
	int found = 0;
	bool ok = plan_make(c, s, &p) && plan_bias(c, &p, bias) &&
		  !c->prefer_create(&p.prefer) &&
		  !c->prefer_set(p.prefer,
				 CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES,
				 &c->room, sizeof c->room) &&
		  !c->prefer_set(p.prefer,
				 CUBLASLT_MATMUL_PREF_REDUCTION_SCHEME_MASK,
				 &schemes, sizeof schemes) &&
		  prefer_aligned(c, s, p.prefer) &&
		  !c->choose(c->handle, p.desc, p.b, p.a, p.c, p.c, p.prefer, 1,
			     &best, &found) &&
		  found > 0;

	if (ok)
		*out = best.algo;
	plan_release(c, &p);
	return ok;
}

/* The algorithm for S, remembered. */
static const cublasLtMatmulAlgo_t *algorithm(struct cublas *c,
					     const struct cublas_shape *s,
					     const void *bias)
{
	size_t at;

	for (size_t i = 0; i < c->n && i < CUBLAS_SHAPES; i++)
		if (memcmp(&c->known[i].shape, s, sizeof *s) == 0)
			return &c->known[i].algorithm;
	at = c->n % CUBLAS_SHAPES;
	if (!choose(c, s, bias, &c->known[at].algorithm))
		return NULL;
	c->known[at].shape = *s;
	c->n++;
	return &c->known[at].algorithm;
}

/* The greatest power of 2 up to 16 that divides where P's arrays begin. */
static uint32_t alignment(const struct device_product *p)
{
	const uintptr_t all = (uintptr_t)p->a | (uintptr_t)p->b |
			      (uintptr_t)p->c | (uintptr_t)p->add | 16;

	return (uint32_t)(all & -all);
}

/* S of P as it decides on an algorithm: one for every number of rows, so that a row's sum is
 * made in one order; where that need not be, one for about so many rows of a batch. */
static void round_rows(struct cublas_shape *s)
{
	int64_t *rows = s->turn_a ? &s->k : &s->m;

	*rows = s->loose ? (*rows + CUBLAS_STEP - 1) / CUBLAS_STEP * CUBLAS_STEP
			 : CUBLAS_ROWS;
}

int cublas_multiply(struct cublas *c, const struct device_product *p,
		    cudaStream_t stream, struct momus_error *err)
{
	cublasStatus_t status = CUBLAS_STATUS_NOT_SUPPORTED;
	const cublasLtMatmulAlgo_t *how;
	struct cublas_shape s;
	struct plan plan;

	memset(&s, 0, sizeof s); /* compared as bytes */
	s.m = p->m;
	s.n = p->n;
	s.k = p->k;
	s.lda = p->lda;
	s.ldb = p->ldb;
	s.ldc = p->ldc;
	s.turn_a = p->turn_a;
	s.turn_b = p->turn_b;
	s.bias = p->bias != NULL;
	s.loose = p->loose;
	s.align = alignment(p);
	s.type = p->type;
	s.result = p->result;
	if (plan_make(c, &s, &plan) && plan_bias(c, &plan, p->bias)) {
		round_rows(&s);
		how = algorithm(c, &s, p->bias);
		if (how)
			status = c->multiply(c->handle, plan.desc, &p->alpha,
					     p->b, plan.b, p->a, plan.a,
					     &p->beta, p->add ? p->add : p->c,
					     plan.c, p->c, plan.c, how,
					     c->workspace, c->room, stream);
	}
	plan_release(c, &plan);
	if (status == CUBLAS_STATUS_SUCCESS)
		return MOMUS_OK;
	return momus_fail(err, MOMUS_EIO,
			  "native: cuBLASLt does not multiply %lld x %lld by "
			  "%lld x %lld numbers: status %d",
			  (long long)p->m, (long long)p->k, (long long)p->k,
			  (long long)p->n, (int)status);
}
