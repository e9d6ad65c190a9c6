"""Real servers for pages that measure round trips: started on loopback when a page first names one, ended with the script.

A page with the line `servers = ["redis"]` finds the server's address in the environment: `REDIS`, `POSTGRESQL`. For rows
with a delay it is that of a proxy before the server.
"""

import atexit
import glob
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from urllib.parse import urlsplit

from . import delays

PATIENCE = 30  # seconds until a server must answer

started = {}
proxies = {}


def environment(names, delay):
    """Start the servers of these names that do not run yet; their answers come `delay` seconds later, unless that is 0.

    Returns (variables for the environment, None), or (None, why there is no such server).
    """
    variables = {}
    for name in names:
        if name not in started:
            started[name] = START[name]()
        address, reason = started[name]
        if reason:
            return None, reason
        variables[name.upper()] = delayed(address, delay) if delay else address
    return variables, None


def delayed(address, seconds):
    """The address of a proxy before a server."""
    port = urlsplit(address).port
    if (port, seconds) not in proxies:
        proxies[port, seconds] = delays.Proxy(port, seconds)
    return address.replace(f":{port}/", f":{proxies[port, seconds].port}/")


def start_redis():
    program = shutil.which("redis-server")
    if program is None:
        return None, "there is no redis-server"
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--maxmemory", "200mb"]
    return answering(start(command, None), port, f"redis://127.0.0.1:{port}/0")


def start_postgresql():
    programs = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb")) or [shutil.which("initdb")]
    if programs[-1] is None:
        return None, "there is no PostgreSQL"
    # The server refuses to run as root.
    user = "postgres" if os.geteuid() == 0 else None
    if user and user not in {it.pw_name for it in pwd.getpwall()}:
        return None, "PostgreSQL needs a user who is not root"
    folder = temporary_folder(user)
    binaries = os.path.dirname(programs[-1])
    data = os.path.join(folder, "data")
    make = [os.path.join(binaries, "initdb"), "-D", data, "-U", "postgres", "--auth=trust", "--no-sync"]
    made = subprocess.run(make, user=user, cwd=folder, capture_output=True, text=True)
    if made.returncode != 0:
        return None, (made.stderr.strip() or "initdb failed").splitlines()[-1]
    port = free_port()
    command = [os.path.join(binaries, "postgres"), "-D", data, "-p", str(port), "-h", "127.0.0.1", "-k", folder]
    address = f"postgresql://postgres@127.0.0.1:{port}/postgres"
    return answering(start(command, user, folder), port, address)


START = {"postgresql": start_postgresql, "redis": start_redis}


def temporary_folder(user):
    folder = tempfile.mkdtemp(prefix="fastpy-lint-server-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    if user:
        shutil.chown(folder, user)
    return folder


def start(command, user, folder=None):
    silent = subprocess.DEVNULL
    server = subprocess.Popen(command, user=user, cwd=folder, stdin=silent, stdout=silent, stderr=silent)
    atexit.register(end, server)
    return server


def end(server):
    server.terminate()
    try:
        server.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        server.kill()


def answering(server, port, address):
    """Wait until a port is open; returns (the address, None), or (None, why not)."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return address, None
        except OSError:
            time.sleep(0.05)
    return None, f"{server.args[0]} does not answer"


def free_port():
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]
