"""The days of a season, in ten subjects: what each holds stands in its folder, from the programme up to documents.

`programme` (days, half-days, agenda), `facilitation`, `attendance`, `evaluation`, `exchanges` (notes), `groups` (mixed
tables), `shared_files`, `day_lists` (meals, rooms, material), `undertakings` (from one day to the next), `documents`.
"""
