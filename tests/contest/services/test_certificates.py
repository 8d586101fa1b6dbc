"""Awards and certificates: recorded once, issued once, gapless numbers, revoked, replaced, names by consent."""

import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from contest.db import Database
from contest.models.awards import Award
from contest.models.certificates import Certificate, CertificatePrint
from contest.models.editions import Edition
from contest.models.entries import Entry
from contest.rules.certificates import texts_of
from contest.rules.kinds import CertificateState, ConsentGiver, ContestType, EntryState, RecipientKind, Tier
from contest.rules.problems import RuleError
from contest.rules.text import clean
from contest.services import award_lists, award_names, awards, certificate_checks, certificate_prints, certificates
from contest.services.certificate_words import drafts_of, restored
from contest.services.certificates import Correction
from judging.services import prizes
from tests import factories, judging_factories
from tests.prize_factories import THEN, confirmed, decided, issued, judged, organiser, publish_consent

URL = "http://localhost/x/"
TODAY = THEN.date()


def stkt(
    session: Session, authors: tuple[tuple[str, ...], ...] = (("Giàng A Sùng", "Vàng Thị Mỷ"), ("Tẩn Lở Mẩy",))
) -> Edition:
    edition = factories.edition(session)
    judging_factories.prize_rows(session, edition)
    judged(session, edition, [9000, 8500], authors=authors)
    return edition


def youth(session: Session) -> Edition:
    """Two children of 13, one of them with every consent, and one who is 5."""
    edition = factories.edition(session, "youth-2026", contest_type=ContestType.YOUTH, minors=True)
    judging_factories.prize_rows(session, edition)
    one, two = judged(session, edition, [9000, 8500], authors=(("Sùng Mí Dính", "Vàng Thị Dợ"), ("Lù Seo Páo",)))
    by = factories.account(session, "Thư Ký")
    for author in one.authors:
        author.birth_date = date(2013, 1, 1)
        author.workplace, author.class_name = "Trường THCS Sủng Là", "7A"
        publish_consent(session, author, ConsentGiver.GUARDIAN, by=by)
    publish_consent(session, one.authors[1], ConsentGiver.AUTHOR, by=by)
    two.authors[0].birth_date = date(2021, 1, 1)
    publish_consent(session, two.authors[0], ConsentGiver.GUARDIAN, by=by)
    session.flush()
    return edition


def test_a_decision_freezes_what_it_gives(session: Session) -> None:
    """Names, unit, title and amount stay as they were, whatever becomes of the entry."""
    edition = stkt(session)
    by = organiser(session)
    decision = decided(session, edition, by=by)
    first, second = award_lists.list_awards(session, edition)
    assert (first.name, first.recipient, first.unit_name, first.reason, first.amount, first.score) == (
        "Giải Nhất",
        "Giàng A Sùng, Vàng Thị Mỷ",
        "Hợp tác xã Sủng Là",
        "Giải pháp số 1",
        40_000_000,
        9000,
    )
    assert prizes.awaiting_decision(session, edition) is None
    assert first.entry is not None
    first.entry.title = "Tên khác"
    session.flush()
    assert (first.reason, second.tier, decision.number) == ("Giải pháp số 1", Tier.SECOND, "125/QĐ-BTCHT")


def test_a_prize_is_recorded_once(session: Session) -> None:
    """The same number, and a second prize for a winner, are refused with what to do."""
    edition = stkt(session)
    by = organiser(session)
    decided(session, edition, by=by)
    with pytest.raises(RuleError) as refused:
        decided(session, edition, by=by)
    said = [str(problem) for problem in refused.value.problems]
    assert said[0].startswith("Quyết định số này đã được ghi")
    assert "STKT06-01-001 đã có Giải Nhất theo quyết định 125/QĐ-BTCHT" in said[1]


def test_a_withdrawn_entry_gets_no_prize(session: Session) -> None:
    """An entry that left the contest after the vote is named, and nothing is recorded."""
    edition = stkt(session)
    by = organiser(session)
    proposal = confirmed(session, edition, by=by)
    session.scalars(select(Entry)).first().state = EntryState.WITHDRAWN  # type: ignore[union-attr]
    session.flush()
    with pytest.raises(RuleError, match="STKT06-01-001 không còn hợp lệ"):
        awards.record_decision(
            session,
            edition,
            number="1/QĐ",
            signed_on=TODAY,
            title="",
            issuer="BAN TỔ CHỨC",
            place="",
            capacity="",
            signer_position="TRƯỞNG BAN",
            signer="Nguyễn Minh Khoa",
            awards=prizes.award_facts(proposal),
            proposal_hash=proposal.hash,
            by=by,
            now=THEN,
        )
    assert session.scalars(select(Award)).all() == []


def test_a_decision_needs_its_facts(session: Session) -> None:
    """No number, a date that is still to come, no signer: each is named at its field."""
    edition = factories.edition(session)
    with pytest.raises(RuleError) as refused:
        awards.record_decision(
            session,
            edition,
            number=" ",
            signed_on=TODAY + timedelta(days=1),
            title="",
            issuer="",
            place="",
            capacity="",
            signer_position="",
            signer="",
            awards=[],
            proposal_hash="",
            by=organiser(session),
            now=THEN,
        )
    assert [problem.field for problem in refused.value.problems] == [
        "number",
        "signed_on",
        "issuer",
        "signer_position",
        "signer",
    ]


def test_each_author_gets_a_copy_and_the_group_one(session: Session) -> None:
    """Two authors: the group's copy and two own ones, the holder first; numbers run on without a gap."""
    edition = stkt(session)
    decided(session, edition, by=organiser(session))
    made = issued(session, edition, by=organiser(session))
    assert [(one.register_no, one.holder, one.words["names"]) for one in made] == [
        (1, "*", ["Giàng A Sùng", "Vàng Thị Mỷ"]),
        (2, "Giàng A Sùng", ["Giàng A Sùng", "Vàng Thị Mỷ"]),
        (3, "Vàng Thị Mỷ", ["Vàng Thị Mỷ", "Giàng A Sùng"]),
        (4, "Tẩn Lở Mẩy", ["Tẩn Lở Mẩy"]),
    ]
    assert [one.words["register_no"] for one in made] == ["2026/0001", "2026/0002", "2026/0003", "2026/0004"]
    assert len({one.code for one in made}) == 4
    words = restored(made[0].words)
    assert (words.award, words.decision, words.place_date.replace("\xa0", " "), words.template) == (
        "GIẢI NHẤT",
        "125/QĐ-BTCHT ngày\xa010/06/2026",
        "Tuyên Quang, ngày 10 tháng 6 năm 2026",
        "giay-chung-nhan",
    )


def test_issuing_again_is_harmless(session: Session) -> None:
    """The second time issues nothing; an honour added later goes on with the next number."""
    edition = stkt(session)
    by = organiser(session)
    decision = decided(session, edition, by=by)
    assert len(issued(session, edition, by=by)) == 4
    assert issued(session, edition, by=by) == []
    awards.record_honour(
        session,
        decision,
        recipient_kind=RecipientKind.COLLECTIVE,
        recipient="Trường PTDT Nội trú Yên Minh",
        salutation="ba",
        unit_name="",
        merit="Đã có thành tích xuất sắc trong tổ chức Hội thi",
        by=by,
        now=THEN,
    )
    (made,) = issued(session, edition, by=by)
    assert (made.register_no, made.holder, made.template, made.words["kind"], made.words["lead"]) == (
        5,
        "*",
        "giay-khen",
        "GIẤY KHEN",
        "Tập thể",
    )


def test_two_authors_of_one_name_have_two_papers(session: Session) -> None:
    """Namesakes in a group are told apart."""
    edition = stkt(session, (("Giàng A Sùng", "Giàng A Sùng"),))
    decided(session, edition, by=organiser(session))
    holders = [one.holder for one in issued(session, edition, by=organiser(session))]
    assert holders == ["*", "Giàng A Sùng", "Giàng A Sùng (2)", "Tác Giả 2"]


def test_a_character_that_cannot_be_printed_stops_the_batch(session: Session) -> None:
    """One name with a character that no font draws: nothing is issued, the name and the character are said."""
    edition = stkt(session, (("Giàng A Sùng",), ("Lan 阮",)))
    decided(session, edition, by=organiser(session))
    due = certificates.due(session, edition, award_lists.list_awards(session, edition), now=THEN)
    (fault,) = certificates.faults_in(due)
    assert (fault.holder, fault.award) == ("Lan 阮", "Giải Nhì")
    with pytest.raises(RuleError, match="阮"):
        issued(session, edition, by=organiser(session))
    assert session.scalars(select(Certificate)).all() == []


def test_revoking_and_withdrawing(session: Session) -> None:
    """A revoked paper keeps its number; a withdrawn award takes its papers and its place in the results along."""
    edition = stkt(session)
    by = organiser(session)
    decided(session, edition, by=by)
    group, *_, last = issued(session, edition, by=by)
    with pytest.raises(RuleError, match="lý do"):
        certificates.revoke(session, last, reason="", by=by, now=THEN)
    certificates.revoke(session, last, reason="Nhầm người", by=by, now=THEN)
    with pytest.raises(RuleError, match="không còn hiệu lực"):
        certificates.revoke(session, last, reason="Lần nữa", by=by, now=THEN)
    awards.withdraw_award(session, group.award, reason="Không phải tác giả", by=by, now=THEN)
    states = session.execute(select(Certificate.register_no, Certificate.state).order_by(Certificate.register_no)).all()
    assert [tuple(row) for row in states] == [(number, CertificateState.REVOKED) for number in (1, 2, 3, 4)]
    left = certificate_checks.public_results(session, edition, today=TODAY)
    assert [one.award.name for one in left] == ["Giải Nhì"]
    assert certificate_checks.check(session, last.code, today=TODAY).state == "revoked"


def test_a_corrected_paper_replaces_the_old_one(session: Session) -> None:
    """A new number and code; the old one points to it; the register of both stays."""
    edition = stkt(session)
    by = organiser(session)
    decided(session, edition, by=by)
    *_, last = issued(session, edition, by=by)
    with pytest.raises(RuleError, match="đúng 1 tên"):
        certificates.reissue(session, last, Correction(("A", "B"), "", "x"), reason="Sai tên", by=by, now=THEN)
    made = certificates.reissue(
        session, last, Correction(("Tẩn Lở Mẩy A",), "Đơn vị", "Giải pháp"), reason="Sai tên", by=by, now=THEN
    )
    assert (made.register_no, made.generation, made.words["names"]) == (5, 2, ["Tẩn Lở Mẩy A"])
    assert last.words["names"] == ["Tẩn Lở Mẩy"]
    found = certificate_checks.check(session, last.code.lower(), today=TODAY)
    assert (found.state, found.replaced_by.replace("-", "")) == ("replaced", made.code)
    assert issued(session, edition, by=by) == []


def test_children_are_named_only_by_consent(session: Session) -> None:
    """Of two of 13 years the one with both consents is named, of 5 the guardian's is enough; withdrawal hides."""
    edition = youth(session)
    decided(session, edition, by=organiser(session))
    group, *_, small = issued(session, edition, by=organiser(session))
    assert (group.names_public, small.names_public) == (False, True)
    assert group.words["names"] == ["Sùng Mí Dính", "Vàng Thị Dợ"], "the paper itself names both"
    assert (group.template, group.words["lead"]) == ("giay-chung-nhan-thieu-nhi", "Chứng nhận các em")
    assert certificate_checks.check(session, group.code, today=TODAY).names == ("S.M.D.", "Vàng Thị Dợ")
    shown = [one.names for one in certificate_checks.public_results(session, edition, today=TODAY)]
    assert shown == ["S.M.D., Vàng Thị Dợ", "Lù Seo Páo"]
    author = small.award.entry.authors[0]  # type: ignore[union-attr]
    author.consents[0].withdrawn_at = THEN
    session.flush()
    assert certificate_checks.check(session, small.code, today=TODAY).names == ("L.S.P.",)


def test_an_adult_may_take_the_name_back(session: Session) -> None:
    """An adult winner's name is public by the decision until the consent is withdrawn."""
    edition = stkt(session)
    decided(session, edition, by=organiser(session))
    *_, last = issued(session, edition, by=organiser(session))
    assert certificate_checks.check(session, last.code, today=TODAY).names == ("Tẩn Lở Mẩy",)
    author = award_names.authors_of(session, [last.award.entry_id or 0])[last.award.entry_id or 0][0]
    consent = publish_consent(session, author, ConsentGiver.AUTHOR, by=factories.account(session))
    consent.withdrawn_at = THEN
    session.flush()
    assert certificate_checks.check(session, last.code, today=TODAY).names == ("T.L.M.",)


def test_an_unknown_code_has_the_same_shape(session: Session) -> None:
    """Unknown and impossible codes give the same answer, and nothing of anybody."""
    edition = stkt(session)
    decided(session, edition, by=organiser(session))
    known = certificate_checks.check(session, issued(session, edition, by=organiser(session))[0].code, today=TODAY)
    for text in ("0000-0000-0000-0000", "xin chào", ""):
        found = certificate_checks.check(session, text, today=TODAY)
        assert found == replace(certificate_checks.Checked("not_found", ""), code=found.code)
        assert found.__dataclass_fields__.keys() == known.__dataclass_fields__.keys()


def test_the_number_of_statements_does_not_grow(session: Session) -> None:
    """Drafts of 1 and of 12 awards are read by the same number of statements."""
    counts = []
    for code, scores in (("a", [9000]), ("b", [9000 - 100 * n for n in range(12)])):
        edition = factories.edition(session, code)
        for row in judging_factories.prize_rows(session, edition):
            row.quota = 30
        judged(session, edition, scores)
        decided(session, edition, by=organiser(session), number=f"{code}/QĐ")
        session.flush()
        session.expire_all()
        asked: list[str] = []
        listen = lambda *args: asked.append(args[2])  # noqa: E731, B023
        event.listen(session.get_bind(), "before_cursor_execute", listen)
        found = award_lists.list_awards(session, edition)
        assert len(drafts_of(session, edition, found, today=TODAY)) == len(scores)
        event.remove(session.get_bind(), "before_cursor_execute", listen)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 6


@pytest.mark.poppler
def test_the_batch_says_what_the_register_says(session: Session, tmp_path: Path) -> None:
    """Every word of every certificate stands on its page, in register order; printing again needs a reason."""
    edition = stkt(session)
    by = organiser(session)
    decided(session, edition, by=by)
    made = issued(session, edition, by=by)
    chosen = certificates.choose(edition)
    data = certificate_prints.print_batch(session, edition, chosen, verify_url=URL, reason="", by=by, now=THEN)
    path = tmp_path / "batch.pdf"
    path.write_bytes(data)
    text = subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True, text=True).stdout
    pages = [clean(page.replace("\n", " ")) for page in text.split("\f")[:-1]]
    assert len(pages) == len(made) == 4
    for page, one in zip(pages, made, strict=True):
        for name, part in texts_of(restored(one.words)):
            if name not in ("template", "code"):
                missing = [word for word in clean(part.replace("\xa0", " ")).split() if word not in page]
                assert not missing, (name, part, page)
        assert one.code[:4] in page
    (log,) = session.scalars(select(CertificatePrint)).all()
    assert log.certificate_ids == [one.id for one in made]
    with pytest.raises(RuleError, match="lý do"):
        certificate_prints.print_batch(session, edition, chosen, verify_url=URL, reason="", by=by, now=THEN)
    again = certificate_prints.print_batch(session, edition, chosen, verify_url=URL, reason="Lem mực", by=by, now=THEN)
    assert again == data
    with pytest.raises(RuleError, match="Không có giấy nào để in"):
        certificate_prints.gather(session, edition, chosen, unprinted_only=True, reason="")


def test_results_are_published_once_and_only_with_awards(session: Session) -> None:
    """Without an award there is nothing to publish; publishing again keeps the first moment."""
    edition = stkt(session)
    by = organiser(session)
    with pytest.raises(RuleError, match="Chưa có giải nào"):
        awards.publish_results(session, edition, by=by, now=THEN)
    decided(session, edition, by=by)
    awards.publish_results(session, edition, by=by, now=THEN)
    awards.publish_results(session, edition, by=by, now=THEN + timedelta(days=1))
    assert edition.results_published_at == THEN
    assert len(session.scalars(select(Award)).all()) == 2


def test_searching_without_diacritics(session: Session) -> None:
    """The register is searched by name, award, number and code, folded."""
    edition = stkt(session)
    decided(session, edition, by=organiser(session))
    made = issued(session, edition, by=organiser(session))
    for words, count in (("tan lo may", 1), ("giai nhat", 3), ("2026/0002", 1), (made[3].code.lower(), 1), ("xyz", 0)):
        assert len(session.execute(certificates.choose(edition, words=words)).all()) == count, words
    assert len(session.execute(certificates.choose(edition, tier="second")).all()) == 1
    assert len(session.execute(certificates.choose(edition, state="revoked")).all()) == 0


def test_two_who_issue_at_once_issue_each_paper_once(database: Database) -> None:
    """Whoever comes second waits and finds nothing left; the numbers have no gap."""
    with database.writing() as session:
        edition_id = stkt(session).id
        by = organiser(session)
        decided(session, session.get_one(Edition, edition_id), by=by)
    together = Barrier(2)

    def one() -> int:
        together.wait()
        with database.writing() as session:
            return len(issued(session, session.get_one(Edition, edition_id), by=by))

    with ThreadPoolExecutor(2) as pool:
        made = [future.result() for future in [pool.submit(one), pool.submit(one)]]
    assert sorted(made) == [0, 4]
    with database.reading() as session:
        numbers = session.scalars(select(Certificate.register_no).order_by(Certificate.register_no)).all()
    assert numbers == [1, 2, 3, 4]


def test_a_print_is_refused_when_somebody_else_was_faster(session: Session) -> None:
    """Between drawing and logging another print or a revocation counts: nobody prints one paper twice unseen."""
    edition = stkt(session)
    by = organiser(session)
    decided(session, edition, by=by)
    made = issued(session, edition, by=by)
    chosen = certificates.choose(edition)
    batch = certificate_prints.gather(session, edition, chosen, unprinted_only=True, reason="")
    certificate_prints.log_print(session, edition, batch, b"one", reason="", by=by, now=THEN)
    with pytest.raises(RuleError, match="vừa được người khác in"):
        certificate_prints.log_print(session, edition, batch, b"two", reason="", by=by, now=THEN)
    again = certificate_prints.gather(session, edition, chosen, unprinted_only=False, reason="kẹt giấy")
    certificate_prints.log_print(session, edition, again, b"three", reason="kẹt giấy", by=by, now=THEN)
    certificates.revoke(session, made[0], reason="sai tên", by=by, now=THEN)
    with pytest.raises(RuleError, match="thu hồi"):
        certificate_prints.log_print(session, edition, again, b"four", reason="kẹt giấy", by=by, now=THEN)
    assert len(session.scalars(select(CertificatePrint)).all()) == 2


def test_an_award_withdrawn_meanwhile_gets_no_paper(database: Database) -> None:
    """Whoever read the list before a withdrawal issues nothing for the withdrawn award."""
    with database.session(write=True) as session:
        edition = stkt(session)
        by = organiser(session)
        decided(session, edition, by=by)
        session.commit()
        awarded = award_lists.list_awards(session, edition)
        session.commit()
        with database.writing() as other:
            award = other.get_one(Award, awarded[0].id)
            awards.withdraw_award(other, award, reason="sao chép", by=by, now=THEN)
        made = certificates.issue(session, awarded, by=by, now=THEN)
        assert made
        assert awarded[0].id not in {one.award_id for one in made}
