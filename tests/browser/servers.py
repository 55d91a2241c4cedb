"""Which tests share a running product, or a database that is long to fill: they stay on one worker, in their order.

pytest-xdist 3.8 reads groups from marks, but what it writes is lost with pytest 9.2 (`Item.nodeid` is computed anew);
the scheduler is told by file here.
"""

from pathlib import PurePath

from xdist.scheduler import LoadGroupScheduling

# Those who change what they meet; the others look at the demo as it was built.
CHANGING = {"test_application", "test_backup", "test_days", "test_money", "test_referential", "test_workplace"}


# Modules that read the database of the demo, which is long to fill.
FILLED = {"test_erasing_in_the_demo", "test_mail_samples"}
# Modules of long tests, collected last: groups come first, so that no worker ends on one of them while the other idles.
LONG = {"test_hostile", "test_methods", "test_rehearsal"}


class ByServer(LoadGroupScheduling):
    def _split_scope(self, nodeid: str) -> str:
        """The group of a test; most tests of no browser are their own."""
        path = PurePath(nodeid.partition("::")[0])
        if path.stem in FILLED:
            return "demo"
        if nodeid.endswith("[walk]"):  # the walk of all pages by each role
            return "walk"
        if path.stem in LONG:
            return path.stem
        if path.parent.name != "browser":
            return nodeid
        return "changing" if path.stem in CHANGING else "looking"
