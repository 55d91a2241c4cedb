from referential.admin import grids, moments, publications

__all__ = ["grids", "moments", "publications"]
