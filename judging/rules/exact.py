"""Exact numbers in words: a fraction of hundredths as points with a decimal comma."""

from fractions import Fraction

from contest.rules.text import format_hundredths

_DECIMALS = 6


def exact_points(hundredths: Fraction | None) -> str:
    """Return hundredths (0 or more) as points, cut and never rounded after six decimals (``28,333333…``); None as –."""
    if hundredths is None or hundredths.denominator == 1:
        return format_hundredths(None if hundredths is None else hundredths.numerator)
    scaled = hundredths / 100 * 10**_DECIMALS
    whole, rest = divmod(int(scaled), 10**_DECIMALS)
    digits = f"{rest:0{_DECIMALS}d}"
    return f"{whole},{digits}…" if scaled.denominator != 1 else f"{whole},{digits.rstrip('0')}"
