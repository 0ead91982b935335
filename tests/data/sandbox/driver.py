"""driver.py - a driver for tests: runs the program, sends what it calls answer"""
import os

import words


def main(job):
    scope = {"fd": job.fd, "expected": job.expected}
    exec(job.source, scope)
    told = words.joined(scope["answer"], job.payload.decode())
    os.write(job.fd, told.encode())
