"""Runs one instrumented case and records what its probes see."""

import asyncio
import builtins
import contextlib
import functools
import gc
import io
import logging
import random
import signal
import sys
import tempfile
import time

from rewrite import instrumented
from snapshots import freeze, size

EVENTS = {
    "open": "file", "os.listdir": "file", "os.scandir": "file", "os.remove": "file", "os.mkdir": "file",
    "subprocess.Popen": "subprocess", "os.system": "subprocess", "os.posix_spawn": "subprocess",
    "socket.connect": "http", "urllib.Request": "http", "time.sleep": "sleep",
}
heard = []
SECONDS_PER_CASE = 5


def listen(event, arguments):
    if event in EVENTS:
        heard.append(EVENTS[event])


class LogListener(logging.Handler):
    def emit(self, record):
        heard.append("log")


def start_listening():
    """Audit events, log records, and sleeping where the interpreter has no event for it (before 3.13)."""
    sys.addaudithook(listen)
    logging.getLogger().addHandler(LogListener())
    logging.getLogger().setLevel(1)
    if sys.version_info < (3, 13):
        time.sleep = functools.partial(audited_sleep, time.sleep)


def audited_sleep(sleep, seconds):
    sys.audit("time.sleep", seconds)
    return sleep(seconds)


class Token:
    """One binding of a name: its line, and how often its value was read."""

    def __init__(self, line):
        self.line, self.reads = line, 0


class Kept:
    """Holds an object for later, and is told from every other holder by its class."""

    __slots__ = ("value",)

    def __init__(self, value):
        self.value = value


class Recorder:
    """The probes of one case. `loops_of[mark]` are the numbers of the loops around it, outermost first."""

    def __init__(self, case):
        self.marks = case.marks
        self.tree, self.loops_of = instrumented(case)
        self.entries, self.turns, self.most_turns = {}, {}, {}
        self.held, self.names, self.results = {}, {}, []

    def probes(self):
        public = [name for name in dir(type(self)) if name.startswith("on_")]
        return {f"__{name[3:]}__": getattr(self, name) for name in public}

    def on_enter(self, loop, iterable=None):
        self.entries[loop] = self.entries.get(loop, 0) + 1
        self.turns[loop] = 0
        return iterable

    def on_turn(self, loop):
        self.turns[loop] = self.turns.get(loop, 0) + 1
        seen = self.most_turns.setdefault(loop, {})
        seen[self.entries.get(loop)] = self.turns[loop]
        return True

    def position(self, at):
        return [(loop, self.entries.get(loop, 0), self.turns.get(loop, 0)) for loop in self.loops_of.get(at, ())]

    def on_see(self, at, values):
        mark = self.marks[at]
        if mark.fact in ("varies", "invariant", "unsettled"):
            values = freeze(values)
        elif mark.fact in ("kind", "known-small", "any-size", "header", "depth"):
            values = self.judged_now(mark, values[0])
        elif mark.fact in ("escapes", "confined"):
            values = Kept(values[0])
        mark.seen.append((self.position(at), values))

    def judged_now(self, mark, value):
        """Kinds and sizes are judged at the moment: later the object may have become another."""
        if mark.fact == "kind":
            return any([member.accepts(value, self.names) for member in mark.kind]) or type(value).__name__
        return len(value) if mark.fact in ("known-small", "any-size") else None

    def on_value(self, at, value):
        self.on_see(at, (value,))
        return value

    def on_bind(self, line):
        return Token(line)

    def on_read(self, value, token):
        token.reads += 1
        return value

    def on_token(self, at, token):
        self.marks[at].seen.append((token, token.reads))

    def on_unbound(self, at, name, value=None):
        is_builtin = value is not None and value is getattr(builtins, name, None)
        self.marks[at].seen.append((Token("builtin" if is_builtin else "unbound"), 0))

    def on_forget(self, at):
        self.held[at] = []

    def on_hold(self, at, value):
        held = self.held.setdefault(at, [])
        if not any(one is value for one, _ in held):
            held.append((value, freeze(value)))

    def on_compare(self, at):
        for value, before in self.held.get(at, ()):
            self.marks[at].seen.append(freeze(value) != before)

    def on_entry(self, at):
        self.marks[at].seen.append([])

    def on_size(self, at, value):
        self.marks[at].seen[-1].append(size(value))

    def on_effect(self, at, watched, function, *args, **named):
        """Calls once, or twice where the mark says that nothing shows it, and records what was heard."""
        mark = self.marks[at]
        inputs = (getattr(function, "__self__", None), args, named)
        before, random_before, since = freeze((watched, inputs, self.state())), random.getstate(), len(heard)
        result = function(*args, **named)
        after = freeze((watched, inputs, self.state()))
        effects = set(heard[since:])
        if freeze(watched) and before[1][0] != after[1][0]:
            effects.add("mutates")
        if mark.value == "none" and (before != after or freeze(function(*args, **named)) != freeze(result)):
            effects.add("a change")
        if random.getstate() != random_before:
            effects.add("random")
        if mark.value == "clock" and any(function(*args, **named) != result for _ in range(10_000)):
            effects.add("clock")
        mark.seen.append(effects)
        return result

    def state(self):
        return {name: value for name, value in self.names.items() if "__" not in name and "token_of_" not in name}


def run(case):
    """Runs a case in full: its module, then each of its runs. Errors of the case come out as they are."""
    recorder = Recorder(case)
    names = recorder.names
    names.update(recorder.probes(), __name__="case")
    with contextlib.redirect_stdout(io.StringIO()), tempfile.TemporaryDirectory() as folder, time_limit():
        textfile = f"{folder}/lines.txt"
        with open(textfile, "w", encoding="utf-8") as file:
            file.writelines(f"line {number}\n" for number in range(12))
        sys.modules["case"] = type(sys)("case")
        exec(compile(recorder.tree, f"{case.path.name}:{case.name}", "exec"), names)
        for code, must_raise in case.runs:
            run_one(recorder, code, must_raise, {"asyncio": asyncio, "textfile": textfile, **names})
    gc.collect()
    return recorder


def run_one(recorder, code, must_raise, names):
    recorder.results.append(names)
    try:
        *first, last = code.split("; ")
        for part in first + [last]:
            try:
                recorder.results.append(eval(part, names))
            except SyntaxError:
                exec(part, names)
    except Exception as error:
        if not must_raise:
            raise
        error.__traceback__ = None
        return
    if must_raise:
        raise AssertionError(f"{code} did not raise")


@contextlib.contextmanager
def time_limit():
    if not hasattr(signal, "SIGALRM"):
        yield
        return
    signal.signal(signal.SIGALRM, too_slow)
    signal.alarm(SECONDS_PER_CASE)
    try:
        yield
    finally:
        signal.alarm(0)


def too_slow(signal_number, frame):
    raise TimeoutError(f"more than {SECONDS_PER_CASE} seconds")
