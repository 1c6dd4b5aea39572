"""WHERE it is kept: engines, transactions, journal, projection, search, media and backup. Only this layer opens a database."""
