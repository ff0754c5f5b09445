"""Ask the Légifrance API at PISTE: a token, and what its misleading answers mean.

The credentials and the token appear in requests and nowhere else: what the API answers is never
quoted, for a gateway can repeat what it was sent.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from urllib.parse import urlencode

from feeds.answers import Answer, FetchFailed
from feeds.errors import FailureKind
from feeds.http import Fetcher

TOKEN_URL = "https://oauth.piste.gouv.fr/api/oauth/token"  # noqa: S105  an address, no secret
API_URL = "https://api.piste.gouv.fr/dila/legifrance/lf-engine-app"
_EARLY = 60.0
_LONGEST_TOKEN = 8192
_UNHANDLED_TRIES = 2
_QUOTA_WAIT = 60.0
_REASONS = {
    400: "the API of Légifrance refuses the request as malformed, or knows no such text (400)",
    401: "the API of Légifrance refuses a token that is new (401): is the application subscribed to it?",
    403: (
        "the API of Légifrance refuses this application (403): accept its terms of use in the PISTE portal "
        '("Consentement CGU API") and subscribe the application to it'
    ),
    404: "the API of Légifrance has no such method (404): is api_url right?",
}


@dataclass(frozen=True, slots=True)
class Credentials:
    """The OAuth pair of an application at PISTE, not its API key."""

    client_id: str = field(repr=False)
    client_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused(FetchFailed):
    """PISTE refuses the application as a whole: no token, no rights, no quota."""


def is_everywhere(failure: FetchFailed) -> bool:
    """Say whether any other request would meet the same failure: a refusal, or no answer at all."""
    return isinstance(failure, Refused) or failure.status is None


@dataclass(frozen=True, slots=True)
class UnknownText:
    """The API knows no text of that id, which it says with a 400."""

    id: str


class Piste:
    """One application at PISTE; keeps its token, and may be used from several threads at once."""

    def __init__(
        self,
        fetcher: Fetcher,
        credentials: Credentials,
        *,
        token_url: str = TOKEN_URL,
        api_url: str = API_URL,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._fetcher = fetcher
        self._credentials = credentials
        self._token_url = token_url
        self._api_url = api_url.rstrip("/")
        self._clock = clock
        self._lock = Lock()
        self._token = ""
        self._expires = 0.0

    def consult(
        self, path: str, body: Mapping[str, str], *, text: str
    ) -> dict[str, object] | UnknownText | FetchFailed:
        """Ask for the text of the id *text*."""
        answer = self.ask(path, body)
        if isinstance(answer, FetchFailed) and answer.status == 400:
            return UnknownText(text)
        return answer

    def ask(self, path: str, body: Mapping[str, object]) -> dict[str, object] | FetchFailed:
        """Send *body* to the method *path* and return the object that it answers.

        An expired token is renewed once.  A 500 that the API explains as its own exception is
        tried twice: as a rule it means a malformed body, and time does not mend that.
        """
        renewed = False
        tries = 0
        while True:
            token = self._bearer()
            if isinstance(token, FetchFailed):
                return _refused(token)
            answer = self._send(path, body, token)
            if isinstance(answer, FetchFailed):
                return answer
            if answer.status == 401 and not renewed:
                renewed = True
                self._forget(token)
                continue
            tries += 1
            if answer.status == 500 and _is_unhandled(answer) and tries < _UNHANDLED_TRIES:
                continue
            return _result(answer) if answer.status == 200 else _refusal(answer)

    def _send(self, path: str, body: Mapping[str, object], token: str) -> Answer | FetchFailed:
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Accept": "application/json",
        }
        return self._fetcher.post(self._api_url + path, json.dumps(body).encode(), headers=headers)

    def _bearer(self) -> str | FetchFailed:
        """Return the token, a new one when the old one is about to end."""
        with self._lock:
            if self._token and self._clock() < self._expires:
                return self._token
            form = {
                "grant_type": "client_credentials",
                "client_id": self._credentials.client_id,
                "client_secret": self._credentials.client_secret,
                "scope": "openid",
            }
            headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
            asked = self._clock()
            answer = self._fetcher.post(self._token_url, urlencode(form).encode(), headers=headers)
            if isinstance(answer, FetchFailed):
                return answer
            if answer.status != 200:
                return _no_token(answer)
            found = _object(answer)
            if isinstance(found, FetchFailed):
                return found
            token, lasts = found.get("access_token"), found.get("expires_in")
            if not isinstance(token, str) or not _is_token(token):
                return FetchFailed(kind=FailureKind.TRANSIENT, reason="PISTE answered without a token")
            seconds = float(lasts) if isinstance(lasts, int | float) else 0.0
            # A token that lasts a minute is used for half of it, and renewed when it is refused.
            self._token, self._expires = token, asked + max(seconds - _EARLY, seconds / 2)
            return token

    def _forget(self, token: str) -> None:
        with self._lock:
            if self._token == token:
                self._token = ""


def _is_token(token: str) -> bool:
    return 0 < len(token) <= _LONGEST_TOKEN and token.isascii() and token.isprintable() and " " not in token


def _object(answer: Answer) -> dict[str, object] | FetchFailed:
    """Return the JSON object of *answer*; a gateway's page with a 200 is a failure."""
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, dict):
        return found
    reason = "PISTE answered with a page or a part of an answer, not with JSON: maintenance, as a rule"
    return FetchFailed(kind=FailureKind.TRANSIENT, reason=reason, status=answer.status)


def _result(answer: Answer) -> dict[str, object] | FetchFailed:
    """Return what a method answered; an error that a gateway sends with a 200 is a failure."""
    found = _object(answer)
    if isinstance(found, dict) and (found.get("error") or found.get("fault")):
        reason = "the API of Légifrance, or the gateway before it, answered an error with a 200"
        return FetchFailed(kind=FailureKind.TRANSIENT, reason=reason, status=answer.status)
    return found


def _refused(failure: FetchFailed) -> Refused:
    return Refused(
        kind=failure.kind,
        reason=failure.reason,
        retry_after=failure.retry_after,
        status=failure.status,
        fault=failure.fault,
    )


def _is_unhandled(answer: Answer) -> bool:
    """Tell whether a 500 is the API's own, in its envelope, and no gateway's."""
    found = _object(answer)
    return isinstance(found, dict) and found.get("error") == 500


def _refusal(answer: Answer) -> FetchFailed:
    """Say what the status of *answer* means here."""
    status, wait = answer.status, answer.retry_after
    if status in _REASONS:
        kind = FetchFailed if status == 400 else Refused
        return kind(kind=FailureKind.PERMANENT, reason=_REASONS[status], status=status)
    if status == 429:
        reason = "the quota at PISTE is used up (429): see the application's quotas in the portal"
        wait = _QUOTA_WAIT if wait is None else wait
        return Refused(kind=FailureKind.TRANSIENT, reason=reason, status=status, retry_after=wait)
    if status == 500 and _is_unhandled(answer):
        reason = "the API of Légifrance fails on this request each time (500): it takes it for malformed"
        return FetchFailed(kind=FailureKind.PERMANENT, reason=reason, status=status)
    lasting = 400 <= status < 500 and status not in (408, 425)
    return FetchFailed(
        kind=FailureKind.PERMANENT if lasting else FailureKind.TRANSIENT,
        reason=f"the API of Légifrance answered {status}",
        status=status,
        retry_after=wait,
    )


def _no_token(answer: Answer) -> FetchFailed:
    """Say why no token was given; the answer for wrong credentials is a 400."""
    found = _object(answer)
    error = found.get("error") if isinstance(found, dict) else None
    if answer.status in (400, 401) and error in ("invalid_client", "unauthorized_client"):
        reason = (
            "PISTE refuses the credentials (invalid_client): give the OAuth client id and secret of the "
            "application, not its API key, and those of production for production"
        )
        return FetchFailed(kind=FailureKind.PERMANENT, reason=reason, status=answer.status)
    if answer.status == 429 or answer.status >= 500:
        wait = answer.retry_after if answer.status != 429 or answer.retry_after is not None else _QUOTA_WAIT
        reason = f"PISTE gives no token now ({answer.status})"
        return FetchFailed(kind=FailureKind.TRANSIENT, reason=reason, status=answer.status, retry_after=wait)
    return FetchFailed(
        kind=FailureKind.PERMANENT,
        reason=f"PISTE refuses to give a token ({answer.status}): is token_url right?",
        status=answer.status,
    )
