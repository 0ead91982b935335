"""letters.py RECIPE PROBLEMS [NAME=VALUE...] - a critic that learns which letters help

In this folder: problems.jsonl of so many problems, critique.txt, revise.txt, and RECIPE for
momus train, whose reviser takes letters of a critique for an answer.  NAME is of a member,
with dots; VALUE is JSON.
"""
import json
import sys

recipe = {
    "name": "letters", "seed": 3, "output": "out", "solutions": 2,
    "model": {"plugin": "native", "model": "model", "threads": 1},
    "trainer": {"plugin": "grpo", "group": 8, "batch": 12, "mini_batch": 6, "epochs": 4,
                "max_answer": 6, "kl_coef": 0.001},
    "task": {"plugin": "jsonl", "data": "problems.jsonl", "grader": "exact"},
    "generator": {"plugin": "parrot", "letters": 0.05},
    "rewards": [{"plugin": "execution", "gate": False}],
    "prompts": {"critique": "critique.txt", "revise": "revise.txt"}}
name, problems, *settings = sys.argv[1:]
for setting in settings:
    key, value = setting.split("=", 1)
    *above, last = key.split(".")
    place = recipe
    for member in above:
        place = place[member]
    place[last] = json.loads(value)
with open("problems.jsonl", "w") as out:
    for i in range(int(problems)):
        out.write(json.dumps({"id": f"p{i}", "question": f"{i}?", "answer": str(i),
                              "wrong": "no"}) + "\n")
open("critique.txt", "w").write("{{statement}} {{solution}}")
open("revise.txt", "w").write("{{critique}}")
json.dump(recipe, open(name, "w"))
