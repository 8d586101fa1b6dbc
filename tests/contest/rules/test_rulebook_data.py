"""The presets of the two contests are complete, consistent and bilingual."""

import tomllib
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).resolve().parents[3] / "contest" / "data"
CONTESTS = ("stkt", "youth")
TABLES = ("documents", "phases", "fields", "sections", "slots", "criteria", "prizes")


def preset(contest: str) -> dict[str, Any]:
    return tomllib.loads((DATA / "rulebooks" / f"{contest}.toml").read_text(encoding="utf-8"))


def texts(value: Any, path: str = "") -> list[tuple[str, str]]:
    """Return every text of a tree with its path."""
    if isinstance(value, dict):
        return [found for key, inner in value.items() for found in texts(inner, f"{path}.{key}")]
    if isinstance(value, list):
        return [found for number, inner in enumerate(value) for found in texts(inner, f"{path}.{number}")]
    return [(path, value)] if isinstance(value, str) else []


def with_english(value: Any) -> list[tuple[str, str]]:
    """Return the pairs of a text and its English, wherever a table has a key and key_en."""
    if isinstance(value, dict):
        own = [(str(inner), str(value[f"{key}_en"])) for key, inner in value.items() if f"{key}_en" in value]
        return own + [pair for inner in value.values() for pair in with_english(inner)]
    return [pair for inner in value for pair in with_english(inner)] if isinstance(value, list) else []


@pytest.mark.parametrize("contest", CONTESTS)
def test_weights_sum_to_100(contest: str) -> None:
    assert sum(Decimal(row["max"]) for row in preset(contest)["criteria"]) == 100


@pytest.mark.parametrize(("contest", "weights"), [("stkt", [40, 30, 30]), ("youth", [30, 20, 30, 20])])
def test_weights_are_those_of_the_named_presets(contest: str, weights: list[int]) -> None:
    assert [int(row["max"]) for row in preset(contest)["criteria"]] == weights


@pytest.mark.parametrize("contest", CONTESTS)
def test_bands_cover_the_scale_step_by_step(contest: str) -> None:
    for row in preset(contest)["criteria"]:
        step, bands = Decimal(row["step"]), row["bands"]
        assert (bands[0]["high"], bands[-1]["low"]) == (row["max"], row["min"])
        for above, below in pairwise(bands):
            assert Decimal(above["low"]) == Decimal(below["high"]) + step, row["code"]
        assert all(Decimal(band["low"]) <= Decimal(band["high"]) for band in bands)


@pytest.mark.parametrize("contest", CONTESTS)
def test_sections_and_tie_chain_name_existing_criteria(contest: str) -> None:
    rules = preset(contest)
    codes = {row["code"] for row in rules["criteria"]}
    assert {row["criterion"] for row in rules["sections"]} - {""} == codes
    named = {key.removeprefix("criterion:") for key in rules["scoring"]["tie_chain"] if key.startswith("criterion:")}
    assert named <= codes


@pytest.mark.parametrize("contest", CONTESTS)
def test_codes_are_unique(contest: str) -> None:
    rules = preset(contest)
    for table in ("phases", "fields", "divisions", "sections", "slots", "criteria"):
        codes = [row["code"] for row in rules.get(table, [])]
        assert len(codes) == len(set(codes)), table


@pytest.mark.parametrize("contest", CONTESTS)
def test_every_text_for_people_has_english(contest: str) -> None:
    rules = preset(contest)
    wanted = {
        "phases": ("name",), "fields": ("name",), "divisions": ("name",), "sections": ("label", "help"),
        "slots": ("label", "help"), "criteria": ("name", "guidance"), "prizes": ("name",),
    }  # fmt: skip
    missing = [
        (table, row.get("code", row.get("tier")), key)
        for table, keys in wanted.items()
        for row in rules.get(table, [])
        for key in keys
        if not row.get(f"{key}_en", "").strip()
    ]
    assert missing == []
    assert all(band["text_en"] for row in rules["criteria"] for band in row["bands"])
    assert [vietnamese for vietnamese, english in with_english(rules) if english.strip() in ("", vietnamese)] == []


@pytest.mark.parametrize("contest", CONTESTS)
def test_no_placeholders_are_left(contest: str) -> None:
    rules = preset(contest)
    assert all(rules[table] for table in TABLES)
    marks = ("—", "TODO", "XXX", "???", "…")
    assert [path for path, text in texts(rules) if any(mark in text for mark in marks)] == []
    assert [path for path, text in texts(rules) if not text.strip()] == [
        path for path, text in texts(rules) if text == "" and path.rsplit(".", 1)[1] in ("criterion", "minimum")
    ]


@pytest.mark.parametrize("contest", CONTESTS)
def test_phases_follow_each_other_and_entry_ends_at_the_deadline(contest: str) -> None:
    rules = preset(contest)
    moments = [datetime.fromisoformat(row[key]) for row in rules["phases"] for key in ("starts_at", "ends_at")]
    assert moments == sorted(moments)
    assert rules["phases"][0]["ends_at"] == rules["edition"]["closes_at"]
    assert moments[0].date() == date.fromisoformat(rules["edition"]["opens_on"])


def test_prize_amounts_are_those_of_ha_giang() -> None:
    assert [row["amount"] for row in preset("stkt")["prizes"]] == [40_000_000, 32_000_000, 24_000_000, 8_000_000]
    amounts = [row["amount"] for row in preset("youth")["prizes"]]
    assert amounts == [16_000_000, 12_000_000, 8_000_000, 6_400_000, 4_000_000]


def test_youth_birth_window_is_6_to_19_years() -> None:
    rules = preset("youth")["eligibility"]
    first, last = date.fromisoformat(rules["birth_from"]), date.fromisoformat(rules["birth_to"])
    assert (2026 - first.year, 2026 - last.year) == (19, 6)
    assert rules["max_authors"] == 5


def test_dossier_pattern_makes_the_number_of_the_domain_page() -> None:
    edition = preset("stkt")["edition"]
    made = edition["dossier_pattern"].format(contest=edition["contest_symbol"], edition=6, field=3, seq=12)
    assert made == "STKT06-03-012"


def test_unit_files_have_unix_lines_and_a_notice() -> None:
    rows = (DATA / "units.csv").read_bytes()
    legacy = (DATA / "legacy_units.csv").read_bytes()
    assert (rows.count(b"\n"), legacy.count(b"\n"), rows.count(b"\r") + legacy.count(b"\r")) == (125, 331, 0)
    notice = (DATA / "UNITS-NOTICE.txt").read_text(encoding="utf-8")
    assert "vietnamadminunits 1.0.4" in notice
    assert "Copyright (c) 2025 Tran Ngoc Minh Hieu" in notice
