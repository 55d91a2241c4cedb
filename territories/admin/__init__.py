from territories.admin import alumni, board, people, triptych

__all__ = ["alumni", "board", "people", "triptych"]
