"""The world of the access test: who there is, what belongs to Ivan, and every address there is.

Texts that only some people may read carry a canary; who finds one in an answer that is not for
them has found a leak.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model
from django.test import Client as Browser
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.identifiers import uuid7
from accounts.models import Membership, User
from accounts.services.tokens import create_token
from routines.models import (
    Assignment,
    CheckIn,
    CheckKind,
    Clearance,
    Direction,
    Exercise,
    ExerciseSession,
    Flag,
    KnownSign,
    Proposal,
)
from routines.services.assignments import PrescribedExercise
from tests.factories import (
    NOW,
    make_client,
    make_clinic,
    make_invitation,
    make_manager,
    make_therapist,
)
from tests.homework_factories import (
    BRIDGE,
    TODAY,
    make_assignment,
    make_exercise,
    make_log,
    make_revision,
    make_routine,
    make_session,
    prescriptions_of_session,
)
from tests.outbox import Phone
from tests.push import subscribe_row
from tests.reminder_factories import make_occurrence, make_reminder

# The columns of tests/access.txt, in this order.
ROLES = ("anon", "ivan", "lena", "maya", "cleo", "ana", "tom", "nils", "gone")

# What each kind of text is, and who may read it.
CANARIES = {
    # What Ivan does and was told: for him and the therapist who treats him.
    "canaryhealth": {"ivan", "maya"},
    # Who he is: for the clinic's manager too.
    "canaryperson": {"ivan", "maya", "ana"},
    # The clinic's own exercises: for who works there, and for Ivan, who was given them.
    "canarylibrary": {"ivan", "maya", "cleo", "ana"},
    # Ivan's own keys.
    "canarytoken": {"ivan"},
}
API_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_OUR_TABLES = re.compile(r'(?:INTO|UPDATE|FROM)\s+"?(?:accounts|routines|account|mfa|auth)_', re.I)
_WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass(slots=True)
class Answer:
    """What came back, as the matrix writes it down, and what it did to the database."""

    said: str
    text: str
    wrote: list[str] = field(default_factory=list)


class World:
    """One clinic with Ivan's homework, another clinic, and a browser for each role."""

    def __init__(self) -> None:
        clinic = make_clinic(name="Riverside Clinic")
        self.clinic = clinic
        maya = make_therapist(clinic=clinic)
        ivan = make_client(
            therapist=maya,
            display_name="Ivan Canaryperson",
            email="ivan.canaryperson@example.org",
        )
        people = {
            "ivan": ivan,
            "lena": make_client(therapist=maya, display_name="Lena Vogel"),
            "maya": maya,
            "cleo": make_therapist(clinic=clinic, display_name="Cleo Marsh"),
            "ana": make_manager(clinic=clinic),
            "tom": make_therapist(clinic=make_clinic(name="Harbour"), display_name="Tom Hale"),
            "nils": make_therapist(clinic=None, display_name="Nils Berg"),
            "gone": make_client(therapist=maya, display_name="Gerd Lang"),
        }
        self.people: dict[str, User] = people
        self._make_rows(ivan, maya)
        self.browsers = {"anon": Browser(enforce_csrf_checks=False)}
        for name, person in people.items():
            self.browsers[name] = Browser()
            self.browsers[name].force_login(person)
            # As just signed in, so that no page asks for the password first.
            session = self.browsers[name].session
            session["account_authentication_methods_user"] = str(person.pk)
            proof = {"method": "password", "at": NOW.timestamp()}
            session["account_authentication_methods"] = [proof]
            session.save()
            self.browsers[name].get("/sign-out/")  # no later answer brings a cookie of its own
            EmailAddress.objects.create(user=person, email=person.email, primary=True)
        # Shut out while signed in on the phone.
        User.objects.filter(pk=people["gone"].pk).update(is_active=False)

    def _make_rows(self, ivan: User, maya: User) -> None:
        name, cues = "Own Canarylibrary", ["canarylibrary"]
        own = make_exercise(name=name, clinic=self.clinic, cues=cues, slug="own")
        shared = make_exercise(name="Bridge")
        routine = make_routine(name=name, clinic=self.clinic, exercises=[own])
        # Given with a later look at the note: what changed is health data as well.
        assignment = make_assignment(
            client=ivan,
            by=maya,
            routine=routine,
            exercises=[
                PrescribedExercise(exercise=own, dosage=BRIDGE, note="canaryhealth one"),
                PrescribedExercise(exercise=shared, dosage=BRIDGE, note="canaryhealth two"),
            ],
            note="canaryhealth note",
        )
        make_revision(assignment, note="canaryhealth revised")
        assignment.refresh_from_db()
        session = make_session(assignment=assignment)
        session.note = "canaryhealth felt"
        session.pain_after = 7
        session.save()
        self.assignment, self.session = assignment, session
        self.open_prescription = prescriptions_of_session(session)[1]
        log = make_log(session=session)
        check_in = self._make_check_in(ivan)
        name, email = "Olga Canaryperson", "olga.canaryperson@example.org"
        invited = make_invitation(therapist=maya, display_name=name, email=email).invitation
        # Somebody else's again: allauth reads every passkey of whoever signs in with one.
        data = {"name": "Canarytoken", "credential": {}}
        passkey = Authenticator.objects.create(user=invited.client, type="webauthn", data=data)
        token = create_token(user=ivan, name="Canarytoken", at=NOW, days=None).token
        care = ivan.care_received.get()
        reminder = make_reminder(assignment=assignment)
        self.rows: dict[str, Model] = {
            **dict.fromkeys(("assignments", "assignment"), assignment),
            "proposals": self._make_proposal(assignment, session),
            "sessions": session,
            "logs": log,
            "check-ins": check_in,
            "flags": self._make_flag(check_in),
            "looked-at": self._make_flag(check_in, looked_at=True),
            "known": self._make_known(ivan, maya),
            "clearances": self._make_clearance(ivan, own, maya),
            **dict.fromkeys(("library", "routines", "routine"), routine),
            **dict.fromkeys(("exercises", "exercise"), own),
            **dict.fromkeys(("client", "user"), ivan),
            **{"clinic": self.clinic, "membership": Membership.objects.get(user=maya)},
            **dict.fromkeys(("carerelationship", "care"), care),
            "invitation": invited,
            **{"passkeys": passkey, "tokens": token},
            "push": subscribe_row(ivan, device="Canarytoken on a phone"),
            **{"reminders": reminder, "occurrence": make_occurrence(reminder=reminder)},
        }

    def _make_proposal(self, assignment: Assignment, session: ExerciseSession) -> Proposal:
        return Proposal.objects.create(
            assignment=assignment,
            version=assignment.current_version,
            session=session,
            direction=Direction.PROGRESSION,
            rule="strength",
            said="canaryhealth more",
            reason="canaryhealth calm",
            created_at=NOW,
        )

    def _make_check_in(self, ivan: User) -> CheckIn:
        # Written down and not judged: homework has to stay open for the other addresses.
        return CheckIn.objects.create(
            client=ivan,
            kind=CheckKind.BEFORE,
            answered_at=NOW,
            received_at=NOW,
            local_day=TODAY,
            time_zone=ivan.time_zone,
            words="canaryhealth said",
            wording="1",
            urgency="today",
            findings=[{"sign": "fever", "urgency": "today", "because": "canaryhealth found"}],
            fingerprint="given",
        )

    def _make_flag(self, check_in: CheckIn, *, looked_at: bool = False) -> Flag:
        return Flag.objects.create(
            client=check_in.client,
            clinic=self.clinic,
            check_in=check_in,
            urgency="today",
            signs=["fever"],
            because=["canaryhealth flagged"],
            wording="1",
            raised_at=NOW,
            received_at=NOW,
            acknowledged_at=NOW if looked_at else None,
            action="called" if looked_at else "",
        )

    def _make_known(self, ivan: User, maya: User) -> KnownSign:
        return KnownSign.objects.create(
            client=ivan,
            clinic=self.clinic,
            sign="new-numbness",
            note="canaryhealth known",
            recorded_at=NOW,
            recorded_by=maya,
        )

    def _make_clearance(self, ivan: User, exercise: Exercise, maya: User) -> Clearance:
        return Clearance.objects.create(
            client=ivan,
            clinic=self.clinic,
            exercise=exercise,
            reason="canaryhealth cleared",
            cleared_at=NOW,
            cleared_by=maya,
        )

    # --- asking ----------------------------------------------------------------------------

    def address(self, pattern: str) -> str:
        """Return an address of Ivan's for a pattern of the resolver."""
        fixed = {
            "<slug:preference>": "text-size",
            "<slug:setting>": "quiet-hours",
            "<str:secret>": "x" * 43,
            r"(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)": "1a-set-password",
            r"(?P<key>[-:\w]+)": "key",
            r"(?P<url>.*)$": "nowhere",
            r"v1(/[\s\S]*)?$": "v1/nowhere",
        }
        for text, value in fixed.items():
            pattern = pattern.replace(text, value)
        pattern = re.sub(r"\(\?P<app_label>[^)]*\)", "routines", pattern)
        pattern = pattern.replace("^", "").removesuffix("$")
        noun = pattern.partition("<")[0].rstrip("/").rpartition("/")[2]
        if pattern.endswith(("/clearance", "/clear/")):
            # Exercises go on only where somebody has looked.
            noun = "looked-at"
        return "/" + re.sub(r"<[^>]+>", lambda _: str(self.rows[noun].pk), pattern)

    def ask(self, role: str, method: str, pattern: str) -> Answer:
        """Send one request and take back whatever it did."""
        wrote: list[str] = []

        def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if sql.lstrip().upper().startswith(_WRITES) and _OUR_TABLES.search(sql):
                wrote.append(sql)
            return execute(sql, params, many, context)

        browser = self.browsers[role]
        before = {name: morsel.value for name, morsel in browser.cookies.items()}
        with transaction.atomic(), connection.execute_wrapper(listen):
            response = self._send(browser, method, pattern)
            transaction.set_rollback(True)
        for name in set(browser.cookies) - set(before):
            del browser.cookies[name]
        browser.cookies.load(before)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        headers = " ".join(f"{name}: {value}" for name, value in response.items())
        return Answer(_said(response), f"{headers}\n{body.decode(errors='replace')}", wrote)

    def _send(self, browser: Browser, method: str, pattern: str) -> Any:
        path = self.address(pattern) + self.query(pattern)
        if method == "GET":
            return browser.get(path)
        if pattern.startswith("api/"):
            return browser.generic(
                method, path, json.dumps(self._json(pattern)), content_type="application/json"
            )
        return browser.post(path, self._form(pattern))

    def query(self, pattern: str) -> str:
        """Return what the address asks for, where it asks for rows by their keys."""
        ivan, assignment = self.people["ivan"].pk, self.assignment
        return {
            "admin/routines/assignment/add/": f"?client={ivan}&routine={assignment.routine_id}",
            "admin/routines/assignment/sent/": f"?assignment={assignment.pk}",
            "admin/accounts/client/": "?q=ivan",
            "admin/routines/assignment/": "?q=own",
            "admin/autocomplete/": "?app_label=routines&model_name=routineitem"
            "&field_name=exercise&term=own",
            "library/": "?q=own",
            **({pattern: "?version=1&dose=full"} if "/sessions/new/" in pattern else {}),
            "check-ins/new/": f"?flag={self.rows['flags'].pk}",
        }.get(pattern, "")

    def _form(self, pattern: str) -> dict[str, Any]:
        """Return a form that would do something, full of Ivan's keys."""
        if pattern.endswith("/acknowledge/"):
            return {"action": "called"}
        return {
            "id": str(uuid7()),
            "day": TODAY.isoformat(),
            "prescription": str(self.open_prescription.pk),
            "outcome": "as-prescribed",
            "feeling": "warning",
            "pain": "3",
            "post": "yes",
            "kind": "change",
            "corrects": str(self.rows["check-ins"].pk),
            "sign": "new-weakness",
            "note": "canary",
            "precaution": "osteoporosis",
            "answer": "yes",
            "measure": "odi",
            "score": "34",
            "measured_on": TODAY.isoformat(),
            "pain_rise": "3",
            "missed_days": "4",
            "levels_down": "2",
            "client": str(self.people["ivan"].pk),
            "clients": str(self.people["ivan"].pk),
            "routine": str(self.assignment.routine_id),
            "action": "assign_routine",
            "_selected_action": str(self.people["ivan"].pk),
            "subscription": str(self.rows["push"].pk),
            **{"occurrence": str(self.rows["occurrence"].pk), "what": "opened", "at": str(NOW)},
        }

    def _json(self, pattern: str) -> dict[str, Any]:
        if pattern == "api/v1/sessions":
            return {
                "id": str(uuid7()),
                "assignment": str(self.assignment.pk),
                "day": TODAY.isoformat(),
                "started_at": NOW.isoformat(),
            }
        if pattern == "api/v1/sync":
            return Phone().batch([Phone().log(self.session, self.open_prescription)])
        if pattern == "api/v1/check-ins":
            return {"id": str(uuid7()), "kind": "after", "pain": 3, "session": str(self.session.pk)}
        if pattern.endswith("/logs"):
            prescription = str(self.open_prescription.pk)
            return {"id": str(uuid7()), "prescription": prescription, "outcome": "performed"}
        if pattern.endswith("/reports"):
            return {"id": str(uuid7()), "feeling": "warning"}
        if "logs/" in pattern:
            return {"outcome": "skipped", "skip_reason": "pain"}
        return {"action": "called"} if "/acknow" in pattern else {"pain_after": 3}


def patterns() -> list[str]:
    """Return every pattern of the resolver, as it is written."""
    return list(_walk(get_resolver()))


def methods(pattern: str) -> tuple[str, ...]:
    """Return the methods to try: programs may send more than browsers."""
    return API_METHODS if pattern.startswith("api/v1/") else ("GET", "POST")


def snapshot(models: list[type[Model]]) -> dict[str, Any]:
    """Return every row, to see that nothing was changed."""
    return {one.__name__: list(one._base_manager.order_by("pk").values()) for one in models}


def _walk(resolver: Any, before: str = "") -> Iterator[str]:
    for one in resolver.url_patterns:
        text = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield text
        elif isinstance(one, URLResolver):
            yield from _walk(one, text)


def _said(response: Any) -> str:
    """Return the status as a word of the matrix."""
    if response.status_code in {301, 302, 303}:
        target = response["Location"].partition("?")[0]
        return "in" if target in {"/sign-in/", settings.LOGIN_URL} else "to"
    return {404: ".", 405: "-"}.get(response.status_code, str(response.status_code))
