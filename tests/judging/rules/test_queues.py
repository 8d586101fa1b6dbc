"""The judge's queue: fewest sheets first, his own draw, skipped last."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from judging.rules.queues import QueueFacts, next_entry, queue_order

ONE = datetime(2026, 11, 1, 8, tzinfo=UTC)
TWO = datetime(2026, 11, 1, 9, tzinfo=UTC)
FACTS = st.lists(
    st.builds(
        QueueFacts,
        st.integers(1, 60),
        st.integers(0, 3),
        st.sampled_from(["waiting", "draft", "submitted", "locked", "declined"]),
        st.sampled_from([None, ONE, TWO]),
    ),
    unique_by=lambda one: one.entry_id,
    max_size=20,
)


@given(FACTS, st.randoms())
def test_the_order_holds_its_promises(facts: list[QueueFacts], random: object) -> None:
    order = queue_order(facts, judge_id=4, edition_seed=9)
    known = {one.entry_id: one for one in facts}
    assert sorted(order) == sorted(one.entry_id for one in facts if one.state in ("waiting", "draft"))
    ranks = [(known[e].skipped_at or datetime.min.replace(tzinfo=UTC), known[e].sheets_done) for e in order]
    assert ranks == sorted(ranks)
    assert queue_order(list(reversed(facts)), judge_id=4, edition_seed=9) == order
    assert next_entry(facts, judge_id=4, edition_seed=9) == (order[0] if order else None)


def test_judges_and_editions_have_their_own_order_and_an_added_entry_moves_no_other() -> None:
    facts = [QueueFacts(number, 0) for number in range(30)]
    mine = queue_order(facts, judge_id=1, edition_seed=1)
    assert mine != queue_order(facts, judge_id=2, edition_seed=1)
    assert mine != queue_order(facts, judge_id=1, edition_seed=2)
    more = queue_order([*facts, QueueFacts(99, 0)], judge_id=1, edition_seed=1)
    assert tuple(entry for entry in more if entry != 99) == mine
    assert next_entry([], judge_id=1, edition_seed=1) is None
