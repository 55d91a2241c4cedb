"""Which faults are tried: the same for the same seed, as many of each app as its share of all."""

import hashlib
from collections import Counter, defaultdict
from math import sqrt

from tools.mutation.mutants import Mutant


def drawn(mutants: list[Mutant], seed: str, count: int) -> list[Mutant]:
    """Each fault has its rank by itself: a change of the code elsewhere draws few others."""
    by_app = defaultdict(list)
    for mutant in mutants:
        by_app[mutant.app].append(mutant)
    shares = _shares({app: len(found) for app, found in by_app.items()}, min(count, len(mutants)))
    chosen = [
        one for app, found in by_app.items() for one in sorted(found, key=lambda one: _rank(one, seed))[: shares[app]]
    ]
    return sorted(chosen, key=lambda one: _rank(one, seed))


def _rank(mutant: Mutant, seed: str) -> str:
    return hashlib.sha256(f"{seed} {mutant.name}".encode()).hexdigest()


def _shares(sizes: dict[str, int], count: int) -> Counter:
    """Whole numbers in proportion, the largest remainders first."""
    exact = {app: size * count / sum(sizes.values()) for app, size in sizes.items()}
    shares = Counter({app: int(share) for app, share in exact.items()})
    rest = count - shares.total()
    shares.update(sorted(exact, key=lambda app: shares[app] - exact[app])[:rest])
    return shares


def interval(seen: int, count: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's, at 95 %: between what and what the share of all faults is, of which `seen` of `count` were seen."""
    if not count:
        return 0.0, 1.0
    share, square = seen / count, z * z / count
    middle = (share + square / 2) / (1 + square)
    half = z / (1 + square) * sqrt(share * (1 - share) / count + square / (4 * count))
    return max(0.0, middle - half), min(1.0, middle + half)
