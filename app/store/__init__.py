"""WHERE it is kept: the encrypted file, transactions, journal, projection, search, media, backup."""
