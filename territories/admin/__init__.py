from territories.admin import board, people, triptych

__all__ = ["board", "people", "triptych"]
