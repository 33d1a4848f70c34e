"""Every route as every kind of caller: who may, who may not, and for whom it does not exist (semantics §8)."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.http.portal_requests import ROUTES as PORTAL
from tests.http.requests import REQUESTS, request_for
from tests.http.world import API, World

SCHEMA = Path(__file__).parents[2] / "spec" / "openapi.json"

pytestmark = pytest.mark.req("INT-7.api", "API-1", "AUD-3", "AUD-4", "TEN-1")

CALLERS = (
    *("admin", "desk", "dispatcher", "engineer", "engineer2", "lead", "lead2", "approver", "auditor"),
    *("requester", "requester2", "outsider", "token", "nobody"),
)
# The ticket is the requester's and the engineer's work; it stands in 苏州. engineer2 and lead2 are of 无锡, requester2
# is of another company, outsider has a token of another tenant, token is the admin's, narrowed to tickets:read.
# ok: done. 403: he sees it and is told why not. 404: for him there is no such thing. 401: who are you?
TABLE = """
                                                            adm dsk dis eng en2 led le2 app aud req rq2 out tok nob
# the process and oneself
GET /healthz                                                ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
GET /readyz                                                 ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
GET /events                                                 ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 ok  401
GET /welcome                                                ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 ok  ok
GET /upkeep                                                 ok  404 404 404 404 404 404 404 404 404 404 404 403 401
POST /recovery/phrase                                       409 404 404 404 404 404 404 404 404 404 404 404 403 401
POST /recovery/confirm                                      409 404 404 404 404 404 404 404 404 404 404 404 403 401
POST /companies                                             404 404 404 404 404 404 404 404 404 404 404 404 403 401
POST /demo/clear                                            404 404 404 404 404 404 404 404 404 404 404 404 403 401
GET /company                                                ok  404 404 404 404 404 404 404 404 404 404 404 404 401
PUT /company                                                ok  404 404 404 404 404 404 404 404 404 404 404 404 401
PUT /company/logo                                           ok  404 404 404 404 404 404 404 404 404 404 404 404 401
DELETE /company/logo                                        ok  404 404 404 404 404 404 404 404 404 404 404 404 401
GET /features                                               ok  404 404 404 404 404 404 404 404 404 404 404 404 401
PUT /features/{key}                                         ok  404 404 404 404 404 404 404 404 404 404 404 404 401
GET /portal/company                                         ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 ok  ok
GET /portal/logo/{digest}                                   404 404 404 404 404 404 404 404 404 404 404 404 404 404
GET /bundles                                                ok  404 404 404 404 404 404 404 404 404 404 404 403 401
POST /bundles/{key}/apply                                   404 404 404 404 404 404 404 404 404 404 404 404 403 401
POST /bundles/{key}/switch-off                              404 404 404 404 404 404 404 404 404 404 404 404 403 401
GET /configuration/export                                   ok  404 404 404 404 404 404 404 404 404 404 404 403 401
POST /configuration/plan                                    ok  404 404 404 404 404 404 404 404 404 404 404 403 401
POST /configuration/apply                                   409 404 404 404 404 404 404 404 404 404 404 404 403 401
GET /configuration/history                                  ok  404 404 404 404 404 404 404 404 404 404 404 403 401
GET /configuration/history/{application}/roll-back          404 404 404 404 404 404 404 404 404 404 404 404 403 401
POST /configuration/history/{application}/roll-back         404 404 404 404 404 404 404 404 404 404 404 404 403 401
GET /ledger/public-key                                      ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 ok  ok
GET /ledger/checkpoint                                      ok  404 404 404 404 404 404 404 ok  404 404 404 404 401
GET /ledger/proof/{event}                                   ok  404 404 404 404 404 404 404 ok  404 404 404 404 401
GET /retention                                              ok  404 404 404 404 404 404 404 404 404 404 404 404 401
PUT /retention/types/{type_key}                             422 404 404 404 404 404 404 404 404 404 404 404 404 401
POST /retention/holds                                       404 404 404 404 404 404 404 404 404 404 404 404 404 401
POST /retention/holds/{ticket}/lift                         404 404 404 404 404 404 404 404 404 404 404 404 404 401
PUT /retention/purging                                      ok  404 404 404 404 404 404 404 404 404 404 404 404 401
POST /retention/purge                                       ok  404 404 404 404 404 404 404 404 404 404 404 404 401
GET /trace/drill                                            ok  404 404 404 404 404 404 404 ok  404 404 404 404 401
GET /tickets/{key}/review                                   404 404 404 404 404 404 404 404 404 404 404 404 404 401
PUT /tickets/{key}/review                                   404 404 404 404 404 404 404 404 404 404 404 404 404 401
PUT /tickets/{key}/review/measures/{measure}                404 404 404 404 404 404 404 404 404 404 404 404 404 401
GET /tables                                                 ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 ok  401
POST /tables                                                422 404 404 404 404 404 404 404 404 404 404 404 404 401
GET /tables/{table}                                         404 404 404 404 404 404 404 404 404 404 404 404 404 401
GET /tables/{table}/fields                                  404 404 404 404 404 404 404 404 404 404 404 404 404 401
GET /tables/{table}/form                                    404 404 404 404 404 404 404 404 404 404 404 404 404 401
POST /tables/{table}/archive                                404 404 404 404 404 404 404 404 404 404 404 404 404 401
POST /tables/{table}/restore                                404 404 404 404 404 404 404 404 404 404 404 404 404 401
GET /tables/{table}/records                                 404 404 404 404 404 404 404 404 404 404 404 404 404 401
POST /tables/{table}/records                                404 404 404 404 404 404 404 404 404 404 404 404 404 401
GET /tables/{table}/choices                                 404 404 404 404 404 404 404 404 404 404 404 404 404 401
GET /tables/{table}/export                                  404 404 404 404 404 404 404 404 404 404 404 404 404 401
POST /tables/{table}/import                                 404 404 404 404 404 404 404 404 404 404 404 404 404 401
GET /tables/{table}/records/{record}                        404 404 404 404 404 404 404 404 404 404 404 404 404 401
PATCH /tables/{table}/records/{record}                      404 404 404 404 404 404 404 404 404 404 404 404 404 401
POST /tables/{table}/records/{record}/archive               404 404 404 404 404 404 404 404 404 404 404 404 404 401
POST /tables/{table}/records/{record}/restore               404 404 404 404 404 404 404 404 404 404 404 404 404 401
POST /tables/{table}/records/{record}/erase                 404 404 404 404 404 404 404 404 404 404 404 404 404 401
GET /tables/{table}/records/{record}/history                404 404 404 404 404 404 404 404 404 404 404 404 404 401
GET /tables/{table}/records/{record}/free                   404 404 404 404 404 404 404 404 404 404 404 404 404 401
GET /erasures                                               ok  404 404 404 404 404 404 404 ok  404 404 404 404 401
POST /erasures/preview                                      404 404 404 404 404 404 404 404 403 404 404 404 404 401
POST /erasures                                              404 404 404 404 404 404 404 404 403 404 404 404 404 401
PUT /erasures/backups                                       ok  404 404 404 404 404 404 404 403 404 404 404 404 401
GET /health                                                 ok  404 404 404 404 404 404 404 404 404 404 404 403 401
POST /health/followers/{follower_id}/retry                  409 404 404 404 404 404 404 404 404 404 404 404 403 401
POST /health/search/rebuild                                 ok  404 404 404 404 404 404 404 404 404 404 404 403 401
GET /witness                                                ok  404 404 404 404 404 404 404 ok  404 404 404 404 401
POST /witness/destinations                                  ok  404 404 404 404 404 404 404 403 404 404 404 404 401
PUT /witness/destinations/{witness}                         404 404 404 404 404 404 404 404 403 404 404 404 404 401
DELETE /witness/destinations/{witness}                      404 404 404 404 404 404 404 404 403 404 404 404 404 401
PUT /witness/plan                                           ok  404 404 404 404 404 404 404 403 404 404 404 404 401
POST /witness/send                                          409 404 404 404 404 404 404 404 403 404 404 404 404 401
POST /witness/departures/{departure}/retry                  404 404 404 404 404 404 404 404 403 404 404 404 404 401
GET /witness/departures/{departure}/note                    404 404 404 404 404 404 404 404 404 404 404 404 404 401
GET /witness/departures/{departure}/token                   404 404 404 404 404 404 404 404 404 404 404 404 404 401
GET /sessions                                               ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 403 401
POST /sessions                                              ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 ok  ok
POST /invitations                                           404 404 404 404 404 404 404 404 404 404 404 404 404 404
POST /invitations/accept                                    404 404 404 404 404 404 404 404 404 404 404 404 404 404
POST /invitations/codes                                     404 404 404 404 404 404 404 404 404 404 404 404 404 404
POST /invitations/codes/check                               404 404 404 404 404 404 404 404 404 404 404 404 404 404
GET /me                                                     ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 ok  401
GET /me/deputies                                            ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 ok  401
PATCH /me                                                   ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 403 401
PUT /me/deputies                                            ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 403 401
POST /me/password                                           403 403 403 403 403 403 403 403 403 403 403 404 403 401
POST /me/totp/disable                                       403 403 403 403 403 403 403 403 403 403 403 404 403 401
POST /me/recovery-codes                                     403 403 403 403 403 403 403 403 403 403 403 404 403 401
POST /me/totp                                               ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 403 401
POST /me/totp/confirm                                       422 422 422 422 422 422 422 422 422 422 422 404 403 401
DELETE /sessions                                            ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 403 401
DELETE /sessions/current                                    ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 403 401
DELETE /sessions/{session_id}                               404 404 404 404 404 404 404 404 404 404 404 404 403 401
GET /tokens                                                 ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 403 401
POST /tokens                                                ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 403 401
DELETE /tokens/{token_id}                                   ok  403 403 ok  403 403 403 403 403 404 404 404 403 401
# people and organisation
GET /users                                                  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 ok  401
POST /users                                                 ok  403 403 403 403 403 403 403 403 404 404 404 404 401
GET /users/{user_id}                                        ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 404 401
GET /users/{user_id} [left]                                 404 404 404 404 404 404 404 404 404 404 404 404 404 401
GET /users/{user_id}/deputies                               ok  403 403 ok  403 ok  403 403 403 404 404 404 404 401
PUT /users/{user_id}/deputies                               ok  403 403 ok  403 ok  403 403 403 404 404 404 404 401
PATCH /users/{user_id}                                      ok  403 403 403 403 403 403 403 403 404 404 404 404 401
POST /users/{user_id}/reveal                                ok  ok  403 403 403 403 403 403 403 404 404 404 404 401
POST /users/{user_id}/deactivate                            ok  403 403 403 403 403 403 403 403 404 404 404 404 401
POST /users/{user_id}/reactivate                            ok  403 403 403 403 403 403 403 403 404 404 404 404 401
POST /users/{user_id}/erase                                 ok  403 403 403 403 403 403 403 403 404 404 404 404 401
POST /users/{user_id}/password                              ok  403 403 403 403 403 403 403 403 404 404 404 404 401
POST /users/{user_id}/invitation                            ok  403 403 403 403 403 403 403 403 404 404 404 403 401
DELETE /users/{user_id}/totp                                ok  403 403 403 403 403 403 403 403 404 404 404 403 401
DELETE /users/{user_id}/sessions                            ok  403 403 403 403 403 403 403 403 404 404 404 403 401
GET /roles                                                  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 404 401
GET /roles/{key}                                            ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 404 401
PUT /roles/{key}                                            ok  403 403 403 403 403 403 403 403 404 404 404 404 401
DELETE /roles/{key}                                         ok  403 403 403 403 403 403 403 403 404 404 404 404 401
POST /roles/{key}/view                                      ok  403 403 403 403 403 403 403 403 404 404 404 403 401
GET /departments                                            ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 404 401
POST /departments                                           ok  403 403 403 403 403 403 403 403 404 404 404 404 401
GET /departments/{unit_id}                                  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 404 401
PUT /departments/{unit_id}                                  ok  403 403 403 403 403 403 403 403 404 404 404 404 401
DELETE /departments/{unit_id}                               ok  403 403 403 403 403 403 403 403 404 404 404 404 401
GET /areas                                                  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 404 401
POST /areas                                                 ok  403 403 403 403 403 403 403 403 404 404 404 404 401
GET /areas/{unit_id}                                        ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 404 401
PUT /areas/{unit_id}                                        ok  403 403 403 403 403 403 403 403 404 404 404 404 401
DELETE /areas/{unit_id}                                     ok  403 403 403 403 403 403 403 403 404 404 404 404 401
GET /skills                                                 ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 404 401
POST /skills                                                ok  403 403 403 403 403 403 403 403 404 404 404 404 401
GET /skills/{unit_id}                                       ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 404 401
PUT /skills/{unit_id}                                       ok  403 403 403 403 403 403 403 403 404 404 404 404 401
DELETE /skills/{unit_id}                                    ok  403 403 403 403 403 403 403 403 404 404 404 404 401
GET /teams                                                  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 404 401
POST /teams                                                 ok  403 403 403 403 403 403 403 403 404 404 404 404 401
GET /teams/{unit_id}                                        ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 404 401
PUT /teams/{unit_id}                                        ok  403 403 403 403 403 403 403 403 404 404 404 404 401
DELETE /teams/{unit_id}                                     ok  403 403 403 403 403 403 403 403 404 404 404 404 401
# files
POST /files                                                 ok  ok  ok  ok  ok  ok  ok  ok  403 ok  ok  404 404 401
POST /files/content                                         ok  ok  ok  ok  ok  ok  ok  ok  403 ok  ok  404 404 401
PATCH /files/{file_id}                                      404 404 404 ok  404 404 404 404 404 404 404 404 404 401
HEAD /files/{file_id}                                       404 404 404 ok  404 404 404 404 404 404 404 404 404 401
DELETE /files/{file_id}                                     404 404 404 ok  404 404 404 404 404 404 404 404 404 401
GET /files/{file_id}                                        ok  ok  ok  ok  404 ok  404 404 ok  ok  404 404 ok  401
GET /files/{file_id}/facts                                  ok  ok  ok  ok  404 ok  404 404 ok  ok  404 404 ok  401
GET /files/{file_id}/thumbnail                              ok  ok  ok  ok  404 ok  404 404 ok  ok  404 404 ok  401
POST /files/{file_id}/erase                                 ok  404 404 403 404 404 404 404 403 404 404 404 404 401
# customers and devices
GET /customers                                              ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 ok  401
POST /customers                                             ok  ok  403 403 403 403 403 403 403 404 404 404 404 401
GET /customers/{record_id}                                  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 401
PATCH /customers/{record_id}                                ok  ok  403 403 403 403 403 403 403 404 404 404 404 401
POST /customers/{record_id}/archive                         ok  ok  403 403 403 403 403 403 403 404 404 404 404 401
POST /customers/{record_id}/restore                         ok  ok  403 403 403 403 403 403 403 404 404 404 404 401
POST /customers/{record_id}/erase                           ok  403 403 403 403 403 403 403 403 404 404 404 404 401
POST /customers/{record_id}/reveal                          ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 401
GET /customers/{parent_id}/contacts                         ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 401
POST /customers/{parent_id}/contacts                        ok  ok  403 403 403 403 403 403 403 404 404 404 404 401
GET /customers/{parent_id}/contacts/{record_id}             ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 404 401
PATCH /customers/{parent_id}/contacts/{record_id}           ok  ok  403 403 403 403 403 403 403 404 404 404 404 401
POST /customers/{parent_id}/contacts/{record_id}/archive    ok  ok  403 403 403 403 403 403 403 404 404 404 404 401
POST /customers/{parent_id}/contacts/{record_id}/restore    ok  ok  403 403 403 403 403 403 403 404 404 404 404 401
POST /customers/{parent_id}/contacts/{record_id}/erase      ok  403 403 403 403 403 403 403 403 404 404 404 404 401
POST /customers/{parent_id}/contacts/{record_id}/reveal     ok  ok  ok  ok  ok  ok  ok  403 403 404 404 404 404 401
GET /customers/{parent_id}/sites                            ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 401
POST /customers/{parent_id}/sites                           ok  ok  403 403 403 403 403 403 403 403 404 404 404 401
GET /customers/{parent_id}/sites/{record_id}                ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 401
PATCH /customers/{parent_id}/sites/{record_id}              ok  ok  403 403 403 403 403 403 403 403 404 404 404 401
POST /customers/{parent_id}/sites/{record_id}/archive       ok  ok  403 403 403 403 403 403 403 403 404 404 404 401
POST /customers/{parent_id}/sites/{record_id}/restore       ok  ok  403 403 403 403 403 403 403 403 404 404 404 401
POST /customers/{parent_id}/sites/{record_id}/erase         ok  403 403 403 403 403 403 403 403 403 404 404 404 401
POST /customers/{parent_id}/sites/{record_id}/reveal        ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 401
GET /customers/{parent_id}/contracts                        ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 401
POST /customers/{parent_id}/contracts                       ok  403 403 403 403 403 403 403 403 404 404 404 404 401
GET /customers/{parent_id}/contracts/{record_id}            ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 404 401
PATCH /customers/{parent_id}/contracts/{record_id}          ok  403 403 403 403 403 403 403 403 404 404 404 404 401
POST /customers/{parent_id}/contracts/{record_id}/archive   ok  403 403 403 403 403 403 403 403 404 404 404 404 401
POST /customers/{parent_id}/contracts/{record_id}/restore   ok  403 403 403 403 403 403 403 403 404 404 404 404 401
POST /customers/{parent_id}/contracts/{record_id}/erase     ok  403 403 403 403 403 403 403 403 404 404 404 404 401
POST /customers/{parent_id}/contracts/{record_id}/reveal    ok  ok  ok  404 404 ok  ok  ok  ok  404 404 404 404 401
GET /devices                                                ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 ok  401
POST /devices                                               ok  ok  403 403 403 403 403 403 403 404 404 404 404 401
GET /devices/{record_id}                                    ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 401
PATCH /devices/{record_id}                                  ok  ok  403 403 403 403 403 403 403 403 404 404 404 401
POST /devices/{record_id}/archive                           ok  ok  403 403 403 403 403 403 403 403 404 404 404 401
POST /devices/{record_id}/restore                           ok  ok  403 403 403 403 403 403 403 403 404 404 404 401
POST /devices/{record_id}/erase                             ok  403 403 403 403 403 403 403 403 403 404 404 404 401
POST /devices/{record_id}/reveal                            ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 401
GET /customers/lookup                                       ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 ok  401
GET /customers/{record_id}/card                             ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 401
GET /customers/{parent_id}/sites/{record_id}/code           ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 401
GET /customers/{parent_id}/sites/{record_id}/labels         ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 401
GET /customers/places/{code}                                ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 401
GET /devices/labels                                         ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 ok  401
GET /devices/{record_id}/label                              ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 401
GET /devices/by-code/{code}                                 ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 401
POST /devices/{record_id}/documents                         422 422 403 403 403 403 403 403 403 403 404 404 404 401
DELETE /devices/{record_id}/documents/{file}                ok  ok  403 403 403 403 403 403 403 403 404 404 404 401
# imports
POST /imports/read                                          ok  ok  403 403 403 403 403 403 403 403 403 404 404 401
POST /imports/check                                         ok  ok  403 403 403 403 403 403 403 403 403 404 404 401
POST /imports/faulty                                        ok  ok  403 403 403 403 403 403 403 403 403 404 404 401
GET /imports/template                                       ok  ok  403 403 403 403 403 403 403 403 403 404 404 401
POST /imports                                               ok  ok  403 403 403 403 403 403 403 403 403 404 404 401
GET /imports                                                ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 ok  401
GET /imports/{import_id}                                    ok  ok  404 404 404 404 404 404 404 404 404 404 404 401
GET /imports/{import_id}/rows                               ok  ok  404 404 404 404 404 404 404 404 404 404 404 401
POST /imports/{import_id}/continue                          ok  ok  404 404 404 404 404 404 404 404 404 404 404 401
POST /imports/{import_id}/cancel                            ok  ok  404 404 404 404 404 404 404 404 404 404 404 401
# definitions
GET /named/{kind}                                           ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 ok  401
GET /named/{kind}/{thing}                                   404 404 404 404 404 404 404 404 404 404 404 404 404 401
GET /forms                                                  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 401
GET /forms/{key}                                            ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 401
GET /forms/{key}/schema                                     ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 401
GET /forms/{key}/versions                                   ok  403 403 403 403 403 403 403 403 403 403 404 404 401
GET /forms/{key}/removed                                    ok  403 403 403 403 403 403 403 403 403 403 404 404 401
POST /forms/check                                           ok  403 403 403 403 403 403 403 403 403 403 404 404 401
POST /forms/from-sheet                                      ok  403 403 403 403 403 403 403 403 403 403 404 404 401
POST /forms                                                 ok  403 403 403 403 403 403 403 403 403 403 404 404 401
GET /flows                                                  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 404 401
GET /flows/{key}                                            ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 404 401
POST /flows                                                 ok  403 403 403 403 403 403 403 403 404 404 404 404 401
GET /flows/{key}/versions                                   ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 404 401
POST /flows/check                                           ok  403 403 403 403 403 403 403 403 404 404 404 404 401
POST /flows/bpmn                                            ok  403 403 403 403 403 403 403 403 404 404 404 404 401
POST /flows/bpmn/draft                                      ok  403 403 403 403 403 403 403 403 404 404 404 404 401
POST /flow-trials                                           ok  403 403 403 403 403 403 403 403 404 404 404 404 401
GET /flow-standing                                          ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 404 401
GET /flow-standing/{flow}                                   ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 404 401
GET /calendars                                              ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 404 401
GET /calendars/{key}                                        ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 404 401
GET /calendars/{key}/changes                                ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 404 401
POST /calendars                                             ok  403 403 403 403 403 403 403 403 404 404 404 404 401
POST /calendars/preview                                     ok  403 403 403 403 403 403 403 403 404 404 404 404 401
POST /calendars/{key}/official                              ok  403 403 403 403 403 403 403 403 404 404 404 404 401
PUT /calendars/default                                      ok  403 403 403 403 403 403 403 403 404 404 404 404 401
GET /sla                                                    ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 404 401
GET /sla/{key}                                              ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 404 401
GET /sla/vocabulary                                         ok  403 403 403 403 403 403 403 403 404 404 404 404 401
GET /sla/{key}/versions                                     ok  403 403 403 403 403 403 403 403 404 404 404 404 401
POST /sla                                                   ok  403 403 403 403 403 403 403 403 404 404 404 404 401
POST /sla/preview                                           ok  403 403 403 403 403 403 403 403 404 404 404 404 401
POST /sla/try                                               ok  403 403 403 403 403 403 403 403 404 404 404 404 401
POST /sla/try/{clock}                                       ok  403 403 403 403 403 403 403 403 404 404 404 404 401
GET /ticket-types                                           ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 ok  401
PUT /ticket-types/{key}                                     ok  403 403 403 403 403 403 403 403 403 403 404 404 401
GET /channels                                               ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 ok  401
PUT /channels/{key}                                         ok  403 403 403 403 403 403 403 403 403 403 404 403 401
# engineers, roster, dispatch
GET /engineers                                              ok  404 ok  ok  ok  ok  ok  404 ok  404 404 404 404 401
GET /engineers/{user_id}                                    ok  404 ok  ok  404 ok  404 404 ok  404 404 404 404 401
PUT /engineers/{user_id}                                    ok  404 ok  404 404 404 404 404 403 404 404 404 404 401
POST /engineers/{user_id}/pause                             ok  404 ok  ok  404 ok  404 404 403 404 404 404 404 401
DELETE /engineers/{user_id}                                 ok  404 ok  404 404 404 404 404 403 404 404 404 404 401
GET /roster                                                 ok  ok  ok  ok  ok  ok  ok  404 ok  404 404 404 404 401
PUT /roster                                                 ok  403 403 403 403 403 403 403 403 404 404 404 404 401
POST /roster/special-days                                   ok  403 403 403 403 403 403 403 403 404 404 404 404 401
GET /roster/on-duty                                         ok  ok  ok  ok  ok  ok  ok  404 ok  404 404 404 404 401
GET /roster/duty                                            ok  ok  ok  ok  ok  ok  ok  404 ok  404 404 404 404 401
GET /roster/gaps                                            ok  ok  ok  ok  ok  ok  ok  404 ok  404 404 404 404 401
GET /roster/short-rests                                     ok  ok  ok  ok  ok  ok  ok  404 ok  404 404 404 404 401
GET /roster/proposal                                        ok  ok  ok  ok  ok  ok  ok  404 ok  404 404 404 404 401
POST /roster/plans                                          ok  403 ok  403 403 403 403 404 403 404 404 404 404 401
GET /roster/people/{user_id}                                ok  403 ok  ok  403 ok  403 404 403 404 404 404 404 401
PUT /roster/people/{user_id}                                ok  403 ok  403 403 403 403 404 403 404 404 404 404 401
PUT /roster/people/{user_id}/days/{day}                     ok  403 ok  403 403 403 403 404 403 404 404 404 404 401
POST /roster/people/{user_id}/leaves                        ok  403 ok  403 403 403 403 404 403 404 404 404 404 401
DELETE /roster/people/{user_id}/leaves/{leave}              ok  403 ok  403 403 403 403 404 403 404 404 404 404 401
GET /dispatch/policies                                      ok  404 ok  404 404 ok  ok  404 ok  404 404 404 404 401
PUT /dispatch/policies                                      ok  404 403 404 404 403 403 404 403 404 404 404 404 401
GET /dispatch/policies/ready                                ok  404 ok  404 404 ok  ok  404 ok  404 404 404 404 401
GET /dispatch/policies/versions                             ok  404 403 404 404 403 403 404 403 404 404 404 404 401
GET /dispatch/policies/vocabulary                           ok  404 403 404 404 403 403 404 403 404 404 404 404 401
POST /dispatch/policies/try                                 409 404 409 404 404 409 404 404 403 404 404 404 404 401
GET /dispatch/waiting                                       ok  404 ok  404 404 ok  ok  404 404 404 404 404 404 401
POST /dispatch/tasks/{task}/decide                          409 403 409 404 404 409 404 404 403 403 404 404 403 401
POST /dispatch/tasks/{task}/recommend                       409 403 409 404 404 409 404 404 403 403 404 404 403 401
# notices
GET /notices                                                ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 403 401
GET /notices/unread                                         ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 403 401
POST /notices/read                                          ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 403 401
GET /notices/preferences                                    ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 403 401
PUT /notices/preferences                                    ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 403 401
POST /notices/{notice_id}/read                              404 404 404 ok  404 404 404 404 404 404 404 404 403 401
GET /notices/channels                                       ok  404 404 404 404 404 404 404 404 404 404 404 404 401
PUT /notices/channels/{key}                                 ok  404 404 404 404 404 404 404 404 404 404 404 404 401
DELETE /notices/channels/{key}                              ok  404 404 404 404 404 404 404 404 404 404 404 404 401
POST /notices/channels/{key}/test                           ok  404 404 404 404 404 404 404 404 404 404 404 404 401
GET /notices/templates                                      ok  404 404 404 404 404 404 404 404 404 404 404 404 401
PUT /notices/templates/{kind}                               ok  404 404 404 404 404 404 404 404 404 404 404 404 401
POST /notices/templates/{kind}/preview                      ok  404 404 404 404 404 404 404 404 404 404 404 404 401
GET /notices/deliveries                                     ok  404 404 404 404 404 404 404 404 404 404 404 404 401
POST /notices/deliveries/{delivery_id}/retry                ok  404 404 404 404 404 404 404 404 404 404 404 404 401
# automation rules
GET /automations/rules                                      ok  404 404 404 404 404 404 404 404 404 404 404 404 401
POST /automations/rules                                     ok  404 404 404 404 404 404 404 404 404 404 404 404 401
GET /automations/rules/{key}                                ok  404 404 404 404 404 404 404 404 404 404 404 404 401
DELETE /automations/rules/{key}                             ok  404 404 404 404 404 404 404 404 404 404 404 404 401
GET /automations/rules/{key}/versions                       ok  404 404 404 404 404 404 404 404 404 404 404 404 401
GET /automations/rules/{key}/runs                           ok  404 404 404 404 404 404 404 404 404 404 404 404 401
POST /automations/rules/{key}/switch                        ok  404 404 404 404 404 404 404 404 404 404 404 404 401
POST /automations/rules/{key}/move                          ok  404 404 404 404 404 404 404 404 404 404 404 404 401
POST /automations/rules/{key}/restore                       ok  404 404 404 404 404 404 404 404 404 404 404 404 401
GET /automations/templates                                  ok  404 404 404 404 404 404 404 404 404 404 404 404 401
POST /automations/templates/{key}                           ok  404 404 404 404 404 404 404 404 404 404 404 404 401
GET /automations/vocabulary                                 ok  404 404 404 404 404 404 404 404 404 404 404 404 401
POST /automations/dry-run                                   ok  404 404 404 404 404 404 404 404 404 404 404 404 401
GET /automations/endpoints                                  ok  404 404 404 404 404 404 404 404 404 404 404 404 401
PUT /automations/endpoints/{key}                            ok  404 404 404 404 404 404 404 404 404 404 404 404 401
# saved views
GET /replies                                                ok  ok  ok  ok  ok  ok  ok  ok  ok  403 403 404 ok  401
POST /replies                                               ok  ok  ok  ok  ok  ok  ok  ok  ok  403 403 404 403 401
POST /replies [shared]                                      ok  403 403 403 403 403 403 403 403 403 403 404 403 401
PUT /replies/{reply}                                        404 404 404 404 404 ok  404 404 404 403 403 404 403 401
PUT /replies/{reply} [shared]                               ok  403 403 403 403 403 403 403 403 403 403 404 403 401
DELETE /replies/{reply}                                     404 404 404 404 404 ok  404 404 404 403 403 404 403 401
POST /replies/{reply}/restore                               404 404 404 404 404 ok  404 404 404 403 403 404 403 401
GET /replies/{reply}/text                                   ok  ok  ok  ok  404 ok  404 404 ok  403 403 404 ok  401
GET /ticket-views                                           ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 ok  401
POST /ticket-views                                          ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 403 401
POST /ticket-views [shared]                                 ok  403 ok  403 403 ok  ok  403 403 403 403 404 403 401
PUT /ticket-views/default                                   ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 403 401
PUT /ticket-views/{view}                                    ok  404 403 404 404 ok  404 404 404 404 404 404 403 401
DELETE /ticket-views/{view}                                 ok  404 403 404 404 ok  404 404 404 404 404 404 403 401
# colleagues who are chosen often
GET /colleagues                                             ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 ok  401
PUT /colleagues/{person}/star                               ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 403 401
DELETE /colleagues/{person}/star                            ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 403 401
# tickets
GET /tickets                                                ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 ok  401
GET /tickets/marks                                          ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 ok  401
GET /reports/measures                                       ok  ok  ok  ok  ok  ok  ok  ok  ok  403 403 404 ok  401
GET /reports/query                                          ok  ok  ok  ok  ok  ok  ok  ok  ok  403 403 404 ok  401
GET /reports/export                                         ok  403 403 403 403 ok  ok  403 403 403 403 404 403 401
GET /trace                                                  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 ok  401
GET /tickets/fields                                         ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 ok  401
GET /tickets/open-by-type                                   ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 ok  401
GET /tickets/sentence                                       ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 ok  401
GET /tickets/export                                         ok  403 403 403 403 ok  ok  403 403 403 403 404 403 401
POST /tickets                                               ok  ok  ok  ok  ok  ok  ok  ok  403 ok  ok  404 403 401
POST /tickets [for another]                                 ok  ok  ok  403 403 ok  ok  403 403 ok  403 404 403 401
GET /tickets/{key}                                          ok  ok  ok  ok  404 ok  404 404 ok  ok  404 404 ok  401
GET /tickets/{key}/dispatch                                 ok  ok  ok  ok  404 ok  404 404 ok  ok  404 404 ok  401
GET /tickets/{key}/automations                              ok  ok  ok  ok  404 ok  404 404 ok  403 404 404 ok  401
POST /tickets/{key}/automations/{no}/retry                  404 404 404 404 404 404 404 404 404 404 404 404 404 401
GET /tickets/{key}/files                                    ok  ok  ok  ok  404 ok  404 404 ok  ok  404 404 ok  401
GET /tickets/{key}/files/{file}/comparison                  404 404 404 404 404 404 404 404 404 404 404 404 404 401
POST /tickets/{key}/files/{file}/versions                   404 404 404 404 404 404 404 404 404 404 404 404 404 401
POST /tickets/{key}/files/{file}/comments                   404 404 404 404 404 404 404 404 404 404 404 404 404 401
PUT /tickets/{key}/files/comments/{comment}                 404 404 404 404 404 404 404 404 404 404 404 404 404 401
GET /tickets/{key}/trace                                    ok  ok  ok  ok  404 ok  404 404 ok  ok  404 404 ok  401
GET /tickets/{key}/proof                                    ok  ok  ok  ok  404 ok  404 404 ok  ok  404 404 ok  401
GET /tickets/{key}/print/{paper}.pdf                        ok  ok  ok  ok  404 ok  404 404 ok  ok  404 404 ok  401
GET /tickets/{key}/print/{paper}.pdf [evidence]             ok  403 403 403 404 403 404 404 ok  403 404 404 403 401
GET /tickets/{key}/notices                                  ok  ok  ok  ok  404 ok  404 404 ok  ok  404 404 ok  401
GET /tickets/{key}/clocks                                   ok  ok  ok  ok  404 ok  404 404 ok  ok  404 404 ok  401
GET /tickets/{key}/clocks/{clock}                           ok  ok  ok  ok  404 ok  404 404 ok  ok  404 404 ok  401
POST /tickets/duplicates                                    ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 ok  401
GET /tickets/{key}/duplicates                               ok  ok  ok  ok  404 ok  404 404 ok  ok  404 404 ok  401
GET /tickets/{key}/links                                    ok  ok  ok  ok  404 ok  404 404 ok  ok  404 404 ok  401
PUT /tickets/{key}/links/{link}/{other}                     ok  ok  ok  403 404 ok  404 404 403 403 404 404 403 401
DELETE /tickets/{key}/links/{link}/{other}                  ok  ok  ok  403 404 ok  404 404 403 403 404 404 403 401
GET /tickets/{key}/sessions                                 ok  ok  ok  ok  404 ok  404 404 ok  ok  404 404 ok  401
POST /tickets/{key}/sessions                                ok  ok  ok  ok  404 ok  404 404 403 403 404 404 403 401
PUT /tickets/{key}/sessions/{session}                       ok  ok  ok  ok  404 ok  404 404 403 403 404 404 403 401
POST /tickets/{key}/sessions/{session}/cancel               ok  ok  ok  ok  404 ok  404 404 403 403 404 404 403 401
POST /tickets/{key}/sessions/{session}/minutes              ok  ok  ok  ok  404 ok  404 404 403 403 404 404 403 401
GET /joint-sessions                                         ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 ok  401
GET /joint-sessions/availability                            ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 404 401
GET /joint-sessions/rules                                   ok  ok  ok  ok  ok  ok  ok  ok  ok  404 404 404 404 401
PUT /joint-sessions/rules                                   ok  403 403 403 403 403 403 403 403 403 403 404 404 401
GET /joint-sessions/{session}/calendar                      ok  ok  ok  ok  404 ok  404 404 ok  404 404 404 ok  401
GET /tickets/{key}/crews                                    ok  ok  ok  ok  404 ok  404 404 ok  ok  404 404 ok  401
GET /tasks/helping                                          ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 ok  401
PUT /tasks/{task}/helpers                                   ok  403 ok  ok  404 ok  404 404 403 403 404 404 403 401
POST /tasks/{task}/helping/{move}                           404 404 404 404 404 404 404 404 404 404 404 404 404 401
GET /tickets/{key}/children                                 ok  ok  ok  ok  404 ok  404 404 ok  ok  404 404 ok  401
GET /tickets/{key}/children/offer                           ok  ok  ok  ok  404 ok  404 404 ok  ok  404 404 ok  401
POST /tickets/{key}/children                                ok  ok  ok  403 404 ok  404 404 403 403 404 404 403 401
POST /tickets/{key}/merge                                   ok  ok  ok  403 404 ok  404 404 403 403 404 404 403 401
POST /tickets/{key}/merge/preview                           ok  ok  ok  403 404 ok  404 404 403 403 404 404 403 401
POST /tickets/{key}/unmerge                                 ok  ok  ok  403 404 ok  404 404 403 403 404 404 403 401
POST /tickets/{key}/split                                   ok  ok  ok  403 404 ok  404 404 403 403 404 404 403 401
PATCH /tickets/{key}                                        ok  ok  ok  403 404 ok  404 404 403 403 404 404 403 401
POST /tickets/{key}/calls                                   ok  ok  ok  ok  404 ok  404 404 403 403 404 404 403 401
POST /tickets/{key}/claimed-times/{no}                      404 403 403 403 404 404 404 404 403 403 404 404 403 401
GET /claimed-times                                          ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 ok  401
POST /tickets/{key}/presence                                ok  ok  ok  ok  404 ok  404 404 ok  ok  404 404 ok  401
GET /tickets/{key}/mentionable                              ok  ok  ok  ok  404 ok  404 404 403 403 404 404 403 401
POST /tickets/{key}/notes                                   ok  ok  ok  ok  404 ok  404 404 403 ok  404 404 403 401
POST /tickets/{key}/actions/{action} [withdraw]             403 403 403 404 404 403 404 404 403 ok  404 404 403 401
POST /tickets/{key}/actions/{action} [reopen]               ok  403 403 403 404 ok  404 403 403 ok  404 404 403 401
POST /tickets/{key}/actions/{action} [terminate]            ok  403 403 403 404 403 404 404 403 403 404 404 403 401
POST /tickets/{key}/actions/{action} [force_close]          ok  403 403 403 404 403 404 404 403 403 404 404 403 401
POST /tickets/{key}/actions/{action} [archive]              ok  403 403 403 404 ok  404 403 403 403 404 404 403 401
POST /tickets/{key}/actions/{action} [erase]                ok  403 403 403 404 403 404 403 403 403 404 404 403 401
POST /tickets/{key}/waits/{instance}/end                    ok  403 403 403 404 ok  404 404 403 403 404 404 403 401
POST /tickets/{key}/incidents/{instance}/{how}              ok  403 403 403 404 403 404 404 403 403 404 404 403 401
GET /incidents                                              ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 ok  401
GET /hand-over                                              ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 ok  401
GET /hand-over/{person}                                     ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 ok  401
POST /tickets/{key}/read                                    ok  ok  ok  ok  404 ok  404 404 ok  ok  404 404 ok  401
POST /tickets/{key}/signals                                 ok  ok  ok  403 404 ok  404 404 403 403 404 404 403 401
# the portal: for visitors and links; staff have no business there
GET /portal/forms/{key}                                     ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 ok  ok
POST /portal/visits                                         ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 ok  ok
POST /portal/forms/{key}/tickets                            403 403 403 403 403 403 403 403 403 403 403 404 403 401
GET /portal/ticket                                          404 404 404 404 404 404 404 404 404 404 404 404 404 401
POST /portal/ticket/notes                                   404 404 404 404 404 404 404 404 404 404 404 404 404 401
POST /portal/ticket/urge                                    404 404 404 404 404 404 404 404 404 404 404 404 404 401
POST /portal/ticket/visit-time                              404 404 404 404 404 404 404 404 404 404 404 404 404 401
POST /portal/ticket/actions/{action}                        404 404 404 404 404 404 404 404 404 404 404 404 404 401
POST /portal/codes                                          ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 ok  ok
POST /portal/codes/check                                    422 422 422 422 422 422 422 422 422 422 422 404 422 422
POST /portal/guests                                         ok  ok  ok  403 403 ok  ok  403 403 403 403 404 403 401
GET /public-forms                                           ok  404 404 404 404 404 404 404 404 404 404 404 404 401
PUT /public-forms/{key}                                     ok  404 404 404 404 404 404 404 404 404 404 404 404 401
GET /public-forms/{key}/code                                ok  404 404 404 404 404 404 404 404 404 404 404 404 401
GET /tickets/{key}/visit-time                               ok  ok  ok  ok  404 ok  404 404 ok  ok  404 404 ok  401
PUT /tickets/{key}/visit-time                               409 409 409 409 404 409 404 404 403 403 404 404 403 401
GET /tickets/{key}/access-links                             ok  ok  ok  403 404 ok  404 404 403 403 404 404 403 401
POST /tickets/{key}/access-links                            ok  ok  ok  403 404 ok  404 404 403 403 404 404 403 401
DELETE /tickets/{key}/access-links/{link}                   ok  ok  ok  403 404 ok  404 404 403 403 404 404 403 401
GET /tasks                                                  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  404 ok  401
POST /tasks/{task}/actions/{action} [assign]                ok  403 ok  404 404 ok  404 404 403 403 404 404 403 401
POST /tasks/{task}/actions/{action} [accept]                403 403 403 ok  404 403 404 404 403 403 404 404 403 401
POST /tasks/{task}/actions/{action} [finish]                403 403 403 ok  404 403 404 404 403 403 404 404 403 401
POST /tasks/{task}/actions/{action} [agree]                 403 403 403 403 404 403 404 ok  403 403 404 404 403 401
POST /tasks/{task}/urge                                     ok  ok  ok  404 404 ok  404 404 403 ok  404 404 403 401
"""


def _rows() -> dict[str, list[str]]:
    lines = [line for line in TABLE.strip("\n").splitlines()[1:] if not line.startswith("#")]
    return {line[:60].strip(): line[60:].split() for line in lines}


ROWS = _rows()


@pytest.mark.parametrize("route", ROWS)
def test_every_caller_gets_the_answer_that_the_table_says(world: World, route: str, whole_table: bool) -> None:
    expected = dict(zip(CALLERS, ROWS[route], strict=True))
    asked = expected if whole_table else _one_of_each(expected)
    assert {who: _ask(world, route, who) for who in asked} == {who: expected[who] for who in asked}


def _one_of_each(expected: dict[str, str]) -> list[str]:
    """The last of those who get the same answer: the first columns may do most, so their neighbours are no proof."""
    return list({answer: who for who, answer in expected.items()}.values())


def _ask(world: World, route: str, who: str) -> str:
    ask = request_for(route, world, who)
    base = "" if ask.path in ("/healthz", "/readyz") else API
    answer = world.request(who, ask.method, base + ask.path, **ask.more)
    if answer.status_code < 400:
        return "ok"
    assert answer.headers["content-type"] == "application/problem+json"
    if ask.method != "HEAD":
        _check_problem(answer.json(), answer.status_code)
    return str(answer.status_code)


def _check_problem(problem: dict[str, Any], status: int) -> None:
    assert problem["status"] == status
    assert problem["title"] != problem["code"], "the code has no text"
    if problem["code"] == "access.denied":
        assert problem["data"]["reason"].partition(".")[0] in ("access", "call"), "it names no rule"


def test_no_route_is_missing_from_the_table() -> None:
    paths = json.loads(SCHEMA.read_text(encoding="utf-8"))["paths"]  # test_schema: it is the one that is served
    known = {f"{method.upper()} {path.removeprefix(API)}" for path, methods in paths.items() for method in methods}
    assert {route.partition(" [")[0] for route in ROWS} == known
    assert set(REQUESTS) == set(ROWS) >= set(PORTAL)


UNKNOWN = "01900000-dead-7000-8000-000000000000"


@pytest.mark.parametrize(
    "path",
    [
        "/tickets/{ticket}",
        "/tickets/{ticket}/trace",
        "/tickets/{ticket}/clocks",
        "/tickets/{ticket}/clocks/resolve",
        "/customers/{company}",
        "/customers/{company}/card",
        "/customers/{company}/contacts/{contact}",
        "/devices/{device}",
        "/files/{photo}",
        "/files/{photo}/thumbnail",
        "/users/{user}",
    ],
)
@pytest.mark.req("AUD-4")
def test_for_an_outsider_unknown_and_forbidden_look_the_same(world: World, path: str) -> None:
    there = {"company": world.customers["恒力液压"], "user": "engineer", **vars(world)}
    forbidden = world.ask("requester2", "GET", path.format_map(there))
    unknown = world.ask("requester2", "GET", path.format_map(dict.fromkeys(there, UNKNOWN)))
    assert (forbidden.status_code, forbidden.content) == (unknown.status_code, unknown.content)
    assert forbidden.status_code == 404


@pytest.mark.parametrize("action", ["notes", "actions/withdraw"])
def test_nor_can_he_find_out_by_writing(world: World, action: str) -> None:
    body = {"text": "?"} if action == "notes" else {"reason": "?"}
    answers = [
        world.ask("requester2", "POST", f"/tickets/{ticket}/{action}", json=body) for ticket in (world.ticket, UNKNOWN)
    ]
    assert answers[0].content == answers[1].content


@pytest.mark.parametrize("name", ["device", "customer", "contact", "site", "contract"])
@pytest.mark.req("AUD-4", "CRM-1.server")
def test_nor_by_reporting_on_what_is_not_his(world: World, name: str) -> None:
    theirs = {"customer": world.customers["恒力液压"], **vars(world)}[name]
    body = {"type": "check_up", "title": "?", "source": {"channel": "web"}}
    answers = [world.ask("requester2", "POST", "/tickets", json={**body, name: given}) for given in (theirs, UNKNOWN)]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert answers[0].content.replace(theirs.encode(), b"") == answers[1].content.replace(UNKNOWN.encode(), b"")
    assert world.ask("requester", "POST", "/tickets", json={**body, name: theirs}).status_code in (201, 422)
