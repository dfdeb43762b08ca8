"""The same city and folder as the ingest tests."""

from tests.ingest.conftest import city, raw

__all__ = ["city", "raw"]
