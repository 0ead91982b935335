/* train-merge.c - see train-merge.h */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "cli/train-merge.h"
#include "run/trainplan.h"

/* Makes RECIPE one of the base model with the adapter that it trained. */
static int name_adapter(struct momus_recipe *recipe, struct momus_error *err)
{
	cJSON *model = cJSON_GetObjectItem(recipe->root, "model");
	const cJSON *output = cJSON_GetObjectItem(recipe->root, "output");
	const cJSON *rank = cJSON_GetObjectItem(model, "lora_rank");
	char *path = NULL;
	int rc;

	if (!cJSON_IsString(output))
		return momus_recipe_fail(recipe, "output", err,
					 "names no folder; expected the one "
					 "that the adapter was trained in");
	if (!cJSON_IsNumber(rank) || !(rank->valuedouble > 0))
		return momus_recipe_fail(recipe, "model", err,
					 "lora_rank is not set, so %s/model is "
					 "a whole model already",
					 output->valuestring);
	if (asprintf(&path, "%s/model", output->valuestring) < 0)
		return momus_fail(err, MOMUS_ENOMEM, "train: out of memory");
	rc = momus_recipe_set_text(recipe, "model.adapter", path, err);
	free(path);
	return rc < 0 ? rc : momus_recipe_set(recipe, "model.lora_rank=0", err);
}

int momus_train_merge(struct momus_recipe *recipe,
		      struct momus_registry *registry, const char *folder,
		      struct momus_error *err)
{
	struct momus_train_plan plan;
	struct stat st;
	int rc = name_adapter(recipe, err);

	if (rc == MOMUS_OK && stat(folder, &st) == 0)
		rc = momus_fail(err, MOMUS_EINVAL,
				"%s: exists already; name another folder, or "
				"remove it",
				folder);
	if (rc == MOMUS_OK)
		rc = momus_train_plan_open(&plan, recipe, registry, err);
	if (rc < 0)
		return rc;
	rc = plan.engine->save(plan.model, folder, false, err);
	momus_train_plan_release(&plan);
	if (rc == MOMUS_OK)
		printf("%s\n", folder);
	return rc;
}
