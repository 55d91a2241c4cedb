from referential.admin import assessment_rounds, grids, publications

__all__ = ["assessment_rounds", "grids", "publications"]
