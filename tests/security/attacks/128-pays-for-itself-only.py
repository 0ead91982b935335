# attack: 128 pays for the warm interpreter
# group: K
# tries: nothing: an empty program must not be charged for what was loaded
#     before it
# kind: judge
# control: own
import judge

EMPTY = "pass\n"
MARGIN = 16 << 20  # bytes


def check(host, options, arguments):
    limits = {"cpu": 1.0, "wall": 10.0}
    warm = judge.execute([EMPTY] * 3, limits, host, options=options)
    cold = judge.execute([EMPTY] * 3, limits, host,
                         options=options + ["--cold"])
    problems = [f"status {v['status']}" for v in warm + cold
                if v["status"] != "accepted"]
    if problems or len(warm + cold) != 6:
        return problems or [f"verdicts are missing: {warm.stderr}"]
    most = min(v["peak_bytes"] for v in warm)
    if most > min(v["peak_bytes"] for v in cold) + MARGIN:
        problems.append(f"{most} bytes for an empty program, cold "
                        f"{cold[0]['peak_bytes']}")
    if not most:
        problems.append("no memory is reported")
    spent = min(v["cpu_s"] for v in warm)
    if spent > min(v["cpu_s"] for v in cold) + 0.01:
        problems.append(f"{spent} s for an empty program")
    return problems
