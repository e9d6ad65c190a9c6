#!/usr/bin/env python3
"""Measure HTTP clients against a server on this machine, for http-clients.md. Needs requests, httpx and aiohttp.

    python3.13 docs/notes/figures_http.py [WORD]

The server runs in a process of its own, once in plain text and once with TLS and a certificate made by `openssl` for
the occasion. It waits as many milliseconds as the path says before it answers.
"""

import asyncio
import concurrent.futures
import multiprocessing
import os
import ssl
import subprocess
import tempfile
import urllib.request
from pathlib import Path

import aiohttp
import httpx
import requests

from figures import measure

THREADS = concurrent.futures.ThreadPoolExecutor(10)
BODY = b"x" * 500
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nContent-Type: text/plain\r\n\r\n%s" % (len(BODY), BODY)


async def answer(reader, writer):
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            await asyncio.sleep(int(head.split(b" ")[1][1:]) / 1000)
            writer.write(ANSWER)
            await writer.drain()
            if b"connection: close" in head.lower():
                break
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    writer.close()


def serve(certificate, ports):
    async def forever():
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(str(certificate))
        plain = await asyncio.start_server(answer, "127.0.0.1", 0)
        secure = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
        ports.send([server.sockets[0].getsockname()[1] for server in (plain, secure)])
        await asyncio.Event().wait()

    asyncio.run(forever())


def make_certificate(path):
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"]
    files = ["-keyout", str(path), "-out", str(path) + ".crt"]
    new = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    subprocess.run(new + subject + files, check=True, stderr=subprocess.DEVNULL)
    path.write_text(path.read_text() + Path(str(path) + ".crt").read_text())


def each_for_itself(get, url, times=10):
    return [get(url) for _ in range(times)]


def requests_get(url):
    return requests.get(url, verify=TRUSTED, timeout=5).content


def requests_session(url):
    with requests.Session() as session:
        return [session.get(url, verify=TRUSTED, timeout=5).content for _ in range(10)]


def httpx_get(url):
    return httpx.get(url, verify=CONTEXT, timeout=5).content


def httpx_get_and_make_context(url):
    return httpx.get(url, timeout=5).content


def httpx_client(url):
    with httpx.Client(verify=CONTEXT, timeout=5) as client:
        return [client.get(url).content for _ in range(10)]


def urllib_get(url):
    with urllib.request.urlopen(url, timeout=5, context=CONTEXT) as response:
        return response.read()


def session_each_call(url):
    async def run():
        for _ in range(10):
            async with aiohttp.ClientSession() as session, session.get(url, ssl=CONTEXT) as response:
                await response.read()

    asyncio.run(run())


def one_session(url):
    async def run():
        async with aiohttp.ClientSession() as session:
            for _ in range(10):
                async with session.get(url, ssl=CONTEXT) as response:
                    await response.read()

    asyncio.run(run())


def many_in_turn(url):
    with requests.Session() as session:
        return [session.get(url, timeout=5).content for _ in range(50)]


def many_in_threads(url):
    with requests.Session() as session:
        session.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=10))
        return list(THREADS.map(lambda it: session.get(it, timeout=5).content, [url] * 50))


def many_gathered(url, at_once):
    async def run():
        connector = aiohttp.TCPConnector(limit=at_once)
        async with aiohttp.ClientSession(connector=connector) as session:
            await asyncio.gather(*(read(session) for _ in range(50)))

    async def read(session):
        async with session.get(url) as response:
            return await response.read()

    asyncio.run(run())


PAIRS = [
    ("noise: session", "requests_session(PLAIN)", "requests_session(PLAIN)"),
    ("requests.get / Session, 10, plain", "each_for_itself(requests_get, PLAIN)", "requests_session(PLAIN)"),
    ("requests.get / Session, 10, TLS", "each_for_itself(requests_get, SECURE)", "requests_session(SECURE)"),
    ("httpx.get / Client, 10, plain", "each_for_itself(httpx_get, PLAIN)", "httpx_client(PLAIN)"),
    ("httpx.get / Client, 10, TLS", "each_for_itself(httpx_get, SECURE)", "httpx_client(SECURE)"),
    (
        "httpx.get with a context of its own / Client, 10, plain",
        "each_for_itself(httpx_get_and_make_context, PLAIN)",
        "httpx_client(PLAIN)",
    ),
    ("urlopen / requests Session, 10, TLS", "each_for_itself(urllib_get, SECURE)", "requests_session(SECURE)"),
    ("aiohttp session a call / one, 10, TLS", "session_each_call(SECURE)", "one_session(SECURE)"),
    ("50 of 20 ms in turn / in 10 threads", "many_in_turn(SLOW)", "many_in_threads(SLOW)"),
    ("50 of 20 ms in turn / gather, 10 at once", "many_in_turn(SLOW)", "many_gathered(SLOW, 10)"),
    ("50 of 20 ms in turn / gather, 50 at once", "many_in_turn(SLOW)", "many_gathered(SLOW, 50)"),
]


def main():
    global PLAIN, SECURE, SLOW, TRUSTED, CONTEXT
    # What a client trusts by itself is what comes with it, whatever this machine is set to.
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory() as folder:
        certificate = Path(folder, "server.pem")
        make_certificate(certificate)
        TRUSTED = str(certificate) + ".crt"
        CONTEXT = ssl.create_default_context(cafile=TRUSTED)
        ports, ports_of_server = multiprocessing.Pipe()
        server = multiprocessing.get_context("spawn").Process(target=serve, args=(certificate, ports_of_server))
        server.start()
        try:
            plain, secure = ports.recv()
            PLAIN, SECURE = "http://127.0.0.1:%d/0" % plain, "https://127.0.0.1:%d/0" % secure
            SLOW = "http://127.0.0.1:%d/20" % plain
            measure(PAIRS, globals())
        finally:
            server.terminate()
    print("requests %s, httpx %s, aiohttp %s" % (requests.__version__, httpx.__version__, aiohttp.__version__))


if __name__ == "__main__":
    main()
