"""server.py - a model server for tests: OpenAI's protocol, faults on demand.

    server.py [--seed N] [--faults A,B,… --probability P] [--answers FILE]
              [--delay S] [--cert FILE --key FILE] [--stay]

Listens on a free port of 127.0.0.1, prints "port N" and serves until its
standard input ends; with --stay, until it is killed.  Replies depend on the
request alone: equal requests get equal texts, and choice I of a request with
"n" that of the request for one with a seed greater by I.  --answers holds one
object a line; the first whose "contains" is in the prompt gives its "text".

A fault is asked for by the path: /FAULT/v1/chat/completions always fails so,
/FAULT*2/v1/… only for the first two requests of each body.  With --faults each
request draws one with probability P, from the seed, its body and how often that
body came.  GET /stats counts what was received.  A request line with a whole
URL is answered too: the server is its own HTTP proxy.
"""
import argparse
import asyncio
import collections
import email.utils
import hashlib
import json
import random
import re
import socket
import ssl
import struct
import sys
import time

STATUS = {200: "OK", 302: "Found", 400: "Bad Request", 401: "Unauthorized",
          404: "Not Found", 429: "Too Many Requests",
          500: "Internal Server Error", 503: "Service Unavailable"}


def canned(prompt, seed, answers):
    """The completion for a prompt: looked up, or drawn from a hash."""
    for row in answers:
        if row["contains"] in prompt:
            return row["text"]
    digest = hashlib.sha256(f"{seed} {prompt}".encode()).hexdigest()
    if "Overall judgment" in prompt:
        judgment = "Correct" if int(digest[0], 16) < 8 else "Incorrect"
        return (f"Analysis:\nThe code {digest[:8]} was read.\n\n"
                f"Improvement suggestions:\nRename {digest[8:12]}.\n\n"
                f"Overall judgment: {judgment}")
    return f"Here it is.\n\n```python\nanswer = '{digest[:16]}'\n```\n"


def choice(index, text, finish, ask, chat):
    out = {"index": index, "finish_reason": finish}
    words = text.split(" ")
    if chat:
        out["message"] = {"role": "assistant", "content": text}
        if ask.get("logprobs"):
            out["logprobs"] = {"content": [
                {"token": w, "logprob": -0.25, "top_logprobs": []}
                for w in words]}
    else:
        out["text"] = text
        if ask.get("logprobs") is not None:
            out["logprobs"] = {"tokens": words,
                               "token_logprobs": [-0.5] * len(words)}
    return out


def echoed(ask):
    """Logprobs of the prompt and one token more: a word a token, each -1/64
    times its length."""
    words, at, out = re.findall(r"\s*\S+|\s+$", ask["prompt"]), 0, []
    for word in words + ["!"]:
        out.append((word, at, -len(word) / 64))
        at += len(word)
    return {"tokens": [w for w, _, _ in out],
            "text_offset": [a for _, a, _ in out],
            "token_logprobs": [None] + [p for _, _, p in out[1:]]}


def scored(kind, ask):
    """What vLLM's endpoints for classifiers, scorers and reward models say."""
    text = ask.get("input") or ask["text_1"] + ask["text_2"]
    x = len(text) % 8 / 8
    row = {"classify": {"probs": [x, 1 - x]}, "score": {"score": x},
           "pooling": {"data": [[0.5], [x]]}}[kind]
    return {"data": [dict(row, index=0)],
            "usage": {"prompt_tokens": len(text.split())}}


def completion(ask, chat, answers, finish="stop"):
    if chat:
        prompt = "\n".join(str(m.get("content")) for m in ask["messages"])
    else:
        prompt = ask["prompt"]
    texts = [canned(prompt, (ask.get("seed") or 0) + i, answers)
             for i in range(ask.get("n") or 1)]
    used = sum(len(t.split()) for t in texts)
    return {"id": "cmpl-test", "model": ask.get("model"),
            "object": "chat.completion" if chat else "text_completion",
            "choices": [choice(i, t, finish, ask, chat)
                        for i, t in enumerate(texts)],
            "usage": {"prompt_tokens": len(prompt.split()),
                      "completion_tokens": used,
                      "total_tokens": len(prompt.split()) + used}}


class Server:
    def __init__(self, options):
        self.options = options
        self.counts = collections.Counter()
        self.seen = collections.Counter()
        self.answers = []
        self.most = self.open = 0
        self.last = {}
        if options.answers:
            with open(options.answers, encoding="utf-8") as f:
                self.answers = [json.loads(row) for row in f]

    def fault(self, path, body):
        """The fault of this request, or None; counts the body."""
        times = self.seen[path, body]
        self.seen[path, body] += 1
        first = path.split("/")[1]
        if first != "v1":
            name, _, most = first.partition("*")
            return None if most and times >= int(most) else name
        if not self.options.faults:
            return None
        draw = random.Random(f"{self.options.seed} {times} "
                             + hashlib.sha256(body).hexdigest())
        if draw.random() >= self.options.probability:
            return None
        return draw.choice(self.options.faults.split(","))


class Connection(asyncio.Protocol):
    def __init__(self, server):
        self.server = server
        self.buffer = b""
        self.served = 0
        self.task = None

    def connection_made(self, transport):
        self.transport = transport
        self.server.counts["connections"] += 1
        self.server.open += 1
        self.server.most = max(self.server.most, self.server.open)

    def connection_lost(self, reason):
        self.server.open -= 1
        if self.task:
            self.task.cancel()

    def data_received(self, data):
        self.buffer += data
        head, end, rest = self.buffer.partition(b"\r\n\r\n")
        if not end:
            return
        lines = head.decode("latin-1").split("\r\n")
        headers = {k.strip().lower(): v.strip() for k, _, v in
                   (line.partition(":") for line in lines[1:])}
        length = int(headers.get("content-length", 0))
        if len(rest) < length:
            return
        self.buffer = rest[length:]
        self.headers = headers
        method, path, _ = lines[0].split(" ", 2)
        if path.startswith("http://"):
            self.server.counts["proxied"] += 1
            path = "/" + path.split("/", 3)[3]
        if method == "GET":
            counts = dict(self.server.counts, most=self.server.most,
                          last=self.server.last)
            self.reply(200, json.dumps(counts).encode())
        else:
            self.server.counts["requests"] += 1
            self.task = asyncio.ensure_future(self.serve(path, rest[:length]))

    def reply(self, status, body, extra="", announced=None, kind=None):
        length = len(body) if announced is None else announced
        head = (f"HTTP/1.1 {status} {STATUS.get(status, 'Status')}\r\n"
                f"Content-Type: {kind or 'application/json'}\r\n"
                f"Content-Length: {length}\r\n{extra}\r\n")
        self.transport.write(head.encode() + body)
        self.served += 1

    def error(self, status, message, extra="", form="openai"):
        error = {"message": message, "type": "test", "code": status}
        if form == "vllm":
            error = dict(error, object="error")
        else:
            error = {"error": error if form == "openai" else message}
        self.reply(status, json.dumps(error).encode(), extra)

    def reset(self):
        sock = self.transport.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                        struct.pack("ii", 1, 0))
        self.transport.abort()

    async def serve(self, path, body):
        server = self.server
        fault = server.fault(path, body)
        chat = path.endswith("/chat/completions")
        if server.options.delay:
            await asyncio.sleep(server.options.delay)
        try:
            ask = json.loads(body)
        except ValueError:
            return self.error(400, "the body is no JSON")
        server.last = ask
        kind = path.rsplit("/", 1)[1]
        score = kind in ("classify", "score", "pooling")
        if fault:
            server.counts[fault] += 1
            return await self.fail(fault, {"prompt": ""} if score else ask,
                                   chat)
        out = (scored(kind, ask) if score else
               completion(ask, chat, server.answers))
        if ask.get("echo"):
            out["choices"][0]["logprobs"] = echoed(ask)
        self.tell(out)

    def tell(self, whole):
        """A reply whose usage is counted."""
        for name, value in whole["usage"].items():
            self.server.counts[name] += value
        self.reply(200, json.dumps(whole).encode())

    async def fail(self, fault, ask, chat):
        """Every fault that takes time or breaks the connection."""
        out = json.dumps(completion(ask, chat, self.server.answers)).encode()
        if fault == "reset":
            self.reset()
        elif fault == "reset-reused":  # only where keep-alive was used
            self.reset() if self.served else self.reply(200, out)
        elif fault == "close":
            self.transport.close()
        elif fault == "stall":
            await asyncio.sleep(3600)
        elif fault == "slow":
            self.reply(200, b"", announced=len(out))
            for i in range(len(out)):
                await asyncio.sleep(0.02)
                self.transport.write(out[i:i + 1])
        elif fault == "truncated":
            self.reply(200, out[:len(out) // 2], announced=len(out))
            self.transport.close()
        elif fault == "chunk-cut":
            self.transport.write(
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + f"{len(out):x}\r\n".encode() + out[:10])
            self.transport.close()
        elif fault == "nonsense":
            self.transport.write(b"\x00\x01\x02 what is HTTP?\r\n\r\n")
            self.transport.close()
        elif fault == "endless":
            self.transport.write(b"HTTP/1.1 200 OK\r\n\r\n")
            while not self.transport.is_closing():
                self.transport.write(b" " * 65536)
                await asyncio.sleep(0.001)
        else:
            self.misreply(fault, ask, chat)

    @staticmethod
    def misnumber(fault, whole):
        """Every fault of the choices of a reply that is good for the rest."""
        choices = whole["choices"]
        if fault == "one-n":
            del choices[1:]
        elif fault == "fewer" and len(choices) > 1:
            del choices[-1]
        elif fault == "more":
            choices.append(dict(choices[0], index=len(choices)))
        elif fault == "shuffled":
            choices.reverse()
        elif fault == "one-filter" and len(choices) > 1:
            choices[1]["finish_reason"] = "content_filter"
        return whole

    def misreply(self, fault, ask, chat):
        """Every fault that is a whole reply."""
        whole = completion(ask, chat, self.server.answers)
        first = whole["choices"][0]
        key = self.headers.get("authorization", "")[len("Bearer "):]
        if fault == "429-after":
            return self.error(429, "slow down", "Retry-After: 0.1\r\n")
        if fault == "429-date":
            now = time.time()
            return self.error(429, "slow down", "Date: "
                              + email.utils.formatdate(now, usegmt=True)
                              + "\r\nRetry-After: "
                              + email.utils.formatdate(now + 1, usegmt=True)
                              + "\r\n")
        if fault == "429-long":
            return self.error(429, "come tomorrow", "Retry-After: 86400\r\n")
        if fault == "redirect":
            return self.reply(302, b"", "Location: /v1/chat/completions\r\n")
        if fault == "vllm":
            return self.error(404, "The model `m` does not exist.", form="vllm")
        if fault == "plain":
            return self.error(400, "the context is too long", form="plain")
        if fault == "echo":
            return self.error(401, f"Incorrect API key provided: {key}.")
        if fault == "echo-escaped":
            text = "".join(f"\\u{ord(c):04x}" for c in key)
            return self.reply(401, b'{"error":{"message":"%s"}}'
                              % text.encode())
        if fault == "echo-500":
            return self.error(500, f"no luck with {key}, sorry")
        if fault.isdigit():
            return self.error(int(fault), "as was asked for")
        if fault == "html":
            return self.reply(200, b"<html>Bad gateway</html>",
                              kind="text/html")
        if fault == "wrong-type":  # but the body is right
            return self.reply(200, json.dumps(whole).encode(),
                              kind="text/plain")
        if fault == "garbage":
            return self.reply(200, b"{\"choices\": [[[\xff")
        if fault == "empty":
            return self.reply(200, b"")
        if fault == "huge":
            return self.reply(200, b"x" * (8 << 20))
        if fault == "no-n" and ask.get("n", 1) > 1:
            return self.error(400, "Only one completion choice is allowed")
        if fault in ("no-n", "one-n", "fewer", "more", "shuffled", "one-filter"):
            return self.tell(self.misnumber(fault, whole))
        if fault == "no-choices":
            whole["choices"] = []
        elif fault == "no-usage":
            del whole["usage"]
        elif fault == "null":
            first["message" if chat else "text"] = (
                {"role": "assistant", "content": None} if chat else None)
        elif fault == "filter":
            first["finish_reason"] = "content_filter"
        elif fault == "length":
            first["finish_reason"] = "length"
        elif fault == "refusal":
            first["message"] = {"role": "assistant", "content": None,
                                "refusal": "I will not."}
        elif fault == "echo-text":
            first["message"]["content"] = f"your key is {key}"
        elif fault == "error-200":
            whole = {"error": {"message": "overloaded inside", "code": 500}}
        elif fault == "utf8":
            text = json.dumps(whole).encode()
            return self.reply(200, text.replace(b"Here", b"\xffere"))
        else:
            return self.error(404, f"the test server has no fault {fault}")
        self.reply(200, json.dumps(whole).encode())


async def main(options):
    loop = asyncio.get_running_loop()
    server = Server(options)
    context = None
    if options.cert:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(options.cert, options.key)
    listener = await loop.create_server(lambda: Connection(server),
                                        "127.0.0.1", 0, backlog=4096,
                                        ssl=context)
    # In one write, whatever PYTHONUNBUFFERED says: readers take what comes.
    sys.stdout.write("port %d\n" % listener.sockets[0].getsockname()[1])
    sys.stdout.flush()
    if options.stay:
        await asyncio.Event().wait()
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--faults", default="")
    parser.add_argument("--probability", type=float, default=0)
    parser.add_argument("--answers")
    parser.add_argument("--delay", type=float, default=0)
    parser.add_argument("--cert")
    parser.add_argument("--key")
    parser.add_argument("--stay", action="store_true")
    asyncio.run(main(parser.parse_args()))
