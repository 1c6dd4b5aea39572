"""The one door to cryptography: digests, certificates, signatures, sealing, passphrases, recovery shares."""
