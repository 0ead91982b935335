"""The commands of a CI file, one script a step: ci.py FILE STEP

STEP counts from 0; what is under run: (GitHub Actions) or in a list under script:
and after_script: (GitLab).  Of a page ci.py PAGE --sh N is its N-th block of shell,
and ci.py PAGE --yaml N its N-th one of YAML, as it stands.
"""
import re
import sys


def indent(line):
    return len(line) - len(line.lstrip())


def github(lines):
    for i, line in enumerate(lines):
        m = re.match(r"\s*(- )?run: (.*)$", line)
        if not m:
            continue
        if m[2] != "|":
            yield m[2]
            continue
        inner = indent(lines[i + 1])
        block = []
        for follow in lines[i + 1:]:
            if follow.strip() and indent(follow) < inner:
                break
            block.append(follow[inner:])
        yield "\n".join(block)


def gitlab(lines):
    here, command = False, None
    for line in lines + [""]:
        item = re.match(r"    - (.*)$", line)
        if command is not None and (item or indent(line) <= 4):
            yield command
            command = None
        if re.match(r"  \S", line):
            here = re.match(r"  (after_)?script:$", line) is not None
        elif here and item:
            command = item[1]
        elif here and command is not None:
            command += " " + line.strip()


text = open(sys.argv[1], encoding="utf-8").read()
if len(sys.argv) == 4:
    found = re.findall(r"```%s\n(.*?)```" % sys.argv[2][2:], text, re.S)
    sys.stdout.write(found[int(sys.argv[3])])
else:
    lines = text.split("\n")
    steps = list(github(lines) if "jobs:" in lines else gitlab(lines))
    print(steps[int(sys.argv[2])])
