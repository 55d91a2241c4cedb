"""Another order of the tests, the same for the same seed: whichever leans on what another left fails.

And the order of the fixtures of one: a world that is put back (`tests/kept.py`) comes before whoever is added to it.
"""

import random

WORLDS = {"draft", "known", "large_triptych", "lived", "messy", "participant", "triptych", "walked_world", "world"}
ADDED = {
    "by",
    "candidate",
    "contact",
    "desk",
    "facilitator",
    "organiser",
    "season",
    "stranger",
    "treasurer",
}


def worlds_first(item):
    names = item.fixturenames
    worlds = [name for name in names if name in WORLDS]
    added = [names.index(name) for name in names if name in ADDED]
    if worlds and added:
        first = min(added)
        names[:] = [
            *(name for name in names[:first] if name not in WORLDS),
            *worlds,
            *(name for name in names[first:] if name not in WORLDS),
        ]


def shuffle(items, seed):
    """Modules in any order, and the tests of each; those of the browser tell stories, and keep theirs."""
    draw = random.Random(seed)
    modules = {}
    for item in items:
        modules.setdefault(item.path, []).append(item)
    paths = sorted(modules)
    draw.shuffle(paths)
    for path in paths:
        if path.parent.name != "browser":
            draw.shuffle(modules[path])
    paths.sort(key=lambda path: path.parent.name == "browser")
    items[:] = [item for path in paths for item in modules[path]]
