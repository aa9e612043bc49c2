"""Stand-in for imgbased in sample images: importable by python 2 and 3, without any function."""

__version__ = "0.standin"
