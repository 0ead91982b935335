/* backend-test.c - see backend-test.h; and what is said of devices that are not there */
#include "device/backend-test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "device/device.h"
#include "weights/save.h"

static const char shape[] =
	"{\"architectures\": [\"Qwen2ForCausalLM\"], \"model_type\": \"qwen2\","
	"\"hidden_size\": 32, \"intermediate_size\": 48,"
	"\"num_hidden_layers\": 2, \"num_attention_heads\": 4,"
	"\"num_key_value_heads\": 2, \"vocab_size\": 96,"
	"\"max_position_embeddings\": 512, \"rms_norm_eps\": 1e-6,"
	"\"rope_theta\": 10000.0, \"tie_word_embeddings\": true,"
	"\"initializer_range\": 0.15, \"torch_dtype\": \"float32\"}";

static char root[] = "/tmp/momus-backend-XXXXXX";

static void remove_root(void)
{
	static const char *const folders[] = { "model", "a", "b", "c", "d" };
	static const char *const files[] = {
		"config.json",
		"model.safetensors",
		"optimizer.safetensors",
		"adapter_config.json",
		"adapter_model.safetensors",
	};
	char path[256];

	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		for (size_t k = 0; k < sizeof files / sizeof *files; k++) {
			snprintf(path, sizeof path, "%s/%s/%s", root,
				 folders[i], files[k]);
			unlink(path);
		}
		snprintf(path, sizeof path, "%s/%s", root, folders[i]);
		rmdir(path);
	}
	rmdir(root);
}

const char *bench_folder(const char *name)
{
	static bool there;
	static char path[256];

	if (!there) {
		CHECK(mkdtemp(root));
		atexit(remove_root);
		there = true;
	}
	snprintf(path, sizeof path, "%s/%s", root, name);
	return path;
}

/* The folder of the model, which has a shape and no weights. */
static const char *model_folder(void)
{
	static char folder[256], path[300];
	struct momus_error err = { "" };

	if (folder[0])
		return folder;
	snprintf(folder, sizeof folder, "%s", bench_folder("model"));
	snprintf(path, sizeof path, "mkdir %s", folder);
	CHECK_INT(system(path), 0);
	snprintf(path, sizeof path, "%s/config.json", folder);
	CHECK_INT(save_bytes(path, momus_text_of(shape), &err), MOMUS_OK);
	return folder;
}

struct native_options bench_options(int where)
{
	static const char *targets[] = { "q_proj", "v_proj", "down_proj",
					 NULL };

	return (struct native_options){
		.model = model_folder(),
		.template = "none",
		.dtype = "float32",
		.kernels = "auto",
		.precision = where == WHERE_HERE ? "auto" : "float32",
		.device = where == WHERE_HERE ? "cpu" : native_device_word(),
		.threads = 1,
		.max_tokens = 16,
		.init = 3,
		.batch = 8,
		.cache = 64,
		.lora_targets = targets,
		.lora_alpha = 8,
		.lora_seed = 1,
		.weights = true,
	};
}

static const struct momus_backend_ops *ops(void)
{
	return momus_plugin_entry()->ops.backend;
}

struct native *bench_backend(const struct native_options *o)
{
	struct momus_error err = { "" };
	void *self;
	int rc = ops()->open(&self, o, &err);

	if (rc == MOMUS_ENOTFOUND)
		SKIP("%s", err.text);
	if (rc < 0)
		tap_fail(__FILE__, __LINE__, "%s", err.text);
	return self;
}

void bench_backend_close(struct native *n)
{
	ops()->close(n);
}

void bench_refused(const struct native_options *o, int rc, const char *text)
{
	struct momus_error err = { "" };
	void *self;

	CHECK_INT(ops()->open(&self, o, &err), rc);
	CHECK_STR(err.text, text);
	CHECK(!self);
}

TEST(a_device_that_is_not_named_as_one_is_refused)
{
	static const char *const names[] = { "gpu",   "",      "cpu:0",
					     "%s:",   "%s:-1", "%s:x",
					     "%s:1x", "%s0",   "%s:99999" };
	struct native_options o = bench_options(WHERE_HERE);
	const char *word = native_device_word();
	char name[32], text[200];

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(name, sizeof name, "%s%s",
			 strncmp(names[i], "%s", 2) ? "" : word,
			 strncmp(names[i], "%s", 2) ? names[i] : names[i] + 2);
		snprintf(text, sizeof text,
			 "native: device is \"%s\"; expected cpu, %s or %s:N "
			 "with N from 0",
			 name, word, word);
		o.device = name;
		bench_refused(&o, MOMUS_EINVAL, text);
	}
}

TEST(instructions_for_bf16_alone_are_refused_in_fp32)
{
	struct native_options o = bench_options(WHERE_HERE);

	o.kernels = "amx";
	bench_refused(&o, MOMUS_EINVAL,
		      "native: kernels is amx, which compute in bfloat16 "
		      "alone; set precision to bfloat16, or kernels to auto");
	o.kernels = "auto";
	o.precision = "bfloat16";
	bench_backend_close(bench_backend(&o));
}

TEST(a_device_beyond_the_last_is_refused_and_the_number_of_them_told)
{
	struct momus_device list[64];
	size_t n = native_devices(list, 64);
	struct native_options o = bench_options(WHERE_THERE);
	char name[32], text[256];

	if (!list[0].usable)
		SKIP("%s", list[0].detail);
	snprintf(name, sizeof name, "%s:%zu", native_device_word(), n);
	snprintf(text, sizeof text,
		 "native: there is no device %s, only %zu of them, counted "
		 "from 0; set device to %s:0 or cpu",
		 name, n, native_device_word());
	o.device = name;
	o.init = -1; /* said before weights are read, which are not there */
	bench_refused(&o, MOMUS_ENOTFOUND, text);
	o.init = 3;
	snprintf(name, sizeof name, "%s:%zu", native_device_word(), n - 1);
	bench_backend_close(bench_backend(&o));
}

TEST(the_list_of_devices_names_each_as_options_do)
{
	struct momus_device list[64];
	size_t n = native_devices(list, 64);

	CHECK(n > 0 && n <= 64);
	for (size_t i = 0; i < n; i++) {
		CHECK(strncmp(list[i].name, native_device_word(),
			      strlen(native_device_word())) == 0);
		CHECK(list[i].detail[0]);
	}
	CHECK_INT((long long)native_devices(list, 0), (long long)n);
}

TAP_MAIN
