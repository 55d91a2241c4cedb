from referential.admin import assessment_rounds, grids, publications

__all__ = ["grids", "moments", "publications"]
