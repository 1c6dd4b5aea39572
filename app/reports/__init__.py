"""WHAT is printed: one module per form. Data in, the bytes of a page out; knows no store and no window."""
