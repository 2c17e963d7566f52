"""Writes crates/draw/src/text/advances.rs from the regular and the bold Noto Sans CJK collection: README.md."""

import sys

from fontTools.ttLib import TTCollection

FULL = 1000
A_LINE = 4


def face(path):
    """The simplified Chinese face of a collection: widths by code point."""
    for font in TTCollection(path, lazy=True).fonts:
        if font["name"].getDebugName(1).startswith("Noto Sans CJK SC"):
            assert font["head"].unitsPerEm == FULL
            widths = font["hmtx"]
            return {point: widths[glyph][0] for point, glyph in font.getBestCmap().items()}
    raise SystemExit(f"no face Noto Sans CJK SC in {path}")


def runs(regular, strong):
    """Neighbours of the same widths in one run: first, last, regular, bold."""
    found = []
    for point in sorted(regular):
        widths = (regular[point], strong.get(point, regular[point]))
        if widths == (FULL, FULL):
            continue
        if found and found[-1][1] == point - 1 and found[-1][2:] == widths:
            found[-1] = (found[-1][0], point, *widths)
        else:
            found.append((point, point, *widths))
    return found


def main(regular, strong):
    rows = [f"({a:#x}, {b:#x}, {w}, {s})" for a, b, w, s in runs(face(regular), face(strong))]
    print("//! Widths of the letters of Noto Sans CJK SC 2.004: written by `crates/draw/metrics/advances.py`, not by hand.")
    print()
    print("/// First and last code point, width in regular and in bold, in thousandths of the letter size; by code point.")
    print("/// Whatever the font has and is not listed is 1000 wide.")
    print("#[rustfmt::skip]")
    print(f"pub(super) const RUNS: [(u32, u32, u16, u16); {len(rows)}] = [")
    for at in range(0, len(rows), A_LINE):
        print("    " + ", ".join(rows[at : at + A_LINE]) + ",")
    print("];")


if __name__ == "__main__":
    main(*sys.argv[1:])
