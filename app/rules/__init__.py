"""WHAT must hold: pure functions over records and times. They decide; others read and write."""
