"""Another order of the tests, the same for the same seed: whichever leans on what another left fails."""

import random


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
