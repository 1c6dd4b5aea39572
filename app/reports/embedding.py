"""The fonts inside a form: only the glyphs drawn, each with the characters it stands for.

A font is embedded once a document as a Type 0 font with codes of our own: one code for each glyph
*with* its characters *and* its width. So a line is one string of codes with no moves between
letters, which is why words come out whole when a form is searched or copied. A code is two
characters that can stand in a string as they are, which packs tighter than hexadecimal digits do.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence

import uharfbuzz
from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFDocument,
    PDFName,
    PDFObjectReference,
    PDFStream,
    PDFString,
)

from app.reports.typefaces import Glyph, Typeface

_UNUSED = ("GSUB", "GPOS", "GDEF", "kern", "name", "post", "OS/2", "cmap", "STAT", "DSIG", "meta")
_SYMBOLIC = 4
_ROWS_OF_A_BLOCK = 100
_CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{blocks}
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


_PLAIN: tuple[int, ...] = tuple(byte for byte in range(0x21, 0x7F) if chr(byte) not in "()\\")
_FIRST: tuple[int, ...] = (*_PLAIN, *range(0x80, 0x100))
_SPELT = {byte: chr(byte) if byte in _PLAIN else f"\\{byte:03o}" for byte in _FIRST}


class _Codes(dict[int, str]):
    """Codes for glyphs, given in the order in which a document first draws them."""

    def __missing__(self, place: int) -> str:
        first, second = divmod(_number(len(self)), 0x100)
        code = self[place] = _SPELT[first] + _SPELT[second]
        return code


def _number(place: int) -> int:
    """The code given `place`-th, counted from 0, as readers of the file count them."""
    row, column = divmod(place, len(_PLAIN))
    return _FIRST[row] << 8 | _PLAIN[column]


class EmbeddedFont:
    """One typeface as used in one document.

    It answers reportlab's call for late objects (`addObjects`) when the document is written, since
    only then is it known which glyphs were drawn.
    """

    def __init__(self, typeface: Typeface, resource: str, document: PDFDocument) -> None:
        self.typeface = typeface
        self.resource = resource
        self._codes = _Codes()
        document.fontMapping[typeface.name] = f"/{resource}"
        document.delayedFonts.append(self)

    def encoded(self, glyphs: Iterable[int]) -> str:
        """Glyphs of the typeface as a string of this document's codes."""
        return f"({''.join(map(self._codes.__getitem__, glyphs))})"

    def silent(self, index: int) -> str:
        """A glyph that is drawn without moving the pen and stands for no character."""
        return f"({self._codes[self.typeface.place(Glyph(index, '', 0.0))]})"

    def addObjects(self, document: PDFDocument) -> None:  # noqa: N802 - reportlab's name
        """Write the font into `document`."""
        glyphs = [self.typeface.glyphs[place] for place in self._codes]
        if not glyphs:
            return
        program = self._program(glyphs)
        sum_of_it = zlib.crc32(program)
        tag = "".join(chr(ord("A") + sum_of_it // 26**place % 26) for place in range(6))
        name = PDFName(f"{tag}+{self.typeface.name}")

        def add(part: str, content: object) -> PDFObjectReference:
            return document.Reference(content, f"{self.resource}.{part}")

        descriptor = add("descriptor", self._descriptor(name, add("program", packed(program))))
        codes = [_number(place) for place in range(len(glyphs))]
        descendant = {
            "Type": PDFName("Font"),
            "Subtype": PDFName("CIDFontType2"),
            "BaseFont": name,
            "CIDSystemInfo": PDFDictionary(
                {"Registry": PDFString("Adobe"), "Ordering": PDFString("Identity"), "Supplement": 0}
            ),
            "FontDescriptor": descriptor,
            "DW": 0,
            "W": _widths(codes, glyphs),
            "CIDToGIDMap": add("places", packed(_places(codes, glyphs))),
        }
        font = {
            "Type": PDFName("Font"),
            "Subtype": PDFName("Type0"),
            "BaseFont": name,
            "Encoding": PDFName("Identity-H"),
            "DescendantFonts": PDFArray([add("descendant", PDFDictionary(descendant))]),
            "ToUnicode": add("meanings", packed(_meanings(codes, glyphs))),
        }
        used = document.idToObject["BasicFonts"].dict
        used[self.resource] = add("font", PDFDictionary(font))

    def _program(self, glyphs: Sequence[Glyph]) -> bytes:
        """The font file with only these glyphs, each at its own place."""
        wanted = uharfbuzz.SubsetInput()
        wanted.glyph_set.update({glyph.gid for glyph in glyphs})
        wanted.drop_table_tag_set.update(
            {int.from_bytes(f"{tag:<4}".encode("ascii"), "big") for tag in _UNUSED}
        )
        flags = uharfbuzz.SubsetFlags
        wanted.flags = flags.RETAIN_GIDS | flags.NO_HINTING | flags.NO_LAYOUT_CLOSURE
        return bytes(uharfbuzz.subset(self.typeface.face, wanted).blob.data)

    def _descriptor(self, name: PDFName, program: PDFObjectReference) -> PDFDictionary:
        face = self.typeface
        return PDFDictionary(
            {
                "Type": PDFName("FontDescriptor"),
                "FontName": name,
                "Flags": _SYMBOLIC,
                "FontBBox": PDFArray([-1000, face.descent, 3000, face.ascent]),
                "ItalicAngle": 0,
                "Ascent": face.ascent,
                "Descent": face.descent,
                "CapHeight": 714,
                "StemV": 140 if "Bold" in face.name else 85,
                "FontFile2": program,
            }
        )


def packed(content: bytes) -> PDFStream:
    """A compressed stream; `Length1` is what a font program must say of itself."""
    entries = {"Length1": len(content), "Filter": PDFName("FlateDecode")}
    return PDFStream(PDFDictionary(entries), zlib.compress(content))


def _widths(codes: Sequence[int], glyphs: Sequence[Glyph]) -> str:
    """The W array: rows of codes that follow one another, each with its glyph's width."""
    parts, before = ["["], 0
    for code, glyph in zip(codes, glyphs, strict=True):
        if code != before + 1:
            parts.append(f"{']' if before else ''}{code}[")
        parts.append(f"{glyph.advance:g} ")
        before = code
    return "".join((*parts, "]]"))


def _places(codes: Sequence[int], glyphs: Sequence[Glyph]) -> bytes:
    """The table from codes to the glyphs of the font program."""
    table = bytearray(2 * max(codes) + 2)
    for code, glyph in zip(codes, glyphs, strict=True):
        table[2 * code : 2 * code + 2] = glyph.gid.to_bytes(2, "big")
    return bytes(table)


def _meanings(codes: Sequence[int], glyphs: Sequence[Glyph]) -> bytes:
    """The ToUnicode table: what each code stands for."""
    rows = [
        f"<{code:04X}> <{glyph.text.encode('utf-16-be').hex().upper()}>"
        for code, glyph in zip(codes, glyphs, strict=True)
    ]
    blocks = [rows[at : at + _ROWS_OF_A_BLOCK] for at in range(0, len(rows), _ROWS_OF_A_BLOCK)]
    written = [f"{len(b)} beginbfchar\n" + "\n".join(b) + "\nendbfchar" for b in blocks]
    return _CMAP.format(blocks="\n".join(written)).encode("ascii")
