from contributions.admin import agreements, invoices

__all__ = ["agreements", "invoices"]
