# attack: 129 programs that tell warm from cold
# group: K
# tries: every status and many ways to get it, in a warm and in a fresh
#     interpreter: the verdicts must be equal, program by program
# kind: judge
# control: own
import judge

PROGRAMS = {
    "answer": "print(6 * 7)",
    "empty": "",
    "main": "if __name__ == '__main__':\n    print('main', __name__)",
    "file": "import sys; print(len(sys.argv), sys.argv[0][-3:])",
    "globals": "print(sorted(k for k in globals() if k[0] != 'A'))",
    "modules": "import sys; print('json' in vars(), sys.flags.isolated)",
    "raises": "raise ValueError('wrong')",
    "nested": "def f(n):\n    return f(n - 1)\nf(10 ** 6)",
    "exit": "import sys; sys.exit(7)",
    "exit text": "import sys; sys.exit('so long')",
    "exit none": "import sys; print(1); sys.exit()",
    "hard exit": "import os; print(1, end='', flush=True); os._exit(2)",
    "syntax": "def broken(:\n    pass",
    "indentation": "def f():\npass",
    "undecodable": b"# \xff\nprint(1)",
    "cookie": b"# -*- coding: latin-1 -*-\nprint('\xe9')",
    "nul": b"print(1)\0",
    "abort": "import os; os.abort()",
    "kill": "import os; os.kill(os.getpid(), 9)",
    "time": "while True: pass",
    "output": "while True: print('x' * 1000)",
    "memory": "x = []\nwhile True: x.append(b'x' * (1 << 20))",
    "stderr": "import sys; sys.stderr.write('e' * 1000); print(2)",
    "input": "print(repr(input() if 0 else __import__('sys').stdin.read()))",
    "class": "class A:\n    pass\nprint(A.__module__, repr(A)[:20])",
    "pickle": "import pickle\nclass A:\n    x = 1\n"
              "print(pickle.loads(pickle.dumps(A())).x)",
    "threads": "import threading\nt = threading.Thread(target=print, "
               "args=('in', 'thread'))\nt.start(); t.join()",
    "thread left": "import threading, time\nthreading.Thread("
                   "target=lambda: (time.sleep(.1), print('late'))).start()",
    "atexit": "import atexit; atexit.register(print, 'end')",
    "main module": "import __main__; x = 3; print(__main__.x)",
    "inspect": "import inspect\ndef f():\n    return 1\n"
               "print(inspect.getsource(f))",
    "builtins": "print(exit, quit, type(copyright).__name__, help)",
    "digits": "print(len(str(2 ** 20000)))",
    "digits too many": "print(str(10 ** 5000)[:3])",
    "encoding": "import sys, locale; print(sys.stdout.encoding, "
                "sys.getfilesystemencoding(), '\\u20ac')",
    "sum": "print(sum(1 / n for n in range(1, 1000)))",
    "recursion": "import sys; print(sys.getrecursionlimit())",
    "warning": "import warnings; warnings.warn('odd'); print(1)",
}
FIELDS = ("status", "exit_code", "signal", "idle", "stdout")


def check(host, options, arguments):
    limits = {"cpu": 1.0, "wall": 8.0, "memory": 256 << 20,
              "output": 1 << 16}
    texts = list(PROGRAMS.values())
    warm = judge.execute(texts, limits, host, options=options)
    cold = judge.execute(texts, limits, host, options=options + ["--cold"])
    if not len(warm) == len(cold) == len(texts):
        return [f"{len(warm)} and {len(cold)} verdicts of {len(texts)}: "
                f"{warm.stderr[-200:]} {cold.stderr[-200:]}"]
    problems = []
    for name, a, b in zip(PROGRAMS, warm, cold):
        for field in FIELDS:
            if field == "stdout" and a["status"] == "output_limit":
                continue  # how much fits before the end is a matter of time
            if a[field] != b[field]:
                problems.append(f"{name}: {field} is {a[field]!r:.200} warm, "
                                f"{b[field]!r:.200} cold")
    wanted = {"answer": "accepted", "raises": "runtime_error",
              "syntax": "compile_error", "time": "time_limit",
              "output": "output_limit", "memory": "memory_limit"}
    problems += [f"{n}: {v['status']}, expected {wanted[n]}"
                 for n, v in zip(PROGRAMS, warm)
                 if v["status"] != wanted.get(n, v["status"])]
    return problems
