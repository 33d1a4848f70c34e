"""What other modules and the entry may ask of identity."""

from bihuan.modules.identity.bookkeeping import note_use
from bihuan.modules.identity.interface.authentication import (
    CSRF_COOKIE,
    CSRF_HEADER,
    SESSION_COOKIE,
    SESSION_PREFIX,
    TOKEN_PREFIX,
    Credential,
    UseNotes,
    anonymous,
    authenticate,
    check_same_site,
    csrf_token,
    hash_token,
    new_token,
)
from bihuan.modules.identity.interface.directory import TxDirectory
from bihuan.modules.identity.interface.grants import check_grants, customers_of, read_grant, ready_roles
from bihuan.modules.identity.interface.organisation import Organisation, env_of, organisation, trees
from bihuan.modules.identity.interface.passwords import check_password, seal_password, verify_password
from bihuan.modules.identity.interface.people import (
    PersonFacts,
    folded_login,
    is_active,
    is_customers,
    main_department,
    people_facts,
    person_briefs,
    person_exists,
    rights_epoch,
    role_keys,
    roles_of,
    user_by_login,
)
from bihuan.modules.identity.interface.reaching import PersonContact, members_of, person_contact, subject_of_role
from bihuan.modules.identity.interface.scopes import check_scopes, narrowed, scope_names
from bihuan.modules.identity.interface.second_factor import matching_step, new_totp_secret, seal_totp, totp_address
from bihuan.modules.identity.interface.subjects import anchors_of, subject_of

__all__ = [
    "CSRF_COOKIE",
    "CSRF_HEADER",
    "SESSION_COOKIE",
    "SESSION_PREFIX",
    "TOKEN_PREFIX",
    "Credential",
    "Organisation",
    "PersonContact",
    "PersonFacts",
    "TxDirectory",
    "UseNotes",
    "anchors_of",
    "anonymous",
    "authenticate",
    "check_grants",
    "check_password",
    "check_same_site",
    "check_scopes",
    "csrf_token",
    "customers_of",
    "env_of",
    "folded_login",
    "hash_token",
    "is_active",
    "is_customers",
    "main_department",
    "matching_step",
    "members_of",
    "narrowed",
    "new_token",
    "new_totp_secret",
    "note_use",
    "organisation",
    "people_facts",
    "person_briefs",
    "person_contact",
    "person_exists",
    "read_grant",
    "ready_roles",
    "rights_epoch",
    "role_keys",
    "roles_of",
    "scope_names",
    "seal_password",
    "seal_totp",
    "subject_of",
    "subject_of_role",
    "totp_address",
    "trees",
    "user_by_login",
    "verify_password",
]
