#!/bin/sh
# ci.t - the gate in a CI job: the commands of doc/ci.md and examples/ci, run
. "$top_srcdir/tests/tap.sh"
MOMUS_CACHE=$tmp/cache
export MOMUS_CACHE
unset SLURM_ARRAY_TASK_ID JOB_COMPLETION_INDEX OMPI_COMM_WORLD_RANK
page=$top_srcdir/doc/ci.md
examples=$top_srcdir/examples/ci
samples=$(cd "$top_srcdir/benchmarks/quickstart" && pwd)
mkdir "$tmp/bin" "$tmp/job"
case $MOMUS in /*) ;; *) MOMUS=$PWD/$MOMUS ;; esac
ln -s "$MOMUS" "$tmp/bin/momus"
printf '#!/bin/sh\ncat "$5" >commented\n' >"$tmp/bin/gh"
chmod +x "$tmp/bin/gh"
PATH=$tmp/bin:$PATH
GITHUB_STEP_SUMMARY=$tmp/summary
GITHUB_SHA=0123abc
CI_COMMIT_SHA=0123abc
export PATH GITHUB_STEP_SUMMARY GITHUB_SHA CI_COMMIT_SHA

# part ARGUMENT...: as ci.py prints it
part() {
	"$PYTHON" -B "$top_srcdir/tests/cli/ci.py" "$@"
}
# night SEED P: the recipe of a simulated model that is right with P
night() {
	cat >"$tmp/job/nightly.json" <<END
{"name": "nightly", "seed": $1, "feedback": "none", "widths": [1, 4],
 "task": {"plugin": "mbppplus", "data": "$samples/problems.jsonl", "grader": "evalplus"},
 "generator": {"plugin": "simulate", "p_init": $2}, "sandbox": "best-effort"}
END
}
# step FILE N: runs that step as a runner does, in the job's folder; $status
step() {
	part "$1" "$2" >"$tmp/step.sh"
	(cd "$tmp/job" && sh -e "$tmp/step.sh") >"$tmp/out" 2>"$tmp/said"
	status=$?
}
versions() {
	"$MOMUS" track list "$tmp/job/history" | wc -l | tr -d ' '
}

part "$page" --yaml 0 | cmp -s - "$examples/github.yml"
ok $? "the page shows the file for GitHub"
part "$page" --yaml 1 | cmp -s - "$examples/gitlab.yml"
ok $? "and the one for GitLab"
if "$PYTHON" -c 'import yaml' 2>/dev/null; then
	"$PYTHON" - "$examples/github.yml" "$examples/gitlab.yml" <<'END'
import sys, yaml
hub, lab = (yaml.safe_load(open(f)) for f in sys.argv[1:])
steps = hub["jobs"]["gate"]["steps"]
assert sum("run" in s for s in steps) == 3 and len(lab["gate"]["script"]) == 2
for s in steps:
    assert ("run" in s) != ("uses" in s), s
assert all("\n" not in c for c in lab["gate"]["script"])
END
	ok $? "both are YAML with the steps they should have"
else
	skip "both are YAML with the steps they should have" "no PyYAML"
fi

for service in github gitlab; do
	file=$examples/$service.yml
	rm -rf "$tmp/job/history" "$tmp/summary"
	GITHUB_RUN_ID=1 CI_PIPELINE_ID=1
	export GITHUB_RUN_ID CI_PIPELINE_ID
	night 1 0.9
	rm -f "$tmp"/job/*.h5 "$tmp"/job/gate.*
	step "$file" 0
	is "$status" 0 "$service: the first night is run" || sed 's/^/# /' "$tmp/said"
	step "$file" 1
	is "$status:$(versions)" 0:1 "$service: and enters the history"
	step "$file" 2
	is "$status" 0 "$service: which is reported"

	GITHUB_RUN_ID=2 CI_PIPELINE_ID=2
	night 2 0.9
	rm -f "$tmp"/job/*.h5 "$tmp"/job/gate.*
	step "$file" 0
	step "$file" 1
	is "$status:$(versions)" 0:2 "$service: a night like the first passes"
	like "$(cat "$tmp/job/gate.md")" "| **Pass@1 after turn 0** |" "$service: with a comment"

	GITHUB_RUN_ID=3 CI_PIPELINE_ID=3
	night 3 0.3
	rm -f "$tmp"/job/*.h5 "$tmp"/job/gate.*
	step "$file" 0
	step "$file" 1
	is "$status:$(versions)" 3:2 "$service: a bad night fails and is not kept"
	like "$(cat "$tmp/job/gate.xml")" 'failures="1"' "$service: which is a failed test"
	step "$file" 2
	is "$status" 0 "$service: the report is made all the same"
done
like "$(cat "$tmp/job/gate.md")" "**regression: Pass@1 fell by " "the comment says what happened"

part "$page" --sh 0 >"$tmp/step.sh"
(cd "$tmp/job" && PULL_REQUEST=7 sh -e "$tmp/step.sh") 2>"$tmp/said"
cmp -s "$tmp/job/commented" "$tmp/job/gate.md"
ok $? "a pull request is told"
part "$page" --sh 1 >"$tmp/step.sh"
(cd "$tmp/job" && sh -e "$tmp/step.sh") >"$tmp/out" 2>"$tmp/said"
is "$?" 0 "the sizes can be planned"
like "$(cat "$tmp/out")" "to see 3.00" "from the run"
like "$(cat "$tmp/out")" "Versions that are alike were called different" "and the gate calibrated"
part "$page" --sh 2 >"$tmp/step.sh"
(cd "$tmp/job" && sh "$tmp/step.sh") >"$tmp/out" 2>"$tmp/said"
is "$?" 3 "a bad night is found by planned looks" || sed 's/^/# /' "$tmp/said"
ls "$tmp"/job/part3.h5 >/dev/null 2>&1
is "$?" 2 "before all of it was run"
like "$(cat "$tmp/out")" "nothing more needs to be run" "which is said"
finish
