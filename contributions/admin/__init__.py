from contributions.admin import agreements

__all__ = ["agreements"]
