"""WHERE it is kept: engines, transactions, journal, projection, search and media.

Only this layer opens a database.
"""
