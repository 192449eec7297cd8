"""What the pages of a check-in show: its questions, and what it says when it is done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from routines.domain.attention import say_day
from routines.domain.body import BodyMap, MapPlace, clearest_view, map_places
from routines.domain.centralization import beside_a_sign, say_movement
from routines.domain.check_points import ASKS_STRENGTH, THOROUGH, signs_at
from routines.domain.contacts import Contacts
from routines.domain.findings import Told, tell
from routines.domain.precautions import Precaution, precautions
from routines.domain.rating import Finding
from routines.domain.schedule import local_day
from routines.domain.triage import Answer, Triage, triage
from routines.domain.warning_rules import warning_rules
from routines.domain.warning_signs import CheckPoint, Gate, Risk, Rules, Sign, Urgency
from routines.models import (
    Activity,
    Assignment,
    CheckIn,
    ExerciseSession,
    Flag,
    PrecautionAnswer,
    Proposal,
    Status,
)
from routines.queries.check_ins import LastMap, facts_for, last_map
from routines.queries.contacts import care_clinic, contacts_of
from routines.queries.flags import flag_of

_WITH_RATINGS = (CheckPoint.WEEKLY, CheckPoint.MONTHLY, CheckPoint.WEEK_6)
_WITH_PAIN = (*THOROUGH, CheckPoint.BEFORE, CheckPoint.MORNING)
_WITHOUT_MAP = (CheckPoint.DURING,)

# Which signs stand together under one heading on a phone.
GROUPS = {
    "Feeling, pee and poo": ("cauda-equina",),
    "Strength and walking": ("nerve-loss", "cord"),
    "Falls and bones": ("fracture", "surgery"),
    "Feeling ill": ("infection", "heart-lung", "vessel", "pregnancy"),
    "How the pain is": ("pattern", "pain", "cancer", "inflammatory", "stenosis"),
    "How things go": ("course", "medicine", "distress"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionGroup:
    """Some questions under one heading."""

    title: str
    signs: tuple[Sign, ...]

    @property
    def slugs(self) -> str:
        """The questions' names in one text, for "none of these"."""
        return " ".join(sign.slug for sign in self.signs)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInPage:
    """One check, as it is asked: for whom, when, and which questions. `asked` are those asked twice."""

    client: User
    kind: CheckPoint
    session: ExerciseSession | None
    corrects: CheckIn | None
    assignment: Assignment | None
    dose: str
    last: LastMap | None
    last_day: str
    gates: tuple[Gate, ...]
    groups: tuple[QuestionGroup, ...]
    risks: tuple[Risk, ...]
    precautions: tuple[Precaution, ...]
    activities: tuple[Activity, ...]
    contacts: Contacts
    asked: tuple[str, ...] = ()
    opened: tuple[Sign, ...] = ()

    @property
    def arrived_session(self) -> ExerciseSession | None:
        """The session it belongs to, unless that still waits on the phone."""
        session = self.session
        return session if session is not None and not session._state.adding else None

    def places(self, marked: BodyMap | None) -> tuple[MapPlace, ...]:
        """Return every place with what is marked now and what was marked last time."""
        return map_places(marked or BodyMap(), self.last.body_map if self.last else None)

    @property
    def asks_pain(self) -> bool:
        """Whether the pad "pain right now" is on the page."""
        return self.kind in _WITH_PAIN

    @property
    def asks_where(self) -> bool:
        """Whether the body map is on the page."""
        return self.kind not in _WITHOUT_MAP

    @property
    def wanted(self) -> tuple[Sign, ...]:
        """The questions that only those answer who choose to, folded away and never waited for."""
        return tuple(sign for sign in warning_rules().asked_at(self.kind) if sign.is_opt_in)

    @property
    def asks_strength(self) -> bool:
        """Whether it asks for a leg or foot that got weaker."""
        return self.kind in ASKS_STRENGTH

    @property
    def asks_change(self) -> bool:
        """Whether it asks how things are on the whole, since the beginning."""
        return self.kind in _WITH_RATINGS

    @property
    def is_on_the_way(self) -> bool:
        """Whether homework begins after it."""
        return self.assignment is not None

    def open_questions(
        self,
        *,
        answers: Mapping[str, Answer],
        body_map: BodyMap | None,
        pain: int | None,
        words: str,
        now: dt.datetime,
    ) -> tuple[str, ...]:
        """Return the questions that what was said opens, and that were not asked yet."""
        found = self.judge(answers=answers, body_map=body_map, pain=pain, words=words, now=now)
        return tuple(slug for slug in found.ask if slug not in self.asked)

    def unanswered(self, answers: Mapping[str, Answer]) -> int:
        """Return how many questions are open that exercises wait for: all of the first check, the
        three before a session, and all of a longer check that stands in for those three.
        """
        if self.kind is CheckPoint.BEFORE:
            return sum(1 for gate in self.gates if gate.slug not in answers)
        if self.kind is not CheckPoint.JOINING and not self.is_on_the_way:
            return 0
        return sum(1 for group in self.groups for sign in group.signs if sign.slug not in answers)

    def judge(
        self,
        *,
        answers: Mapping[str, Answer],
        body_map: BodyMap | None,
        pain: int | None,
        words: str,
        now: dt.datetime,
    ) -> Triage:
        """Return what the rules say of what was said so far; nothing is kept by it."""
        facts = facts_for(
            self.client,
            body_map=body_map,
            pain=pain,
            answers=answers,
            words=words,
            at=now,
            day=local_day(now, self.client.time_zone),
            corrects=self.corrects,
        )
        return triage(answers, facts=facts, rules=warning_rules())

    def with_questions(self, slugs: Sequence[str]) -> CheckInPage:
        """Return the same page with some questions opened in front of everything else, and only there."""
        signs = warning_rules().signs
        asked = tuple(dict.fromkeys((*self.asked, *slugs)))
        groups = (
            replace(group, signs=tuple(one for one in group.signs if one.slug not in asked))
            for group in self.groups
        )
        return replace(
            self,
            asked=asked,
            opened=tuple(signs[slug] for slug in asked),
            groups=tuple(group for group in groups if group.signs),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a check-in says when it is kept: what to do, why, whom it was told.

    `resting` names the homework that rests for it; `goes_on` and `is_paused` say whether any other
    homework is still to be done, and whether any is paused, for whatever reason. `marked` are the places marked now or the time before.
    """

    urgency: Urgency | None
    messages: tuple[str, ...]
    because: tuple[str, ...]
    say: tuple[str, ...]
    keeps_walking: bool
    pattern: Finding | None
    before: LastMap | None
    before_day: str
    contacts: Contacts
    flag: Flag | None
    resting: tuple[str, ...]
    goes_on: bool = False
    is_paused: bool = False
    is_crisis: bool = False
    has_crisis: bool = False
    marked: tuple[MapPlace, ...] = ()
    view: str = "back"

    @property
    def pauses_all(self) -> bool:
        """Whether no homework is left to do: all of it rests."""
        return self.is_paused and not self.goes_on

    @property
    def is_emergency(self) -> bool:
        """Whether help is needed now."""
        return self.urgency is Urgency.NOW

    @property
    def is_for_today(self) -> bool:
        """Whether somebody has to be called today."""
        return self.urgency is Urgency.TODAY


def check_in_page(
    client: User,
    *,
    kind: CheckPoint,
    session: ExerciseSession | None,
    corrects: CheckIn | None,
    assignment: Assignment | None,
    dose: str,
    now: dt.datetime,
    asked: Collection[str] = (),
) -> CheckInPage:
    """Return what a check asks of a client now (at most four statements)."""
    rules = warning_rules()
    last = last_map(client, before=now)
    page = CheckInPage(
        client=client,
        kind=kind,
        session=session,
        corrects=corrects,
        assignment=assignment,
        dose=dose,
        last=last,
        last_day=_say_before(last.day, today=local_day(now, client.time_zone)) if last else "",
        gates=tuple(rules.gates.values()) if kind is CheckPoint.BEFORE else (),
        groups=_groups(rules, kind),
        risks=tuple(rules.risks.values()) if kind is CheckPoint.JOINING else (),
        precautions=_precautions(client) if kind is CheckPoint.JOINING else (),
        activities=_activities(client) if kind in _WITH_RATINGS else (),
        contacts=contacts_of(client, care_clinic(client)),
    )
    known = [slug for slug in asked if slug in rules.signs]
    return page.with_questions(known) if known else page


def outcome_of(check_in: CheckIn) -> Outcome:
    """Return what to say about a check-in that is kept (at most six statements)."""
    client = check_in.client
    told = _told(check_in)
    flag = flag_of(check_in)
    before = last_map(client, before=check_in.answered_at) if check_in.has_map else None
    contacts = contacts_of(client, care_clinic(client))
    homework = _homework(check_in, flag=flag)
    return Outcome(
        urgency=told.urgency,
        messages=tuple(contacts.fill(one) for one in told.messages),
        because=told.because,
        say=told.say,
        keeps_walking=told.keeps_walking,
        pattern=_pattern(check_in, before) if check_in.has_map else None,
        before=before,
        before_day=_say_before(before.day, today=check_in.local_day) if before else "",
        contacts=contacts,
        flag=flag,
        resting=tuple(dict.fromkeys(one.name for one in homework if one.rests)),
        goes_on=any(one.status == Status.ACTIVE for one in homework),
        is_paused=any(one.status == Status.PAUSED for one in homework),
        is_crisis={one["sign"] for one in check_in.findings if one["urgency"] == Urgency.NOW}
        == {"self-harm"},
        has_crisis=any(one["sign"] == "self-harm" for one in check_in.findings),
        marked=_marked(check_in.body_map, before),
        view=clearest_view(check_in.body_map),
    )


def _say_before(day: dt.date, *, today: dt.date) -> str:
    # "Same as today" would say nothing.
    return "earlier today" if day == today else say_day(day, today=today)


def _pattern(check_in: CheckIn, before: LastMap | None) -> Finding:
    weaker = check_in.answers.get("weaker")
    found = say_movement(
        before.body_map if before else None,
        check_in.body_map,
        is_weaker=None if weaker is None else weaker != Answer.NO,
    )
    if found.tone != "good":
        return found
    # Numbness that has stayed is no more than the time before, and no good news.
    standing = Flag.objects.open().filter(
        client=check_in.client_id,
        raised_at__lte=check_in.answered_at,
        urgency__in=(Urgency.NOW, Urgency.TODAY),
    )
    return beside_a_sign(found) if any(one.closes_exercises for one in standing) else found


def _homework(check_in: CheckIn, *, flag: Flag | None) -> list[Any]:
    """Read the client's homework, each with whether it `rests` for what was said here."""
    raised = Q(flag__check_in=check_in)
    rests = Proposal.objects.filter(
        raised | Q(flag=flag) if flag else raised,
        assignment=OuterRef("pk"),
        decided_at__isnull=True,
    )
    rows = Assignment.objects.current().filter(client=check_in.client_id)
    return list(rows.annotate(rests=Exists(rests)).order_by("created_at", "pk"))


def _marked(now: BodyMap | None, before: LastMap | None) -> tuple[MapPlace, ...]:
    if now is None:
        return ()
    places = map_places(now, before.body_map if before else None)
    return tuple(one for one in places if any(field.now or field.last for field in one.fields))


def _told(check_in: CheckIn) -> Told:
    # What was decided stands in the row; the words are those of today's rules.
    findings = ((one["sign"], Urgency(one["urgency"]), one["because"]) for one in check_in.findings)
    return tell(findings, rules=warning_rules())


def _groups(rules: Rules, kind: CheckPoint) -> tuple[QuestionGroup, ...]:
    asked = signs_at(kind, rules=rules)
    groups = (
        QuestionGroup(
            title=title,
            signs=tuple(sign for sign in asked if sign.group in names and not sign.is_opt_in),
        )
        for title, names in GROUPS.items()
    )
    return tuple(group for group in groups if group.signs)


def _precautions(client: User) -> tuple[Precaution, ...]:
    answered = set(
        PrecautionAnswer.objects.in_force()
        .filter(client=client)
        .values_list("precaution", flat=True)
    )
    return tuple(one for one in precautions().values() if one.slug not in answered)


def _activities(client: User) -> tuple[Activity, ...]:
    return tuple(Activity.objects.current().filter(client=client).order_by("position"))
