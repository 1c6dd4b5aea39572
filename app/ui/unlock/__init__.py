"""The first window: which store, and the passphrase. It loads nothing that it does not show."""
