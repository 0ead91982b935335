# hostile.py - a compiler that is an attack, for numbers 134 and 135
#
# No source makes a sound compiler run code of its own, so the compiler itself is
# what an attacker would have made of it.  It says of itself what the real one
# does; asked to compile, it does its worst in the jail, and makes a program that
# tells what it did.
import os
import shutil
import subprocess

import host as hosts
import settings

SOURCE = settings.here("hostile-compiler.c")
PROGRAM = "int main(void) { return 0; }\n"


def build(host, folder, *defines):
    """Its path in FOLDER, called as the real one is."""
    real = shutil.which("gcc")
    path = os.path.join(folder, "gcc")
    values = {"REAL": real, "DECOY": host.decoy, "STATE": host.state,
              "ABSTRACT": host.abstract, "SOCKET": host.path}
    words = [f'-D{k}="{v}"' for k, v in values.items()]
    words += [f"-DPORT={host.port}", f"-DNEIGHBOUR={host.neighbour.pid}"]
    if not real or subprocess.run(
            [real, "-O1", "-static", *words, *defines, SOURCE, "-o", path],
            capture_output=True).returncode:
        raise hosts.NotApplicable("no compiler makes static programs here")
    os.chmod(path, 0o755)
    return path


def environment(folder):
    """In which momus finds it, with a cache that only it fills."""
    return {"PATH": folder + ":" + os.environ["PATH"],
            "MOMUS_CACHE": os.path.join(folder, "cache")}
