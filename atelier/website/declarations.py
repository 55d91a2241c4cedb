from atelier.core.declarations import HelpSection, ImpersonationPages, declare

declare(
    HelpSection("participation#espace", ("space", "my_address", "prove_address", "own_address", "prove_own_address")),
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
