"""referee.py - a referee for tests: reports all that it can see"""
import os

import words


def main(job):
    told = b""
    while piece := os.read(job.fd, 65536):
        told += piece
    if told.startswith(b"fail"):
        raise RuntimeError("told to fail")
    if job.record_fd >= 0:
        os.write(job.record_fd, told)
    return words.joined(told.decode(), job.rules.decode(),
                        job.expected.decode())
