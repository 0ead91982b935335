"""runner.py - the Python side of the warm interpreter

Started once in the jail of all programs, it loads modules and serves: each
program is a fork that comes back from serve() inside a jail of its own, with
nothing of a program before it.  A fresh interpreter (the word "cold" behind the
module's path) runs one program in the same way.
"""
import sys

NAME = "/tmp/program.py"
PRELOADED = """abc array ast bisect builtins cmath codecs collections
    collections.abc contextlib copy dataclasses datetime decimal enum errno
    fractions functools gc heapq importlib.util io itertools json keyword
    linecache math numbers operator os random re signal statistics string
    struct textwrap threading time traceback types typing unicodedata warnings
    weakref zlib""".split()


def load_extension(name, path):
    from importlib.machinery import ExtensionFileLoader, ModuleSpec
    loader = ExtensionFileLoader(name, path)
    module = loader.create_module(ModuleSpec(name, loader, origin=path))
    loader.exec_module(module)
    sys.modules[name] = module
    return module


class Seeds:
    """Seeds random number generators, those that a program imports later
    too."""

    def __init__(self, seed):
        self.seeds = {"random": seed, "numpy.random": seed & 0xffffffff}
        # Before a program puts something else in their places.
        self.instance = self.random = self.numpy = None
        if "random" in sys.modules:  # past its Python part: see module.c
            random = sys.modules["random"]
            self.instance = random._inst
            self.random = super(random.Random, random._inst).seed
        if "numpy.random" in sys.modules:
            self.numpy = sys.modules["numpy.random"].seed

    def loaded(self):
        if self.random:
            self.instance.gauss_next = None
            self.random(self.seeds["random"])
        if self.numpy:
            self.numpy(self.seeds["numpy.random"])

    def find_spec(self, name, path, target=None):
        if name not in self.seeds:
            return None
        for finder in sys.meta_path:
            spec = None if finder is self else \
                finder.find_spec(name, path, target)
            if spec is not None:
                break
        else:
            return None
        load, seed = spec.loader.exec_module, self.seeds[name]

        def exec_module(module):
            load(module)
            module.seed(seed)
        spec.loader.exec_module = exec_module
        return spec


class Sources:
    """Modules of a driver's folder, from memory."""

    def __init__(self, texts):
        self.texts = texts

    def find_spec(self, name, path, target=None):
        if name not in self.texts:
            return None
        from importlib.machinery import ModuleSpec
        return ModuleSpec(name, self, origin=name + ".py")

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        name = module.__name__
        exec(compile(self.texts[name], name + ".py", "exec"), vars(module))


class Job:
    """What main() of a driver or referee is told."""


def load(told):
    """Makes this zygote what was asked; its driver or referee, or None."""
    import importlib
    entry = None
    if told["numpy"]:
        import numpy
        import numpy.random
    if told["sources"]:
        import json
        sources = json.loads(told["sources"])
        sys.meta_path.insert(0, Sources(sources["modules"]))
        entry = importlib.import_module(sources["entry"])
    settle()
    return entry


def settle():
    """What is loaded is no garbage: a fork's collector leaves it alone, and so
    its pages shared."""
    import gc
    gc.collect()
    gc.freeze()


def new_main():
    import builtins
    main = type(sys)("__main__")
    main.__builtins__ = builtins
    main.__file__ = NAME
    main.__cached__ = None
    sys.modules["__main__"] = main
    return vars(main)


def run(jail, told, entry):
    """Becomes the program; does not return."""
    seeds = Seeds(told["seed"])
    sys.meta_path.insert(0, seeds)
    seeds.loaded()
    if told["script"]:
        jail.run(told["source"], NAME, [new_main()])
    import os
    job = Job()
    job.seed = seeds.loaded
    describe(job, told)
    leave, write, driver = os._exit, os.write, told["driver"]
    new_main()
    jail.started()
    report = entry.main(job)
    while not driver:
        data = memoryview(report.encode())
        while data:
            data = data[write(1, data):]
        told = job.payload = job.rules = job.expected = report = None
        told = jail.next()
        if told is None:
            break
        describe(job, told)
        report = entry.main(job)
    leave(0)


def describe(job, told):
    job.source = told["source"].decode("utf-8", "replace")
    job.payload = job.rules = told["payload"]
    job.expected, job.record_fd, job.fd = told["expected"], told["record"], 3


def main():
    modules = sys.argv[1:3]
    is_cold = sys.argv[3:] != []
    command = [sys.executable, "-s", "-P", __file__, *modules, "cold"]
    jail = load_extension("_momusjail", modules[0])
    sys.argv[:] = [NAME]
    sys.orig_argv[:] = ["python3", "-s", "-P", NAME]
    if is_cold:
        told = jail.cold()
        if told["sources"]:
            load_extension("_momusvalue", modules[1])
        run(jail, told, load(told) if told["sources"] else None)
    jail.gather()
    load_extension("_momusvalue", modules[1])
    for name in PRELOADED:
        __import__(name)
    jail.bound()
    settle()
    entry = None
    while True:
        told = jail.serve(command)
        if "source" in told:
            run(jail, told, entry)
        try:
            entry = load(told)
        except BaseException as e:
            jail.failed("%s: %s" % (type(e).__name__, e))


main()
