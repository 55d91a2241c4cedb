from tests.privacy.conftest import beside, known

__all__ = ["beside", "known"]
