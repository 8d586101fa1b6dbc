"""Dossiers: load an edition's rules and an entry's rows as the facts that rules know."""

from contest.models.attachments import Attachment
from contest.models.consents import Consent
from contest.models.editions import Edition
from contest.models.entries import Entry
from contest.models.people import Author
from contest.rules import access
from contest.rules.access import Viewer
from contest.rules.completeness import WorkingCopy
from contest.rules.consents import ConsentFacts
from contest.rules.dossiers import AttachmentFacts, DossierFacts, EntrantFacts, SectionFacts
from contest.rules.entries import EditionRules, SectionRule, SlotRule, Standing
from contest.rules.kinds import EntryState, FileState
from contest.rules.people import AuthorFacts, SupervisorFacts


def rules_of(edition: Edition, *, english: bool = False) -> EditionRules:
    """Return what an edition's rule book says about dossiers, with labels in Vietnamese or English."""

    def name(vietnamese: str, translated: str) -> str:
        return translated if english and translated else vietnamese

    return EditionRules(
        contest_type=edition.contest_type,
        birth_from=edition.birth_from,
        birth_to=edition.birth_to,
        max_authors=edition.max_authors,
        eligible_from_year=edition.eligible_from_year,
        minors=edition.minors,
        organisers_may_enter=edition.organisers_may_enter,
        has_divisions=bool(edition.divisions),
        sections=tuple(
            SectionRule(s.code, name(s.label, s.label_en), s.max_words, s.required) for s in edition.sections
        ),
        slots=tuple(SlotRule(s.code, name(s.label, s.label_en), s.required) for s in edition.slots),
    )


def standing_of(entry: Entry, by: Viewer) -> Standing:
    """Return where an entry stands towards somebody who wants to write in it."""
    return Standing(
        state=entry.state,
        opens_at=entry.edition.opens_at,
        closes_at=entry.edition.closes_at,
        correction_due=entry.correction_due,
        channel=entry.channel,
        by_desk=access.may_screen(by, entry.edition_id),
        judging_begun=entry.judging_begun_at is not None,
    )


def state_for_others(entry: Entry) -> EntryState:
    """Return the state that decides what others than the owner see: never submitted, it stays a draft if withdrawn."""
    if entry.state is EntryState.WITHDRAWN and entry.current_submission is None:
        return EntryState.DRAFT
    return entry.state


def author_facts(author: Author) -> AuthorFacts:
    """Return an author as rules know them."""
    return AuthorFacts(**{name: getattr(author, name) for name in AuthorFacts.__dataclass_fields__})


def consent_facts(consent: Consent) -> ConsentFacts:
    """Return a consent as rules know it."""
    return ConsentFacts(consent.scope, consent.giver, consent.withdrawn_at is None)


def live_attachments(entry: Entry) -> list[Attachment]:
    """Return the files that count: neither removed nor refused."""
    return [a for a in entry.attachments if a.removed_at is None and a.state is not FileState.REFUSED]


def facts_of(entry: Entry) -> DossierFacts:
    """Return the working copy of an entry as facts, ready to be frozen."""
    written = {text.section_code: text.text for text in entry.texts}
    slots = {slot.code: slot.label for slot in entry.edition.slots}
    field, division = entry.chosen_field, entry.division
    return DossierFacts(
        title=entry.title,
        short_title=entry.short_title,
        field_code=field.code if field else "",
        field_name=field.name if field else "",
        division_code=division.code if division else "",
        division_name=division.name if division else "",
        made_month=entry.made_month,
        made_year=entry.made_year,
        place_of_use=entry.place_of_use,
        deployment=entry.deployment,
        prior_awards=entry.prior_awards,
        entrant=EntrantFacts(
            kind=entry.entrant_kind,
            unit_name=entry.unit_name,
            address=entry.address,
            phone=entry.phone,
            email=entry.email,
            representative=entry.representative,
            commune_name=entry.commune_name,
        ),
        sections=tuple(
            SectionFacts(s.code, s.label, written.get(s.code, ""), s.criterion_code) for s in entry.edition.sections
        ),
        authors=tuple(author_facts(author) for author in entry.authors),
        supervisors=tuple(SupervisorFacts(s.full_name, s.phone, s.subject, s.workplace) for s in entry.supervisors),
        attachments=tuple(
            AttachmentFacts(a.public_id, a.slot_code, slots.get(a.slot_code, ""), a.file_name, a.kind, a.size, a.sha256)
            for a in live_attachments(entry)
        ),
    )


def working_copy(entry: Entry) -> WorkingCopy:
    """Return the working copy of an entry with what is still marked "later" and the consents of its authors."""
    return WorkingCopy(
        facts=facts_of(entry),
        unfinished=frozenset(text.section_code for text in entry.texts if not text.is_finished),
        consents={author.id: tuple(consent_facts(c) for c in author.consents) for author in entry.authors},
    )
