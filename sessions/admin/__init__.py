from sessions.admin import days, issued

__all__ = ["days", "issued"]
