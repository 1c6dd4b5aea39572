"""The one door to cryptography: digests, certificates, signatures, sealing, passphrases, shares.

No other layer imports a cryptographic library, so what the program relies on can be read here in
an hour. Bytes come in and bytes go out; nothing here knows what a record is, and nothing here asks
the clock: a signature is judged by its bytes alone, because field clocks are wrong by years.
"""
