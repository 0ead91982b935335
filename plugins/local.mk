## plugins/ - one line a plugin, sorted; nothing else here ever changes.
include %D%/backend/native/logprob/local.mk
include %D%/backend/openai/local.mk
include %D%/backend/replay/local.mk
include %D%/backend/simulate/local.mk
include %D%/reward/execution/local.mk
include %D%/reward/judgment/local.mk
include %D%/reward/likelihood/local.mk
include %D%/reward/mix/local.mk
include %D%/reward/model/local.mk
include %D%/reward/reference/local.mk
include %D%/task/codecontests/local.mk
include %D%/task/ifeval/local.mk
include %D%/task/jsonl/local.mk
include %D%/task/judgebench/local.mk
include %D%/task/livecodebench/local.mk
include %D%/task/mbppplus/local.mk
include %D%/task/taco/local.mk
