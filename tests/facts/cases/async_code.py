# Coroutines, async loops, shared state across an await.

# case: sequential-awaits
# run: asyncio.run(gather([1, 2, 3]))
async def fetch(number):
    return [number]
async def gather(numbers):
    pages = []
    for number in numbers:  # accumulates(pages); repeats
        page = await fetch(number)  # depth(fetch(number)) = 1; depth(await fetch(number)) = 1
        pages.append(page)
    return pages  # reaching(pages) = 6

# case: coroutine-is-no-result
# run: asyncio.run(use())
async def fetch():
    return [1]
async def use():
    waiting = fetch()  # kind(waiting) = coroutine[list[int]]
    rows = await waiting  # kind(rows) = list[int]
    return rows

# case: async-generator-in-a-loop
# run: asyncio.run(collect())
async def pages():
    for number in (1, 2, 3):  # bounded = 3
        yield number
async def collect():
    out = []
    async for page in pages():  # accumulates(out); reaching(page) = 8; mutated(out)
        out.append(page)
    return out  # kind(out) = list[int]

# case: async-with-client
# run: asyncio.run(use())
class Client:
    async def __aenter__(self):
        return self
    async def __aexit__(self, *details):
        return None
async def use():
    async with Client() as client:  # reaching(client) = 9; kind(client) = instance(Client)
        pass
    return client

# case: state-may-change-at-an-await
# run: asyncio.run(main())
import asyncio
class Room:
    def __init__(self):
        self.users = []
    async def watch(self):
        for turn in range(3):  # bounded = 3
            await asyncio.sleep(0)
            print(len(self.users))  # unsettled(len(self.users))
    async def join(self):
        for name in ("a", "b", "c"):
            self.users.append(name)
            await asyncio.sleep(0)
async def main():
    room = Room()
    await asyncio.gather(room.watch(), room.join())

# case: local-list-survives-an-await
# run: asyncio.run(main())
import asyncio
async def main():
    names = ["a", "b"]
    for turn in range(3):  # invariant(names); unmutated(names)
        await asyncio.sleep(0)
        print(len(names))  # invariant(len(names))

# case: retry-with-await
# run: asyncio.run(retry(iter([0, 5]))); asyncio.run(retry(iter([0, 0, 0])))
async def call(replies):
    return next(replies)
async def retry(replies):
    answer = None
    for attempt in range(3):  # bounded = 3; used-after(answer)
        answer = await call(replies)
        if answer:
            break
    return answer  # reaching(answer) = 6?, 8

# case: async-comprehension
# run: asyncio.run(collect([1, 2]))
async def double(number):
    return number * 2
async def collect(numbers):
    out = [
        await double(number)  # depth(double(number)) = 1
        for number in numbers
    ]
    return out

# case: handler-blocks-on-a-file
# run: asyncio.run(handler(textfile))
def load(path):
    with open(path) as source:
        return source.read()
async def handler(path):
    text = load(path)  # effect(load(path)) = file; kind(text) = str
    return text

# case: imported-sleep
# run: asyncio.run(pause())
import asyncio
from asyncio import sleep
async def pause():
    await sleep(0)  # resolves(sleep) = asyncio.sleep
    return asyncio.sleep  # resolves(asyncio.sleep) = asyncio.sleep
