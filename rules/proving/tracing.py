"""Values that say what is done with them: what they say, and in which order, is part of what two forms must share."""

import copy
import io

log = []


class Raising:
    """An item that raises whatever is done with it."""

    def __str__(self):
        raise LookupError("no text")

    def __getattr__(self, name):
        raise LookupError(name)

    __len__ = __iter__ = __int__ = __hash__ = __eq__ = __bool__ = __str__


class WillRaise:
    """What is drawn for an item that raises: such an item would raise when it is drawn, too."""

    def __deepcopy__(self, _):
        return Raising()


class Traced:
    """A collection that says when its items are taken, counted or looked for."""

    def __init__(self, items):
        self.items = list(items)

    def __iter__(self):
        log.append("iter")
        for item in self.items:
            log.append(f"take {item!r}")
            yield item
        log.append("end")

    def __len__(self):
        log.append("len")
        return len(self.items)

    def __contains__(self, item):
        log.append(f"find {item!r}")
        return item in self.items

    def __getitem__(self, place):
        log.append(f"get {place!r}")
        return self.items[place]

    def pop(self, *place):
        log.append(f"pop {place!r}")
        return self.items.pop(*place)

    def __bool__(self):
        return bool(self.items)


class Function:
    """A function that says what it is called with, and gives that back."""

    def __call__(self, *values):
        log.append(f"call {values!r}")
        return values[0] if values else None


class TextFile(io.StringIO):
    """A text file in memory that can be copied."""

    def __deepcopy__(self, _):
        return TextFile(self.getvalue())


def copied(value):
    return copy.deepcopy(value)
