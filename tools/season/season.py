"""The season, act by act."""

from functools import partial

from tools.season import days, ending, money, opening

ACTS = (
    opening.play,
    days.admit,
    days.convene,
    days.change_plans,
    partial(days.hold, number=1),
    money.agree,
    days.pass_seat,
    partial(days.hold, number=2),
    days.leave,
    partial(days.hold, number=3),
    partial(days.hold, number=4),
    partial(days.hold, number=5),
    money.ask,
    ending.play,
    money.follow,
    ending.archive,
)


def play(stage) -> None:
    for act in ACTS:
        act(stage)
