"""What the run prints: a line a step, what left during it, what was false."""

COLUMNS = ("mails", "PDFs", "calendars", "sentences", "faults")


def show(stage) -> None:
    width = max([len(title) for title, *_ in stage.steps], default=0)
    print(f"{'step'.ljust(width)}  until       " + "  ".join(name.rjust(9) for name in COLUMNS))
    for title, at, before, after in stage.steps:
        left = (after.get(name, 0) - before.get(name, 0) for name in COLUMNS)
        print(f"{title.ljust(width)}  {at:%Y-%m-%d}  " + "  ".join(str(one).rjust(9) for one in left))
    whole = stage.post.counts()
    print(f"{'whole'.ljust(width)}              " + "  ".join(str(whole.get(name, 0)).rjust(9) for name in COLUMNS))
    print(f"{len(stage.post.faults)} faults")
