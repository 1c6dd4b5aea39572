"""WHAT is recorded: every kind of record, declared once, field by field.

Knows no database and no window.
"""
