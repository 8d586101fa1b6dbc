"""The words of the glossary that are stored as values: states, roles, kinds."""

from enum import StrEnum


class ContestType(StrEnum):
    """Which of the two contests an edition belongs to."""

    STKT = "stkt"
    YOUTH = "youth"


class Role(StrEnum):
    """What an account may do in one edition; entering needs no role."""

    SECRETARY = "secretary"
    ORGANISER = "organiser"
    JUDGE = "judge"


class AccountKind(StrEnum):
    """Who stands behind an account."""

    ADULT = "adult"
    TEACHER = "teacher"
    PUPIL = "pupil"
    STAFF = "staff"


class CodePurpose(StrEnum):
    """What a one-time code opens."""

    SIGN_IN = "sign_in"
    RESET = "reset"
    CONTACT = "contact"


class DeadlineRule(StrEnum):
    """By what a dossier is on time."""

    RECEIVED_AT = "received_at"
    POSTMARK_DATE = "postmark_date"


class DocumentKind(StrEnum):
    """The three decisions that make an edition lawful."""

    RULES = "rules"
    SCORING_REGULATION = "scoring_regulation"
    JURY_DECISION = "jury_decision"


class PhaseCode(StrEnum):
    """The phases of an edition, in order."""

    ENTRY = "entry"
    SCREENING = "screening"
    JUDGING = "judging"
    RANKING = "ranking"
    AWARD = "award"


class EntryState(StrEnum):
    """Where a dossier stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CORRECTION = "correction"
    VALID = "valid"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class TaskState(StrEnum):
    """How far a part of a dossier is."""

    DONE = "done"
    DOING = "doing"
    TODO = "todo"
    BLOCKED = "blocked"


class Channel(StrEnum):
    """How a dossier came."""

    ONLINE = "online"
    PAPER = "paper"


class EntrantKind(StrEnum):
    """Whether persons enter for themselves or a unit enters."""

    PERSON = "person"
    ORGANISATION = "organisation"


class FileState(StrEnum):
    """What is known of an attachment."""

    RECEIVED = "received"
    READY = "ready"
    REFUSED = "refused"


class JobState(StrEnum):
    """Where a job of the worker stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class ConsentScope(StrEnum):
    """What a person agrees to, each on its own."""

    TAKE_PART = "take_part"
    PUBLISH_NAME = "publish_name"
    PUBLISH_PHOTO = "publish_photo"
    FORWARD = "forward"


class ConsentGiver(StrEnum):
    """Who gave a consent."""

    AUTHOR = "author"
    GUARDIAN = "guardian"


class UnitKind(StrEnum):
    """Kinds of administrative and entering units."""

    PROVINCE = "province"
    COMMUNE = "commune"
    SCHOOL = "school"
    AGENCY = "agency"
    ENTERPRISE = "enterprise"
    UNION = "union"


class RecipientKind(StrEnum):
    """Who receives an award."""

    ENTRY = "entry"
    PERSON = "person"
    COLLECTIVE = "collective"


class Tier(StrEnum):
    """Tiers of prizes and kinds of honours."""

    SPECIAL = "special"
    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    CONSOLATION = "consolation"
    THEMATIC = "thematic"
    MOVEMENT = "movement"
    HONOUR = "honour"


class CertificateState(StrEnum):
    """Whether a certificate stands."""

    VALID = "valid"
    REPLACED = "replaced"
    REVOKED = "revoked"


class JudgeState(StrEnum):
    """What a judge answered to the invitation."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class PanelRole(StrEnum):
    """What a judge is in a panel."""

    CHAIR = "chair"
    SECRETARY = "secretary"
    MEMBER = "member"


class ConflictSource(StrEnum):
    """Who said that a judge and an entry are in conflict."""

    DECLARED = "declared"
    ORGANISER = "organiser"
    DETECTED = "detected"


class AssignmentState(StrEnum):
    """Whether a judge still has an assigned entry."""

    ACTIVE = "active"
    RECUSED = "recused"
    REMOVED = "removed"


class SheetState(StrEnum):
    """Where a score sheet stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    LOCKED = "locked"
