"""Athar: records of graves, remains and their custody, kept as evidence."""

__version__ = "0.1.0"
