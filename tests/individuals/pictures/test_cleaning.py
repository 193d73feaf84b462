"""Pictures lose what is not picture, and hostile files are refused."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palermo.access.actions.checks import NotAcceptedError
from palermo.individuals.pictures import cleaning
from palermo.individuals.pictures.cleaning import clean
from tests.individuals.pictures.samples import SECRET, chunk, exif, jpeg, png, segment


def test_a_plain_jpeg_stays_as_it_is() -> None:
    picture = clean(jpeg())
    assert picture.content == jpeg()
    assert (picture.media_type, picture.width, picture.height) == ("image/jpeg", 16, 8)


@pytest.mark.parametrize(
    "extra",
    [
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + SECRET),
        segment(0xFE, SECRET),
        segment(0xE0, b"JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x01\x01" + SECRET),
        segment(0xE2, b"ICC_PROFILE\x00" + SECRET),
        segment(0xED, b"Photoshop 3.0\x00" + SECRET),
        segment(0xEF, SECRET),
        segment(0xE1, SECRET),
        segment(0xE1, exif(1)),
        segment(0xE1, exif(9)),
        segment(0xE1, exif()[:30] + SECRET),
        b"\xff\xff\xff" + segment(0xFE, SECRET)[1:],
    ],
)
def test_metadata_of_a_jpeg_is_gone(extra: bytes) -> None:
    picture = clean(jpeg(extra))
    assert SECRET not in picture.content
    assert picture.content == jpeg()
    assert clean(jpeg() + SECRET).content == jpeg()


@pytest.mark.parametrize("order", ["<", ">"])
def test_the_orientation_of_a_jpeg_is_kept_alone(order: str) -> None:
    picture = clean(jpeg(segment(0xE1, exif(6, order))))
    assert SECRET not in picture.content
    assert len(picture.content) == len(jpeg()) + 36
    assert clean(picture.content).content == picture.content


def test_adobes_colours_are_kept() -> None:
    picture = clean(jpeg(segment(0xEE, b"Adobe\x00\x64\x12\x34\x56\x78\x01" + SECRET)))
    assert SECRET not in picture.content
    assert b"Adobe\x00\x64\x00\x00\x00\x00\x01" in picture.content


def test_progressive_pictures_have_several_scans() -> None:
    scan = b"\x11\xff\x00" + segment(0xC4, b"\x00" * 17) + segment(0xDA, bytes((1, 1, 0, 0, 63, 0))) + b"\x22"
    assert clean(jpeg(scan=scan)).content == jpeg(scan=scan)
    hidden = b"\x11" + segment(0xE1, SECRET) + segment(0xDA, bytes((1, 1, 0, 0, 63, 0))) + b"\x22"
    assert SECRET not in clean(jpeg(scan=hidden)).content


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\xff\xd8\xff", b"\xff\xd8\xff\xd9", jpeg()[:-2], jpeg()[:40], b"GIF89a" + bytes(50), b"%PDF-1.4",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"RIFF\x00\x00\x00\x00WEBP",
        b"\xff\xd8" + segment(0xC0, b"\x08"), jpeg(b"\xff\xe1\x00\x01"), jpeg(b"\xff\xe1\xff\xff"),
        jpeg(b"garbage"), jpeg(segment(0xC3, bytes(9))), jpeg(segment(0xCC, bytes(9))), jpeg(b"\xff\xd8"),
        jpeg(b"\xff\x00"), jpeg(width=0), jpeg(width=65_000, height=65_000), jpeg() .replace(b"\xff\xc0", b"\xff\xe7"),
        jpeg(segment(0xC0, bytes((8, 0, 8, 0, 8, 1, 1, 17, 0)))),
    ],
)  # fmt: skip
def test_hostile_jpegs_are_refused(content: bytes) -> None:
    with pytest.raises(NotAcceptedError) as caught:
        clean(content)
    assert caught.value.details["field"] == "picture"


def test_metadata_of_a_png_is_gone() -> None:
    extra = [
        chunk(kind, SECRET)
        for kind in (b"tEXt", b"iTXt", b"zTXt", b"eXIf", b"tIME", b"iCCP", b"prVt", b"pHYs", b"acTL")
    ]
    picture = clean(png(*extra, after=SECRET))
    assert picture.content == png()
    assert (picture.media_type, picture.width, picture.height) == ("image/png", 2, 2)


@pytest.mark.parametrize(
    "content",
    [
        png()[:20], png()[:-4], png().replace(b"IDAT", b"IDAx"), png(chunk(b"IHDR", bytes(13))), png(width=0),
        png(width=60_000, height=60_000), png(chunk(b"EVIL", b"")), png()[:8] + chunk(b"IEND", b""),
        png().replace(chunk(b"IEND", b""), chunk(b"IEND", SECRET)),
        png(chunk(b"IDAT", b"") + chunk(b"tEXt", SECRET)), png()[:8] + b"\xff\xff\xff\xffIHDR",
        png().replace(b"\x08\x00\x00\x00\x00", b"\x08\x07\x00\x00\x00", 1), png()[:8],
    ],
)  # fmt: skip
def test_hostile_pngs_are_refused(content: bytes) -> None:
    with pytest.raises(NotAcceptedError):
        clean(content)


def test_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "LARGEST", 100)
    with pytest.raises(NotAcceptedError):
        clean(jpeg() + bytes(100))


@settings(max_examples=300, deadline=None)
@given(seed=st.integers(0, 2**32), kind=st.sampled_from(["jpeg", "png"]))
def test_damage_anywhere_is_refused_or_cleaned(seed: int, kind: str) -> None:
    """Whatever bytes change, the answer is a picture or a refusal; a comment never survives as one."""
    dice = random.Random(seed)
    content = bytearray(jpeg(segment(0xE1, exif())) if kind == "jpeg" else png(chunk(b"tEXt", SECRET)))
    for _ in range(dice.randint(1, 6)):
        place = dice.randrange(2, len(content))
        if dice.random() < 0.3:
            del content[place]
        else:
            content[place] = dice.randrange(256)
    try:
        picture = clean(bytes(content))
    except NotAcceptedError:
        return
    assert clean(picture.content) == picture
