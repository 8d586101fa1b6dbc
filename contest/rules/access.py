"""Who may do what: one-question predicates that guards and templates share."""

from dataclasses import dataclass, field

from contest.rules.kinds import AccountKind, Channel, EntryState, Role


@dataclass(frozen=True)
class Viewer:
    """The person behind a request, as the guards see them."""

    id: int = 0
    name: str = ""
    kind: AccountKind | None = None
    language: str = ""
    is_admin: bool = False
    sign_in_id: int = 0
    roles: frozenset[tuple[int, Role]] = field(default_factory=frozenset)

    # Flask-Login asks these of its user object.
    @property
    def is_authenticated(self) -> bool:
        """Say whether somebody is signed in."""
        return self.id != 0

    @property
    def is_active(self) -> bool:
        """Say whether the account may be used; disabled ones are never loaded."""
        return self.is_authenticated

    @property
    def is_anonymous(self) -> bool:
        """Say whether nobody is signed in."""
        return self.id == 0

    def get_id(self) -> str:
        """Return the account's number as text."""
        return str(self.id)


NOBODY = Viewer()


def may_organise(viewer: Viewer, edition_id: int) -> bool:
    """Say whether the viewer runs this edition: rule book, panels, prizes, decisions, certificates."""
    return viewer.is_admin or (edition_id, Role.ORGANISER) in viewer.roles


def may_screen(viewer: Viewer, edition_id: int) -> bool:
    """Say whether the viewer works at the intake desk of this edition."""
    return may_organise(viewer, edition_id) or (edition_id, Role.SECRETARY) in viewer.roles


def may_administer(viewer: Viewer) -> bool:
    """Say whether the viewer runs the installation: new editions, roles, accounts."""
    return viewer.is_admin


def may_issue_code(viewer: Viewer, edition_id: int, *, is_admin: bool, roles: frozenset[tuple[int, Role]]) -> bool:
    """Say whether the viewer may hand out a sign-in code for an account with these rights.

    A code opens the account, so an organiser gives none for an admin or for the staff and judges of an edition of
    others.
    """
    if viewer.is_admin:
        return True
    elsewhere = any(not may_organise(viewer, number) for number, _ in roles)
    return may_organise(viewer, edition_id) and not is_admin and not elsewhere


def is_staff(viewer: Viewer) -> bool:
    """Say whether the viewer has an office page at all."""
    return viewer.is_admin or any(role in (Role.ORGANISER, Role.SECRETARY) for _, role in viewer.roles)


def is_judge(viewer: Viewer) -> bool:
    """Say whether the viewer judges any edition."""
    return any(role is Role.JUDGE for _, role in viewer.roles)


def may_judge(viewer: Viewer, edition_id: int) -> bool:
    """Say whether the viewer holds the role of a judge in this edition; the guards ask for the seat as well."""
    return (edition_id, Role.JUDGE) in viewer.roles


def may_see_dossier(viewer: Viewer, *, owner_id: int, edition_id: int, state: EntryState, channel: Channel) -> bool:
    """Say whether the viewer may open an entry: its owner always, the desk once it is submitted.

    A draft is visible to nobody but its owner, except a paper dossier that the desk itself enters.
    """
    if viewer.is_anonymous:
        return False
    if viewer.id == owner_id:
        return True
    return may_screen(viewer, edition_id) and (state is not EntryState.DRAFT or channel is Channel.PAPER)


def may_edit_dossier(viewer: Viewer, *, owner_id: int, edition_id: int, channel: Channel) -> bool:
    """Say whether the viewer may write in an entry: its owner, or the desk in a paper dossier."""
    if viewer.is_anonymous:
        return False
    return viewer.id == owner_id or (channel is Channel.PAPER and may_screen(viewer, edition_id))
