"""The ranking against a second one that is written only with Fractions, and its ties and arithmetic."""

import random
from decimal import Decimal
from fractions import Fraction

import pytest

from judging.rules.ranking import EntryFacts, arithmetic, comparable, problems_in_chain, rank, tie_keys
from judging.rules.scoring import official_score

CHAIN = ("criterion:TM", "median", "lowest")


def contest(seed: int) -> list[EntryFacts]:
    r = random.Random(seed)
    entries = []
    for number in range(r.randint(0, 25)):
        totals = tuple(r.choice((7000, 7050, 7100, 8000, 8025)) for _ in range(r.randint(0, 7)))
        mean = None if r.random() < 0.1 else Fraction(r.randint(0, 4), r.choice((1, 3)))
        entries.append(EntryFacts(number, f"HS{number:02d}", r.randint(1, 2), totals, (mean,)))
    r.shuffle(entries)
    return entries


def published(entry: EntryFacts) -> Fraction | None:
    """The second opinion: the mean as text, rounded by hand."""
    if len(entry.totals) < 3:
        return None
    scaled = Fraction(sum(entry.totals), len(entry.totals))
    down = Fraction(int(scaled))
    return down + 1 if scaled - down >= Fraction(1, 2) else down


@pytest.mark.parametrize("block", range(4))
def test_places_agree_with_an_independent_ranking(block: int) -> None:
    for seed in range(block * 100, block * 100 + 100):
        entries = contest(seed)
        rows = rank(entries, quorum=3, chain=CHAIN)
        assert {row.id for row in rows} == {entry.id for entry in entries}
        by_id = {entry.id: entry for entry in entries}
        for row in rows:
            mine = published(by_id[row.id])
            others = [published(one) for one in entries if one.field_id == row.field_id]
            if mine is None:
                assert row.place is None
                assert row.score.reason is not None
                continue
            assert row.score.value == mine
            assert row.place == 1 + sum(other is not None and other > mine for other in others)
            assert row.tie_size == others.count(mine)
            assert (row.tie_step == "") == (row.tie_size == 1)


def test_input_order_changes_nothing() -> None:
    entries = contest(5)
    assert rank(entries, quorum=3, chain=CHAIN) == rank(list(reversed(entries)), quorum=3, chain=CHAIN)


def test_rows_read_one_two_two_four_and_name_the_step() -> None:
    entries = [
        EntryFacts(1, "A", 1, (9000, 9000, 9000), (Fraction(30),)),
        EntryFacts(2, "B", 1, (8000, 8000, 8000), (Fraction(30),)),
        EntryFacts(3, "C", 1, (7900, 8000, 8100), (Fraction(31),)),
        EntryFacts(4, "D", 1, (7000, 7000, 7000), (Fraction(30),)),
        EntryFacts(5, "E", 1, (7000, 7000, 7000), (Fraction(30),)),
        EntryFacts(6, "F", 1, (7000, 6900, 7100), (Fraction(30),)),
        EntryFacts(7, "G", 1, (9900,), (Fraction(30),)),
    ]
    rows = rank(entries, quorum=3, chain=CHAIN)
    assert [(row.code, row.place, row.tie_size, row.tie_step) for row in rows] == [
        ("A", 1, 1, ""),
        ("B", 2, 2, "criterion:TM"),
        ("C", 2, 2, "criterion:TM"),
        ("D", 4, 3, "shared"),
        ("E", 4, 3, "shared"),
        ("F", 4, 3, "lowest"),
        ("G", None, 0, ""),
    ]


def test_ranks_are_on_the_rounded_number() -> None:
    rows = rank([EntryFacts(1, "A", 1, (1, 1, 2)), EntryFacts(2, "B", 1, (1, 1, 1))], quorum=3)
    assert [row.place for row in rows] == [1, 1]


def test_keys_are_exact_and_a_missing_value_decides_nothing() -> None:
    even = EntryFacts(1, "A", 1, (8001, 8002, 7000, 9000), (None,))
    assert tie_keys(even, CHAIN) == (None, Fraction(16003, 2), Fraction(7000))
    assert tie_keys(EntryFacts(2, "B", 1, ()), ("median", "lowest")) == (None, None)
    assert comparable([(None, Fraction(1)), (Fraction(5), Fraction(2))]) == [(0, 1), (0, 2)]
    with pytest.raises(ValueError, match="unknown step"):
        tie_keys(even, ("code",))


def test_a_chain_is_checked() -> None:
    assert problems_in_chain(CHAIN, ["TM", "AD"]) == []
    assert [str(one) for one in problems_in_chain(("criterion:XX", "median", "median"), ["TM"])] == [
        "Không có bước phân định “criterion:XX”. Hãy chọn một tiêu chí, trung vị hoặc phiếu thấp nhất.",
        "Mỗi bước phân định chỉ được dùng một lần.",
    ]


def test_arithmetic_shows_each_step() -> None:
    page = arithmetic([("GK2", 8850), ("GK1", 8900), ("GK3", 8801), ("GK4", None)], quorum=3)
    assert [(line.judge_code, line.total, line.used) for line in page.sheets] == [
        ("GK1", 8900, True),
        ("GK2", 8850, True),
        ("GK3", 8801, True),
        ("GK4", None, False),
    ]
    assert (page.n, page.total, page.divisor, page.quotient) == (3, 26551, 3, Fraction(26551, 3))
    assert (page.shown, page.value, page.reason) == ("88,503333…", 8850, None)
    assert arithmetic([("GK1", 8850), ("GK2", 8851)], quorum=2).shown == "88,505"
    assert arithmetic([("GK1", 9000), ("GK2", 9000)], quorum=2).shown == "90"


def test_arithmetic_marks_what_was_trimmed_and_what_is_missing() -> None:
    sheets = [(f"GK{n}", total) for n, total in enumerate((5000, 5000, 6000, 7000, 9000))]
    page = arithmetic(sheets, method="trimmed_mean", quorum=3)
    assert [line.used for line in page.sheets] == [False, True, True, True, False]
    assert (page.n, page.total, page.divisor, page.value) == (5, 18000, 3, 6000)
    none = arithmetic(sheets[:2], quorum=3)
    assert (none.value, none.quotient, none.shown) == (None, None, "")
    assert none.reason == official_score([5000, 5000], quorum=3).reason


def test_arithmetic_agrees_with_decimal() -> None:
    r = random.Random(3)
    for _ in range(200):
        totals = [r.randint(0, 10000) for _ in range(r.randint(3, 7))]
        page = arithmetic([(f"GK{n}", total) for n, total in enumerate(totals)], quorum=3)
        points = Decimal(page.shown.rstrip("…").replace(",", "."))
        assert 0 <= Decimal(sum(totals)) / len(totals) / 100 - points < Decimal("0.000001")
