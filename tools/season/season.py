"""The season, act by act."""

from tools.season import days, ending, money, opening


def play(stage) -> None:
    opening.play(stage)
    days.admit(stage)
    days.convene(stage)
    days.change_plans(stage)
    days.hold_first(stage)
    money.agree(stage)
    days.hold_others(stage)
    money.ask(stage)
    ending.play(stage)
    money.follow(stage)
    ending.archive(stage)
