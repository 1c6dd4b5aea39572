"""WHAT must hold: pure functions over records, times and journal lines. Nothing here does I/O."""
