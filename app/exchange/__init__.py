"""Other programs' files, read and written: what comes in is checked, what goes out is whole."""
