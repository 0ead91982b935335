"""runs.py - published runs, and invented ones of the same forms, as runs of figures.py

Each form is read here by code of its own, from the files that `momus import` reads.
"""
import gzip
import json
import os
import random

STATES = {"done": "made", "failed": "failed", "skipped": "stopped"}


def lines(path):
    with (gzip.open if path.endswith(".gz") else open)(
            path, "rt", encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def made(passed, status=None, critiques=(), tokens=(None,) * 4, answer="", texts=()):
    usual = {True: "accepted", False: "wrong_answer", None: None}[passed]
    return {"state": "made", "passed": passed, "status": status or usual,
            "critiques": list(critiques), "tokens": tokens, "answer": answer,
            "texts": list(texts)}


def other(state, critiques=(), why=None):
    return {"state": state, "passed": None, "status": None, "why": why,
            "critiques": list(critiques), "answer": ""}


def run_of(problems, votes=1, **head):
    """Fills trajectories that end early; PROBLEMS: id, category, samples."""
    turns = max(len(t) for p in problems for t in p["samples"]) - 1
    any_critique = any(turn["critiques"] for p in problems for t in p["samples"]
                       for turn in t)
    for p in problems:
        for t in p["samples"]:
            while len(t) <= turns:
                t.append(other("stopped"))
            for turn in t[1:]:
                said = turn["critiques"]
                if any_critique and not said and turn["state"] == "stopped":
                    turn["critiques"] = ["stopped"] * votes
                elif any_critique:
                    turn["critiques"] = said + ["absent"] * (votes - len(said))
    return dict(head, problems=problems, turns=turns, votes=votes)


CODES = {-1: "compile_error", -2: "wrong_answer", -3: "time_limit",
         -4: "runtime_error"}


def status_of(row, i):
    if row["graded_list"][i]:
        return "accepted"
    told = json.loads(row["metadata"][i]) if i < len(row["metadata"]) else {}
    return CODES.get(told.get("error_code"), "wrong_answer")


def livecodebench(paths):
    codegen, repair = (lines(p) for p in paths)
    repairs = {r["question_id"]: r for r in repair}
    problems = []
    for row in codegen:
        again, samples = repairs[row["question_id"]], []
        for i, right in enumerate(row["graded_list"]):
            assert again["original_code_list"][i] == row["code_list"][i]
            reply = again["output_list"][i]
            prose = reply.split("```")[0].strip(" \t\n\r\f\v")
            same = again["code_list"][i] == row["code_list"][i]
            if right and same and reply == row["output_list"][i]:
                second = other("stopped")
            else:
                told = bool(prose) and not same
                second = made(again["graded_list"][i], status_of(again, i),
                              ["none"] * told, answer=again["code_list"][i],
                              texts=[prose] * told)
            samples.append([made(right, status_of(row, i),
                                 answer=row["code_list"][i]), second])
        problems.append({"id": row["question_id"], "category": row["difficulty"],
                         "samples": samples})
    return run_of(problems, task="livecodebench", grader="lcb", feedback="self",
                  critic="recorded")


def ldb(paths):
    problems = []
    for row in lines(paths[0]):
        t = [made(False if failed else None, answer=code)
             for failed, code in zip(row["test_feedback"], row["implementations"])]
        t[-1] = made(row["is_solved"], answer=row["implementations"][-1])
        problems.append({"id": row["task_id"], "category": "", "samples": [t]})
    return run_of(problems)


def reflexion(paths):
    problems = []
    for row in lines(paths[0]):
        n = len(row["reflections"])
        t = [other("failed", ["none"] * (i > 0)) for i in range(n)]
        t.append(made(row["is_solved"], critiques=["none"] * (n > 0),
                      answer=row["solution"]))
        problems.append({"id": row["name"], "category": "", "samples": [t]})
    return run_of(problems)


def paircoder(paths):
    problems = []
    for row in lines(paths[0]):
        n, passed = len(row["completions"]), row["pass_num"]
        verdict = True if passed == n else False if passed == 0 else None
        problems.append({"id": row["name"], "category": "",
                         "samples": [[made(verdict)] for _ in range(n)]})
    return run_of(problems)


def tokens_of(row):
    return tuple(row.get(k) for k in ("prompt_tokens", "completion_tokens",
                                      "latency_s", "cost"))


def trajectories(paths):
    problems, votes = {}, 1
    for row in lines(paths[0]):
        p = problems.setdefault(row["id"], {"id": row["id"], "samples": [],
                                            "category": row.get("category", "")})
        t = []
        for turn in row["turns"]:
            said = turn.get("critique", [])
            said = [said] if isinstance(said, str) else said
            votes = max(votes, len(said))
            told = [judgment(c) for c in said]
            if turn.get("stopped"):
                t.append(other("stopped", told))
            elif "failed" in turn:
                t.append(other("failed", told))
            else:
                t.append(made(turn.get("passed"), turn.get("status"), told,
                              tokens_of(turn), turn.get("solution", ""), said))
                t[-1]["language"] = turn.get("language", "")
        p["samples"].append(t)
    return run_of(list(problems.values()), votes)


def judgment(critique):
    last = critique.strip().splitlines()[-1] if critique.strip() else ""
    return {"Overall judgment: Correct": "correct",
            "Overall judgment: Incorrect": "incorrect"}.get(last, "unparsed")


def nodes(paths):
    """One solution or critique a row, with all that a run of Momus's own tells."""
    problems, places = {}, {}
    for row in lines(paths[0]):
        p = problems.setdefault(row["problem"], {
            "id": row["problem"], "category": row.get("category", ""), "samples": {}})
        turn = p["samples"].setdefault(row["branch"], {}).setdefault(
            row["turn"], {"critiques": {}, "texts": {}, "critique_tokens": {},
                          "critique_usage": [], "critiques_cut": 0, "attempts": []})
        why = "refused" if row.get("finish") == "filter" else \
            "depends" if row["state"] == "skipped" and \
            not row["reason"].startswith("stopped") else None
        state = "failed" if why else STATES[row["state"]]
        if row["kind"] == "attempt":
            turn["attempts"] += [tokens_of(row)] * (state == "made")
        elif row["kind"] == "critique":
            there = state == "made"
            turn["critiques"][row["vote"]] = judgment(row["response"]) if there \
                else why or state
            turn["critiques_cut"] += there and row.get("finish") == "length"
            if there:
                turn["texts"][row["vote"]] = row["response"]
                turn["critique_usage"].append(tokens_of(row))
                if "completion_tokens" in row:
                    turn["critique_tokens"][row["vote"]] = row["completion_tokens"]
        else:
            turn.update(state=state, why=why, vote=row.get("vote", 0),
                        tokens=tokens_of(row), answer=row.get("answer", ""),
                        language=row.get("language", ""), passed=None, status=None)
            if "grade_cpu_s" in row:
                turn["graded"] = row["grade_cpu_s"], row["grade_wall_s"]
            if state == "made":
                turn["cut"] = row.get("finish") == "length"
                turn["parts"] = row.get("parts", {})
                verdict = row.get("parity", {})
                turn.update(passed=verdict.get("passed"), status=verdict.get("status"),
                            strict=row.get("strict", {}).get("passed"))
                if turn["passed"] is not None and not turn["status"]:
                    turn["status"] = "accepted" if turn["passed"] else "wrong_answer"
    votes = 1 + max((v for p in problems.values() for t in p["samples"].values()
                    for turn in t.values() for v in turn["critiques"]), default=0)
    last = max(k for p in problems.values() for t in p["samples"].values() for k in t)
    for p in problems.values():
        p["samples"] = [[t[k] for k in range(last + 1)]
                        for _, t in sorted(p["samples"].items())]
        for turn in (turn for t in p["samples"] for turn in t):
            turn["critiques"] = [turn["critiques"].get(v, "absent") for v in
                                 range(votes)] if turn is not None else []
            turn["texts"] = [turn["texts"].get(v) for v in range(votes)]
        for t in p["samples"]:
            t[0]["critiques"] = []
    return run_of(list(problems.values()), votes)


FORMS = {f.__name__: f for f in (livecodebench, ldb, reflexion, paircoder,
                                 trajectories, nodes)}


def published(folder):
    lcb = os.path.join(folder, "livecodebench_qwen2.5-7b-instruct%s.jsonl.gz")
    one = {"ldb": ("ldb", "mbpp_ldb-debug_gpt-3.5-turbo-0613"),
           "reflexion": ("reflexion", "mbpp_reflexion_gpt-4"),
           "paircoder-4o": ("paircoder", "mbppplus_paircoder_gpt-4o"),
           "paircoder-3.5": ("paircoder", "mbppplus_paircoder_gpt-3.5-turbo")}
    sets = [("repair", "livecodebench", [lcb % "_codegen", lcb % "_selfrepair"]),
            ("explained", "livecodebench",
             [lcb % "_codegen", lcb % "-cot_selfrepair"])]
    return sets + [(name, form, [os.path.join(folder, path + ".jsonl.gz")])
                   for name, (form, path) in one.items()]


def write(folder, name, rows):
    path = os.path.join(folder, name + ".jsonl")
    with open(path, "w", encoding="utf-8") as f:
        f.writelines(json.dumps(row) + "\n" for row in rows)
    return path
