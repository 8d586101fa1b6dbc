"""QR codes as pictures."""

import io

import segno


def qr_svg(text: str) -> bytes:
    """Return a QR code of the text as an SVG picture with its quiet zone, black on white, level M."""
    picture = io.BytesIO()
    segno.make(text, error="m", micro=False).save(picture, kind="svg", scale=4, border=4, light="#fff")
    return picture.getvalue()
