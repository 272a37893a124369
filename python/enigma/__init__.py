"""Write a GPU kernel once and run it anywhere. The Python front end is not written yet."""

from enigma._native import __version__, operations

__all__ = ["__version__", "operations"]
