from atelier.core.declarations import HelpSection, ImpersonationPages, declare

declare(
    HelpSection("participation#espace", ("space",)),
    ImpersonationPages(
        (
            "home",
            "seasons",
            "season",
            "contact",
            "privacy",
            "legal",
            "accessibility",
            "favicon",
            "space",
            "guide",
        )
    ),
)
