## unit/ - one C program an object of the harness.
MOMUS_UNIT_TESTS = %D%/error.t
check_PROGRAMS += $(MOMUS_UNIT_TESTS)
TESTS += $(MOMUS_UNIT_TESTS)

%C%_error_t_SOURCES = %D%/error.c
%C%_error_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_error_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/hash.t
%C%_hash_t_SOURCES = %D%/hash.c
%C%_hash_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_hash_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/loader.t
%C%_loader_t_SOURCES = %D%/loader.c
%C%_loader_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_loader_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/options.t
%C%_options_t_SOURCES = %D%/options.c
%C%_options_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(CJSON_CFLAGS)
%C%_options_t_LDADD = $(MOMUS_TEST_LIBS) $(CJSON_LIBS)

MOMUS_UNIT_TESTS += %D%/paths.t
%C%_paths_t_SOURCES = %D%/paths.c
%C%_paths_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_paths_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/registry.t
%C%_registry_t_SOURCES = %D%/registry.c
%C%_registry_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_registry_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/arena.t
%C%_arena_t_SOURCES = %D%/arena.c
%C%_arena_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_arena_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/buffer.t
%C%_buffer_t_SOURCES = %D%/buffer.c
%C%_buffer_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_buffer_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/jsonspan.t
%C%_jsonspan_t_SOURCES = %D%/jsonspan.c
%C%_jsonspan_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_jsonspan_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/cases.t
%C%_cases_t_SOURCES = %D%/cases.c
%C%_cases_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_cases_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/log.t
%C%_log_t_SOURCES = %D%/log.c
%C%_log_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_log_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/random.t
%C%_random_t_SOURCES = %D%/random.c
%C%_random_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_random_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/lifeline.t
%C%_lifeline_t_SOURCES = %D%/lifeline.c tests/threadranks.c tests/threadranks.h
%C%_lifeline_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_lifeline_t_LDADD = $(MOMUS_TEST_LIBS) -lpthread

MOMUS_UNIT_TESTS += %D%/ranks.t
%C%_ranks_t_SOURCES = %D%/ranks.c tests/threadranks.c tests/threadranks.h
%C%_ranks_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_ranks_t_LDADD = $(MOMUS_TEST_LIBS) -lpthread

MOMUS_UNIT_TESTS += %D%/row.t
%C%_row_t_SOURCES = %D%/row.c
%C%_row_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_row_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/plain.t
%C%_plain_t_SOURCES = %D%/plain.c
%C%_plain_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_plain_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/space.t
%C%_space_t_SOURCES = %D%/space.c
%C%_space_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_space_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/text.t
%C%_text_t_SOURCES = %D%/text.c
%C%_text_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_text_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/wire.t
%C%_wire_t_SOURCES = %D%/wire.c
%C%_wire_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_wire_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/store-faults.t
%C%_store_faults_t_SOURCES = %D%/store-faults.c %D%/made-run.c %D%/made-run.h
%C%_store_faults_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_store_faults_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/store-damage.t
%C%_store_damage_t_SOURCES = %D%/store-damage.c %D%/made-run.c %D%/made-run.h
%C%_store_damage_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_store_damage_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/events.t
%C%_events_t_SOURCES = %D%/events.c
%C%_events_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_events_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/drawings.t
%C%_drawings_t_SOURCES = %D%/drawings.c
%C%_drawings_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_drawings_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/ledger.t
%C%_ledger_t_SOURCES = %D%/ledger.c
%C%_ledger_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_ledger_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/store-kill.t
%C%_store_kill_t_SOURCES = %D%/store-kill.c %D%/made-run.c %D%/made-run.h
%C%_store_kill_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_store_kill_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/store.t
%C%_store_t_SOURCES = %D%/store.c
%C%_store_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_store_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/loop.t
%C%_loop_t_SOURCES = %D%/loop.c
%C%_loop_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_loop_t_LDADD = $(MOMUS_TEST_LIBS) -lpthread

MOMUS_UNIT_TESTS += %D%/bucket.t
%C%_bucket_t_SOURCES = %D%/bucket.c
%C%_bucket_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_bucket_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/retryafter.t
%C%_retryafter_t_SOURCES = %D%/retryafter.c
%C%_retryafter_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_retryafter_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/secret.t
%C%_secret_t_SOURCES = %D%/secret.c
%C%_secret_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_secret_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/servers.t
%C%_servers_t_SOURCES = %D%/servers.c
%C%_servers_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_servers_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/http.t
%C%_http_t_SOURCES = %D%/http.c
%C%_http_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_http_t_LDADD = $(MOMUS_TEST_LIBS) -lm

MOMUS_UNIT_TESTS += %D%/client.t
%C%_client_t_SOURCES = %D%/client.c
%C%_client_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_client_t_LDADD = $(MOMUS_TEST_LIBS) -lm
MOMUS_UNIT_TESTS += %D%/extract.t
%C%_extract_t_SOURCES = %D%/extract.c
%C%_extract_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_extract_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/recipe.t
%C%_recipe_t_SOURCES = %D%/recipe.c %D%/refused.c %D%/refused.h
%C%_recipe_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(CJSON_CFLAGS)
%C%_recipe_t_LDADD = $(MOMUS_TEST_LIBS) $(CJSON_LIBS)
EXTRA_DIST += %D%/recipe/refused.txt

MOMUS_UNIT_TESTS += %D%/study.t
%C%_study_t_SOURCES = %D%/study.c %D%/refused.c %D%/refused.h
%C%_study_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(CJSON_CFLAGS)
%C%_study_t_LDADD = $(MOMUS_TEST_LIBS) $(CJSON_LIBS)
EXTRA_DIST += %D%/study/refused.txt

MOMUS_UNIT_TESTS += %D%/dataset.t
%C%_dataset_t_SOURCES = %D%/dataset.c
%C%_dataset_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(ZLIB_CFLAGS)
%C%_dataset_t_LDADD = $(MOMUS_TEST_LIBS) $(ZLIB_LIBS)

MOMUS_UNIT_TESTS += %D%/leak.t
%C%_leak_t_SOURCES = %D%/leak.c
%C%_leak_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_leak_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/feed.t
%C%_feed_t_SOURCES = %D%/feed.c
%C%_feed_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_feed_t_LDADD = $(MOMUS_TEST_LIBS)
EXTRA_DIST += %D%/feed/cases.txt

MOMUS_UNIT_TESTS += %D%/hint.t
%C%_hint_t_SOURCES = %D%/hint.c
%C%_hint_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_hint_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/noise.t
%C%_noise_t_SOURCES = %D%/noise.c
%C%_noise_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(CJSON_CFLAGS)
%C%_noise_t_LDADD = $(MOMUS_TEST_LIBS) -lm

MOMUS_UNIT_TESTS += %D%/prompts.t
%C%_prompts_t_SOURCES = %D%/prompts.c
%C%_prompts_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(CJSON_CFLAGS)
%C%_prompts_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/grader.t
%C%_grader_t_SOURCES = %D%/grader.c %D%/script.c %D%/script.h
%C%_grader_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_grader_t_LDADD = $(MOMUS_TEST_LIBS) -lm

MOMUS_UNIT_TESTS += %D%/starved.t
%C%_starved_t_SOURCES = %D%/starved.c %D%/script.c %D%/script.h
%C%_starved_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_starved_t_LDADD = $(MOMUS_TEST_LIBS) -lm

MOMUS_UNIT_TESTS += %D%/grader-parts.t
%C%_grader_parts_t_SOURCES = %D%/grader-parts.c
%C%_grader_parts_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_grader_parts_t_LDADD = $(MOMUS_TEST_LIBS) -lm
MOMUS_UNIT_TESTS += %D%/pairs.t
%C%_pairs_t_SOURCES = %D%/pairs.c
%C%_pairs_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_pairs_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/choices.t
%C%_choices_t_SOURCES = %D%/choices.c
%C%_choices_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_choices_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/clustered.t
%C%_clustered_t_SOURCES = %D%/clustered.c %D%/numbers.c %D%/numbers.h
%C%_clustered_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_clustered_t_LDADD = $(MOMUS_TEST_LIBS) -lm

MOMUS_UNIT_TESTS += %D%/betabinomial.t
%C%_betabinomial_t_SOURCES = %D%/betabinomial.c %D%/numbers.c %D%/numbers.h
%C%_betabinomial_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_betabinomial_t_LDADD = $(MOMUS_TEST_LIBS) -lm

MOMUS_UNIT_TESTS += %D%/heterogeneity.t
%C%_heterogeneity_t_SOURCES = %D%/heterogeneity.c %D%/numbers.c %D%/numbers.h
%C%_heterogeneity_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_heterogeneity_t_LDADD = $(MOMUS_TEST_LIBS) -lm

MOMUS_UNIT_TESTS += %D%/bestof.t
%C%_bestof_t_SOURCES = %D%/bestof.c %D%/numbers.c %D%/numbers.h
%C%_bestof_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_bestof_t_LDADD = $(MOMUS_TEST_LIBS) -lm

MOMUS_UNIT_TESTS += %D%/components.t
%C%_components_t_SOURCES = %D%/components.c %D%/numbers.c %D%/numbers.h
%C%_components_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_components_t_LDADD = $(MOMUS_TEST_LIBS) -lm

MOMUS_UNIT_TESTS += %D%/calibration.t
%C%_calibration_t_SOURCES = %D%/calibration.c %D%/numbers.c %D%/numbers.h
%C%_calibration_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_calibration_t_LDADD = $(MOMUS_TEST_LIBS) -lm

MOMUS_UNIT_TESTS += %D%/passk.t
%C%_passk_t_SOURCES = %D%/passk.c %D%/numbers.c %D%/numbers.h
%C%_passk_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_passk_t_LDADD = $(MOMUS_TEST_LIBS) -lm

MOMUS_UNIT_TESTS += %D%/variance.t
%C%_variance_t_SOURCES = %D%/variance.c
%C%_variance_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_variance_t_LDADD = $(MOMUS_TEST_LIBS) -lm

MOMUS_UNIT_TESTS += %D%/wilson.t
%C%_wilson_t_SOURCES = %D%/wilson.c %D%/numbers.c %D%/numbers.h
%C%_wilson_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_wilson_t_LDADD = $(MOMUS_TEST_LIBS) -lm

MOMUS_UNIT_TESTS += %D%/binomial.t
%C%_binomial_t_SOURCES = %D%/binomial.c %D%/numbers.c %D%/numbers.h
%C%_binomial_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_binomial_t_LDADD = $(MOMUS_TEST_LIBS) -lm

MOMUS_UNIT_TESTS += %D%/deltas.t
%C%_deltas_t_SOURCES = %D%/deltas.c
%C%_deltas_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_deltas_t_LDADD = $(MOMUS_TEST_LIBS) -lm

MOMUS_UNIT_TESTS += %D%/steps.t
%C%_steps_t_SOURCES = %D%/steps.c
%C%_steps_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_steps_t_LDADD = $(MOMUS_TEST_LIBS) -lm

MOMUS_UNIT_TESTS += %D%/discrimination.t
%C%_discrimination_t_SOURCES = %D%/discrimination.c %D%/numbers.c %D%/numbers.h
%C%_discrimination_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_discrimination_t_LDADD = $(MOMUS_TEST_LIBS) -lm

MOMUS_UNIT_TESTS += %D%/bootstrap.t
%C%_bootstrap_t_SOURCES = %D%/bootstrap.c %D%/numbers.c %D%/numbers.h
%C%_bootstrap_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_bootstrap_t_LDADD = $(MOMUS_TEST_LIBS) -lm

MOMUS_UNIT_TESTS += %D%/attempts.t
%C%_attempts_t_SOURCES = %D%/attempts.c %D%/numbers.c %D%/numbers.h
%C%_attempts_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_attempts_t_LDADD = $(MOMUS_TEST_LIBS) -lm

MOMUS_UNIT_TESTS += %D%/chain.t
%C%_chain_t_SOURCES = %D%/chain.c %D%/numbers.c %D%/numbers.h
%C%_chain_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_chain_t_LDADD = $(MOMUS_TEST_LIBS) -lm

MOMUS_UNIT_TESTS += %D%/distributions.t
%C%_distributions_t_SOURCES = %D%/distributions.c %D%/numbers.c %D%/numbers.h
%C%_distributions_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_distributions_t_CFLAGS = $(AM_CFLAGS) -ffp-contract=off
%C%_distributions_t_LDADD = $(MOMUS_TEST_LIBS) -lm

MOMUS_UNIT_TESTS += %D%/paired.t
%C%_paired_t_SOURCES = %D%/paired.c %D%/numbers.c %D%/numbers.h
%C%_paired_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_paired_t_LDADD = $(MOMUS_TEST_LIBS) -lm

MOMUS_UNIT_TESTS += %D%/power.t
%C%_power_t_SOURCES = %D%/power.c %D%/numbers.c %D%/numbers.h
%C%_power_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_power_t_LDADD = $(MOMUS_TEST_LIBS) -lm

MOMUS_UNIT_TESTS += %D%/sequential.t
%C%_sequential_t_SOURCES = %D%/sequential.c %D%/numbers.c %D%/numbers.h
%C%_sequential_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_sequential_t_LDADD = $(MOMUS_TEST_LIBS) -lm

MOMUS_UNIT_TESTS += %D%/evalue.t
%C%_evalue_t_SOURCES = %D%/evalue.c %D%/numbers.c %D%/numbers.h
%C%_evalue_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_evalue_t_LDADD = $(MOMUS_TEST_LIBS) -lm

MOMUS_UNIT_TESTS += %D%/gate.t
%C%_gate_t_SOURCES = %D%/gate.c
%C%_gate_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_gate_t_LDADD = $(MOMUS_TEST_LIBS) -lm

MOMUS_UNIT_TESTS += %D%/plan.t
%C%_plan_t_SOURCES = %D%/plan.c
%C%_plan_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_plan_t_LDADD = $(MOMUS_TEST_LIBS) -lm

MOMUS_UNIT_TESTS += %D%/calibrate.t
%C%_calibrate_t_SOURCES = %D%/calibrate.c
%C%_calibrate_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_calibrate_t_LDADD = $(MOMUS_TEST_LIBS) -lm

MOMUS_UNIT_TESTS += %D%/facts.t
%C%_facts_t_SOURCES = %D%/facts.c
%C%_facts_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_facts_t_LDADD = $(MOMUS_TEST_LIBS) -lm

MOMUS_UNIT_TESTS += %D%/rates.t
%C%_rates_t_SOURCES = %D%/rates.c
%C%_rates_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_rates_t_LDADD = $(MOMUS_TEST_LIBS) -lm

MOMUS_UNIT_TESTS += %D%/signflip-interval.t
%C%_signflip_interval_t_SOURCES = %D%/signflip-interval.c %D%/numbers.c %D%/numbers.h
%C%_signflip_interval_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_signflip_interval_t_LDADD = $(MOMUS_TEST_LIBS) -lm

MOMUS_UNIT_TESTS += %D%/swap.t
%C%_swap_t_SOURCES = %D%/swap.c %D%/numbers.c %D%/numbers.h
%C%_swap_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_swap_t_LDADD = $(MOMUS_TEST_LIBS) -lm

EXTRA_DIST += tests/data/stats/tables.py tests/data/stats/comparing.py \
	tests/data/stats/shifts.txt \
	tests/data/stats/shift-values.txt tests/data/stats/swaps.txt \
	tests/data/stats/swap-rows.txt tests/data/stats/equivalences.txt \
	tests/data/stats/kappas.txt
EXTRA_DIST += tests/data/stats/reference.py tests/data/stats/passk.txt \
	tests/data/stats/matching.txt \
	tests/data/stats/wilson.txt tests/data/stats/discrimination.txt \
	tests/data/stats/binomial.txt tests/data/stats/bootstrap-rows.txt \
	tests/data/stats/bootstrap-intervals.txt tests/data/stats/proportions.txt \
	tests/data/stats/distributions.txt tests/data/stats/mcnemar.txt \
	tests/data/stats/adjusted.txt tests/data/stats/power.txt \
	tests/data/stats/chain-tests.txt tests/data/stats/chain-counts.txt \
	tests/data/stats/order-tests.txt tests/data/stats/order-counts.txt \
	tests/data/stats/attempts.txt tests/data/stats/bca.txt \
	tests/data/stats/bca-rows.txt tests/data/stats/clustered.txt \
	tests/data/stats/clustered-rows.txt tests/data/stats/betabinomial.txt \
	tests/data/stats/betabinomial-rows.txt \
	tests/data/stats/tarone.txt tests/data/stats/tarone-rows.txt \
	tests/data/stats/stratified.txt tests/data/stats/stratified-rows.txt \
	tests/data/stats/bestof.txt tests/data/stats/bestof-rows.txt \
	tests/data/stats/components.txt tests/data/stats/components-rows.txt \
	tests/data/stats/calibration.txt tests/data/stats/calibration-rows.txt \
	tests/data/stats/calibration-bins.txt
EXTRA_DIST += tests/data/stats/looks.txt \
	tests/data/stats/evalues.txt tests/data/stats/evalue-values.txt \
	tests/data/stats/signflips.txt tests/data/stats/signflip-values.txt

MOMUS_UNIT_TESTS += %D%/rowfile.t
%C%_rowfile_t_SOURCES = %D%/rowfile.c
%C%_rowfile_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_rowfile_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/pipeline.t
%C%_pipeline_t_SOURCES = %D%/pipeline.c %D%/fake-run.c %D%/fake-run.h \
	%D%/made-run.c %D%/made-run.h
%C%_pipeline_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(CJSON_CFLAGS)
%C%_pipeline_t_LDADD = $(MOMUS_TEST_LIBS) -lm

MOMUS_UNIT_TESTS += %D%/cells.t
%C%_cells_t_SOURCES = %D%/cells.c %D%/fake-run.c %D%/fake-run.h \
	%D%/made-run.c %D%/made-run.h
%C%_cells_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(CJSON_CFLAGS)
%C%_cells_t_LDADD = $(MOMUS_TEST_LIBS) -lm -lpthread

MOMUS_UNIT_TESTS += %D%/samples.t
%C%_samples_t_SOURCES = %D%/samples.c %D%/fake-run.c %D%/fake-run.h \
	%D%/made-run.c %D%/made-run.h
%C%_samples_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(CJSON_CFLAGS)
%C%_samples_t_LDADD = $(MOMUS_TEST_LIBS) -lm

MOMUS_UNIT_TESTS += %D%/compile.t
%C%_compile_t_SOURCES = %D%/compile.c
%C%_compile_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_compile_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/imports.t
%C%_imports_t_SOURCES = %D%/imports.c
%C%_imports_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_imports_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/group.t
%C%_group_t_SOURCES = %D%/group.c harness/sandbox/group.c \
	harness/sandbox/group-home.c
%C%_group_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_group_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/pages.t
%C%_pages_t_SOURCES = %D%/pages.c harness/sandbox/jail/pages.c
%C%_pages_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_pages_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/sandbox.t
%C%_sandbox_t_SOURCES = %D%/sandbox.c
%C%_sandbox_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_sandbox_t_LDADD = $(MOMUS_TEST_LIBS)
EXTRA_DIST += tests/data/sandbox/driver.py tests/data/sandbox/referee.py \
	tests/data/sandbox/words.py
MOMUS_UNIT_TESTS += %D%/similarity.t
EXTRA_DIST += %D%/similarity.jsonl
%C%_similarity_t_SOURCES = %D%/similarity.c
%C%_similarity_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_similarity_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/checker.t
%C%_checker_t_SOURCES = %D%/checker.c
%C%_checker_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_checker_t_LDADD = $(MOMUS_TEST_LIBS) -lm
EXTRA_DIST += %D%/checker.jsonl

MOMUS_UNIT_TESTS += %D%/packed.t
%C%_packed_t_SOURCES = %D%/packed.c
%C%_packed_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_packed_t_LDADD = $(MOMUS_TEST_LIBS)
EXTRA_DIST += %D%/packed.jsonl

MOMUS_UNIT_TESTS += %D%/fold.t
%C%_fold_t_SOURCES = %D%/fold.c
%C%_fold_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_fold_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/minhash.t
%C%_minhash_t_SOURCES = %D%/minhash.c
%C%_minhash_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_minhash_t_LDADD = $(MOMUS_TEST_LIBS) -lm

MOMUS_UNIT_TESTS += %D%/overlap.t
%C%_overlap_t_SOURCES = %D%/overlap.c
%C%_overlap_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_overlap_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/diff.t
%C%_diff_t_SOURCES = %D%/diff.c
%C%_diff_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_diff_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/lines.t
%C%_lines_t_SOURCES = %D%/lines.c reports/document.c reports/text/lines.c \
	reports/text/table.c
%C%_lines_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) -I$(top_srcdir)
%C%_lines_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/sheet.t
%C%_sheet_t_SOURCES = %D%/sheet.c reports/figure.c reports/folder.c \
	reports/html/escape.c \
	reports/plots/gnuplot.c reports/plots/sheet.c reports/plots/svg.c
%C%_sheet_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) -I$(top_srcdir)
%C%_sheet_t_LDADD = $(MOMUS_TEST_LIBS) -lm

MOMUS_UNIT_TESTS += %D%/matching.t
%C%_matching_t_SOURCES = %D%/matching.c %D%/numbers.c %D%/numbers.h
%C%_matching_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_matching_t_LDADD = $(MOMUS_TEST_LIBS) -lm

MOMUS_UNIT_TESTS += %D%/program.t
%C%_program_t_SOURCES = %D%/program.c
%C%_program_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_program_t_LDADD = $(MOMUS_TEST_LIBS) -lm

MOMUS_UNIT_TESTS += %D%/leaks.t
%C%_leaks_t_SOURCES = %D%/leaks.c
%C%_leaks_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_leaks_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/agreement.t
%C%_agreement_t_SOURCES = %D%/agreement.c %D%/numbers.c %D%/numbers.h
%C%_agreement_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_agreement_t_LDADD = $(MOMUS_TEST_LIBS) -lm

MOMUS_UNIT_TESTS += %D%/labels.t
%C%_labels_t_SOURCES = %D%/labels.c
%C%_labels_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_labels_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/remarks.t
%C%_remarks_t_SOURCES = %D%/remarks.c
%C%_remarks_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_remarks_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/draws.t
%C%_draws_t_SOURCES = %D%/draws.c
%C%_draws_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_draws_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/quantile.t
%C%_quantile_t_SOURCES = %D%/quantile.c
%C%_quantile_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_quantile_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/tosses.t
%C%_tosses_t_SOURCES = %D%/tosses.c
%C%_tosses_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_tosses_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/order.t
%C%_order_t_SOURCES = %D%/order.c
%C%_order_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_order_t_LDADD = $(MOMUS_TEST_LIBS) -lm

MOMUS_UNIT_TESTS += %D%/rowsum.t
%C%_rowsum_t_SOURCES = %D%/rowsum.c
%C%_rowsum_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_rowsum_t_LDADD = $(MOMUS_TEST_LIBS) -lm

MOMUS_UNIT_TESTS += %D%/subsequence.t
%C%_subsequence_t_SOURCES = %D%/subsequence.c
%C%_subsequence_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_subsequence_t_LDADD = $(MOMUS_TEST_LIBS)
