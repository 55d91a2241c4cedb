from django.dispatch import Signal

season_created = Signal()
"""An organiser has added a season: apps above give it what a new season starts with. Sent with `season`."""
