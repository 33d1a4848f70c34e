"""What can be asked about people and rights, and what then has happened.

Streams: `user:<id>` (profile, state), `access:<id>` (sign-ins, credentials, tokens), `department:`, `area:`,
`skill:` and `team:<id>`, `role:<key>`, `confidential:<ticket type>`.
Secrets travel sealed with the tenant's key or as a hash of something random: a ledger is read by others one day.
"""

from collections.abc import Mapping
from dataclasses import field

from bihuan.core.late import dataclass
from bihuan.core.values import Instant, JsonObject

ORG_KINDS = ("department", "area", "skill", "team")


# --- commands: people ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CreateUser:
    """Add a person. The first of `departments` is the main one; `skills` are levels 1-5 by skill id.

    `customer` is the company of a customer's contact. `password` is sealed (`interface.seal_password`); the person
    must change it at the first sign-in when `password_expires`. `user` is the new id, if the caller draws it.
    """

    name: str
    login: str | None = None
    phone: str | None = None
    email: str | None = None
    language: str = "zh"
    departments: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    skills: Mapping[str, int] = field(default_factory=dict)
    areas: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    customer: str | None = None
    manager: str | None = None
    password: str | None = None
    password_expires: bool = False
    user: str | None = None


@dataclass(frozen=True, slots=True)
class ChangeUser:
    """Set the named fields of a profile, each as a whole; what is not named stays."""

    user: str
    changes: JsonObject


@dataclass(frozen=True, slots=True)
class DeactivateUser:
    """The person has left: every session and token ends at once, their name stays in the histories."""

    user: str


@dataclass(frozen=True, slots=True)
class ReactivateUser:
    """The person is back, with the roles they had; they sign in anew."""

    user: str


@dataclass(frozen=True, slots=True)
class EraseUser:
    """Erase everything personal about somebody for good. The chain stays valid; histories show 已删除."""

    user: str
    reason: str


@dataclass(frozen=True, slots=True)
class AppointDeputies:
    """Who stands in for `user`, first choice first: {"deputy": id, "from": instant, "until": instant} each.

    `types` (ticket types) and `roles` narrow it where they are given; `away`: only on days of leave between the two.
    """

    user: str
    deputies: tuple[JsonObject, ...]


# --- commands: organisation and rights ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SaveOrgUnit:
    """Make or change a department, area, skill or team (`kind`). Areas and departments have a `parent`.

    `head` leads a department or team. `id` None makes a new one.
    """

    kind: str
    name: str
    id: str | None = None
    parent: str | None = None
    head: str | None = None


@dataclass(frozen=True, slots=True)
class RemoveOrgUnit:
    """Take one away. Refused while something is below it or somebody belongs to it."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class SaveRole:
    """Make or change a role: `grants` as data (docs/rights.md). `second_factor`: who has it signs in in two steps."""

    key: str
    label: Mapping[str, str]
    grants: tuple[JsonObject, ...]
    second_factor: bool = False


@dataclass(frozen=True, slots=True)
class RemoveRole:
    """Take a role away. Refused while somebody has it."""

    key: str


@dataclass(frozen=True, slots=True)
class InstallReadyRoles:
    """Add the roles that ship with Bihuan and renew those that nobody changed here."""


@dataclass(frozen=True, slots=True)
class SetTypeConfidential:
    """Whether tickets of `type` are seen only by roles that name it. Sent by whoever owns ticket types."""

    type: str
    confidential: bool


# --- commands: credentials ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SetPassword:
    """A new sealed password. Every session ends except `keep_session`. `expires`: to be changed at next sign-in.

    `replaces` is the sealed password that was proven a moment ago; None when an administrator sets it.
    """

    user: str
    password: str
    replaces: str | None = None
    expires: bool = False
    keep_session: str | None = None


@dataclass(frozen=True, slots=True)
class InviteUser:
    """Let `user` choose his own password by a link that is good until `until` (ms); earlier links end."""

    user: str
    until: Instant


@dataclass(frozen=True, slots=True)
class AcceptInvitation:
    """The person behind the link chose a sealed password. Sent by the route that proved the link only.

    `no` and `until` are what the link vouches for (`interface.Invitation`).
    """

    user: str
    no: int
    until: Instant
    password: str


@dataclass(frozen=True, slots=True)
class EnrolTotp:
    """A sealed second-factor secret; it counts only once a code has confirmed it."""

    user: str
    secret: str


@dataclass(frozen=True, slots=True)
class ConfirmTotp:
    """A code of time step `step` was right: from now on sign-ins need one. `recovery`: as in `SetRecoveryCodes`."""

    user: str
    step: int
    recovery: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SetRecoveryCodes:
    """Codes that open once each in the place of the second factor, as keyed hashes; earlier ones are void."""

    user: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DisableTotp:
    """No second factor any more."""

    user: str


@dataclass(frozen=True, slots=True)
class OpenSession:
    """The sign-in was proven against `password` (sealed, as stored). Sent by the sign-in route only.

    `token_hash` is SHA-256 of the token, hex. The session ends after `idle_ms` without use, at `expires` in any
    case. `totp_step` is the time step of the code that was given, `recovery` the hash of the recovery code.
    """

    user: str
    token_hash: str
    password: str
    idle_ms: int
    expires: Instant
    totp_step: int | None = None
    recovery: str | None = None


@dataclass(frozen=True, slots=True)
class CloseSessions:
    """End one session (`session`), or all but `keep`."""

    user: str
    session: str | None = None
    keep: str | None = None


@dataclass(frozen=True, slots=True)
class CreateToken:
    """An API token of `user`, narrowed to `scopes`; `token_hash` is SHA-256 of it, hex. `expires` None = never."""

    user: str
    name: str
    token_hash: str
    scopes: tuple[str, ...]
    expires: Instant | None = None


@dataclass(frozen=True, slots=True)
class RevokeToken:
    """The token stops working at once."""

    user: str
    token: str


# --- events -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UserSaved:
    """A profile as a whole; `changed` names what is new in it. Erased, the personal fields are None."""

    name: str | None
    login: str | None = None
    phone: str | None = None
    email: str | None = None
    language: str = "zh"
    departments: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    skills: Mapping[str, int] = field(default_factory=dict)
    areas: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    customer: str | None = None
    manager: str | None = None
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UserLeft:
    """Nothing works any more for this person."""


@dataclass(frozen=True, slots=True)
class UserReturned:
    """The person is active again."""


@dataclass(frozen=True, slots=True)
class UserErased:
    """Everything personal in this stream is gone since."""

    reason: str


@dataclass(frozen=True, slots=True)
class DeputiesAppointed:
    """The whole list, replacing the one before."""

    deputies: tuple[JsonObject, ...]


@dataclass(frozen=True, slots=True)
class OrgUnitSaved:
    """A department, area, skill or team as a whole; its kind is that of the stream."""

    name: str
    parent: str | None = None
    head: str | None = None


@dataclass(frozen=True, slots=True)
class OrgUnitRemoved:
    """It is offered no more."""


@dataclass(frozen=True, slots=True)
class RoleSaved:
    """A role as a whole. `ready`: it is as it shipped. `second_factor`: who has it must sign in in two steps."""

    label: Mapping[str, str]
    grants: tuple[JsonObject, ...]
    ready: bool = False
    second_factor: bool = False


@dataclass(frozen=True, slots=True)
class RoleRemoved:
    """Nobody can have it any more."""


@dataclass(frozen=True, slots=True)
class TypeConfidentialitySet:
    """Whether a ticket type is confidential."""

    confidential: bool


@dataclass(frozen=True, slots=True)
class PasswordSet:
    """A new password, sealed."""

    password: str | None
    expires: bool = False


@dataclass(frozen=True, slots=True)
class UserInvited:
    """The person may choose a password until then; an invitation before this one is void."""

    until: Instant


@dataclass(frozen=True, slots=True)
class TotpEnrolled:
    """A second factor awaits its first code."""

    secret: str | None


@dataclass(frozen=True, slots=True)
class TotpConfirmed:
    """Sign-ins need a code from now on; codes up to `step` are used up."""

    step: int


@dataclass(frozen=True, slots=True)
class RecoveryCodesMade:
    """These open once each in the place of the second factor: keyed hashes, replacing those before."""

    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TotpDisabled:
    """The password alone is enough again."""


@dataclass(frozen=True, slots=True)
class SessionOpened:
    """Signed in. Sessions in `ended` were over already. Address and device lie beside the event, erasably.

    `recovery`: the recovery code that was used up. `must_enrol`: nothing works in it until there is a second factor.
    """

    session: str
    token_hash: str
    idle_ms: int
    expires: Instant
    totp_step: int | None = None
    ended: tuple[str, ...] = ()
    recovery: str | None = None
    must_enrol: bool = False


@dataclass(frozen=True, slots=True)
class SessionsClosed:
    """These sessions ended; `why` is signed_out, revoked, password, second_factor, left or erased."""

    sessions: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class TokenCreated:
    """A program may act for this person within `scopes`."""

    token: str
    name: str
    token_hash: str
    scopes: tuple[str, ...]
    expires: Instant | None = None


@dataclass(frozen=True, slots=True)
class TokensRevoked:
    """These tokens stopped working."""

    tokens: tuple[str, ...]


EVENTS: tuple[type, ...] = (
    UserSaved,
    UserLeft,
    UserReturned,
    UserErased,
    DeputiesAppointed,
    OrgUnitSaved,
    OrgUnitRemoved,
    RoleSaved,
    RoleRemoved,
    TypeConfidentialitySet,
    PasswordSet,
    UserInvited,
    TotpEnrolled,
    TotpConfirmed,
    RecoveryCodesMade,
    TotpDisabled,
    SessionOpened,
    SessionsClosed,
    TokenCreated,
    TokensRevoked,
)
PERSONAL: dict[type, tuple[str, ...]] = {
    UserSaved: ("name", "login", "phone", "email"),
    PasswordSet: ("password",),
    TotpEnrolled: ("secret",),
}


def user_stream(user: str) -> str:
    """The stream of a person's profile."""
    return f"user:{user}"
