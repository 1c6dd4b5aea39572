"""WHAT is printed: one module per form. Data in, the bytes of pages out; no store, no window.

Text goes from `legible` (what can be drawn) over `bidi` (which way it runs), `typefaces` (letters
into glyphs), `atoms` and `lines` (broken to a width) to `pen` (onto the page) and `embedding`
(fonts in the file). Pages are built of `strips` in `rows`, put on sheets by `flow`, inside the
furniture of `page`.
"""
