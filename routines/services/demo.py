"""The demo: two clinics, their people, and weeks of lively homework that ends today.

Made by the services, so it is as valid as real data. Whether it may be made the command decides.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import random

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from accounts.database import write_transaction
from accounts.identifiers import uuid7
from accounts.models import Clinic, Membership, User
from accounts.services.invitations import NewAccount, accept_invitation, invite_client
from accounts.services.memberships import add_member
from accounts.time_zones import zone_or_utc
from routines.domain.dosage import Side
from routines.domain.schedule import EVERY_DAY, Frequency, local_day
from routines.domain.sets import SideAmount, as_prescribed, corrected
from routines.domain.warning_signs import CheckPoint
from routines.models import (
    Assignment,
    Effort,
    ExerciseSession,
    Prescription,
    Routine,
    SkipReason,
    Source,
)
from routines.services import assignments, changes, next_days, sessions
from routines.services.demo_check_ins import diegos_morning, ivans_weeks, say_all_is_well
from routines.services.demo_desk import ivans_desk

PASSWORD = "carryover-demo"  # noqa: S105  # known on purpose: the demo is refused in production
DAYS = 21
THERAPIST = "maya@example.org"
DAY = dt.timedelta(days=1)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """One of the other clients' homework, from the first day to today.

    `pain` runs from its first number to its second; on `quiet_days` at the end nothing is done.
    """

    name: str
    routine: str
    days: int
    times_per_day: int = 1
    diligence: float = 0.9
    pain: tuple[int, int] = (4, 3)
    quiet_days: int = 0
    is_paused: bool = False


CASELOAD = (
    Habit(name="Ruth Adler", routine="hip-stabilizer-1", days=16, pain=(5, 4), quiet_days=4),
    Habit(name="Diego Ramos", routine="piriformis-release", days=12, pain=(3, 7)),
    Habit(name="Priya Nair", routine="core-level-2", days=19, diligence=1.0, pain=(4, 1)),
    Habit(name="Hanna Lind", routine="ql-release", days=15, diligence=0.55, pain=(5, 4)),
    Habit(name="Jonas Weber", routine="lower-leg", days=14, pain=(4, 4), is_paused=True),
)

# Ivan's pain after each day's session, oldest first; None is the day on which he did nothing. The
# first one is too much, so the rules ease off; the last good ones make them propose a step up.
IVANS_PAIN = (6, 5, 4, 4, 5, 4, 3, None, 4, 3, 4, 3, 3, 4, 3, 3, 3, 2, 3, 3)
# What he says on the next morning, by how many days ago; the question of today still waits.
IVANS_MORNINGS = {
    **{19: 5, 18: 4, 17: 4, 16: 4, 15: 4, 14: 3, 13: 3, 11: 3, 10: 3, 9: 2},
    **{8: 3, 7: 3, 6: 2, 5: 2, 4: 2, 3: 2, 2: 2, 1: 2},
}
IVANS_NOTES = {
    16: "The ball was too sharp on the left today, so I left it out.",
    2: "Sat through a whole film. Only stood up once.",
}


@write_transaction
def seed(*, now: dt.datetime, time_zone: str) -> bool:
    """Make the demo people and their homework; return False where they stand already.

    `time_zone` is where they all live. Needs the library. All of it is made, or nothing.
    """
    if User.objects.filter(email=THERAPIST).exists():
        return False
    demo = _Demo(now=now, time_zone=time_zone)
    demo.make_riverside()
    demo.make_harbour()
    return True


class _Demo:
    """One run: the moment it is made at, and the password's one hash."""

    def __init__(self, *, now: dt.datetime, time_zone: str) -> None:
        self.now = now
        self.time_zone = time_zone
        self.today = local_day(now, time_zone)
        self.password = make_password(PASSWORD)
        self.chance = random.Random(7)  # noqa: S311  # the same demo every time

    # --- who there is ----------------------------------------------------------------------

    def make_riverside(self) -> None:
        clinic = self.make_clinic("Riverside Clinic", "+1 503 555 0142")
        maya = self.make_staff("Maya Ortiz", clinic, Membership.Role.THERAPIST)
        self.make_staff("Ana Silva", clinic, Membership.Role.MANAGER)
        self.make_ivan(maya, clinic)
        self.make_not_started(maya, clinic)
        for habit in CASELOAD:
            self.make_habitual(habit, maya, clinic)

    def make_harbour(self) -> None:
        clinic = self.make_clinic("Harbour Physio", "+1 503 555 0168")
        tom = self.make_staff("Tom Hale", clinic, Membership.Role.THERAPIST)
        noor = Habit(name="Noor Haddad", routine="morning-starter", days=9, pain=(5, 3))
        self.make_habitual(noor, tom, clinic)

    def make_clinic(self, name: str, phone: str) -> Clinic:
        clinic = Clinic(
            name=name, phone=phone, time_zone=self.time_zone, created_at=self.at(90, hour=9)
        )
        clinic.full_clean()
        clinic.save()
        return clinic

    def make_staff(self, name: str, clinic: Clinic, role: str) -> User:
        joined_at = self.at(90, hour=10)
        user = User.objects.create_user(
            self.email(name),
            display_name=name,
            time_zone=self.time_zone,
            joined_at=joined_at,
            created_at=joined_at,
        )
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        add_member(user=user, clinic=clinic, role=role, at=joined_at)
        return self.with_password(user)

    def make_client(
        self, name: str, therapist: User, clinic: Clinic, *, ago: int, is_checked: bool = True
    ) -> User:
        """Invite a client `ago` days ago, let them join within the hour, and ask what comes first."""
        invited = invite_client(
            therapist=therapist, clinic=clinic, display_name=name, at=self.at(ago, hour=10)
        )
        acceptance = accept_invitation(
            invitation=invited.invitation,
            who=NewAccount(email=self.email(name), time_zone=self.time_zone),
            at=self.at(ago, hour=10, minute=40),
        )
        EmailAddress.objects.filter(user=acceptance.client).update(verified=True)
        client = self.with_password(acceptance.client)
        if is_checked:
            say_all_is_well(client, kind=CheckPoint.JOINING, at=self.at(ago, hour=11), pain=4)
        return client

    def with_password(self, user: User) -> User:
        user.password = self.password
        user.save(update_fields=["password"])
        return user

    # --- Ivan: three weeks -----------------------------------------------------------------

    def make_ivan(self, maya: User, clinic: Clinic) -> None:
        ivan = self.make_client("Ivan Petrov", maya, clinic, ago=DAYS - 1)
        ivans_weeks(ivan, at=lambda ago: self.at(ago, hour=20, minute=50))
        release = self.assign(
            "piriformis-release",
            ivan,
            maya,
            ago=DAYS - 1,
            note="Start with the sore side, but do both. Never push into leg pain.",
        )
        # Five days a week, today among them, so that the demo has something done today.
        days = EVERY_DAY - {(self.today.weekday() + shift) % 7 for shift in (2, 5)}
        core = self.assign("core-level-1", ivan, maya, ago=DAYS - 1, weekdays=days)
        for ago in range(DAYS - 1, 0, -1):
            if ago in IVANS_MORNINGS:
                next_days.answer(
                    client=ivan,
                    day=self.day(ago),
                    pain=IVANS_MORNINGS[ago],
                    by=ivan,
                    now=self.at(ago, hour=7, minute=50),
                )
            if ago == 10:
                self.hold_longer(release, maya, ago=ago)
            pain = IVANS_PAIN[DAYS - 1 - ago]
            if pain is None:
                continue
            self.ivans_release(release, ago=ago, pain=pain)
            if core.current_version.frequency.due_on(self.day(ago)):
                self.do(core, ago=ago, hour=19, effort=Effort.JUST_RIGHT)
        if self.at(0, hour=0, minute=30) < self.now:
            self.do(core, ago=0, hour=7, effort=Effort.EASY)
        days = frozenset({*range(5), self.today.weekday()})
        desk = self.assign("desk-break-2", ivan, maya, ago=12, times_per_day=8, weekdays=days)
        ivans_desk(desk, now=self.now, log=self.log)

    def hold_longer(self, release: Assignment, maya: User, *, ago: int) -> None:
        """Revise in the second week; Ivan looks at what changed the same evening."""
        exercises = [
            dataclasses.replace(one, dosage=dataclasses.replace(one.dosage, hold_seconds=45))
            if one.exercise.slug == "figure-4-supine"
            else one
            for one in assignments.prescribed_from(release.routine)
        ]
        release.refresh_from_db()
        version = release.current_version
        assignments.revise(
            assignment=release,
            by=maya,
            exercises=exercises,
            frequency=version.frequency,
            note=version.note,
            at=self.at(ago, hour=11),
        )
        release.refresh_from_db()
        changes.mark_changes_seen(assignment=release)

    def ivans_release(self, release: Assignment, *, ago: int, pain: int) -> None:
        usual = [Effort.EASY, Effort.JUST_RIGHT, Effort.JUST_RIGHT, Effort.HARD]
        effort = self.chance.choice(usual)
        note = IVANS_NOTES.get(ago)
        if ago == 16:
            session = self.begin(release, ago=ago, hour=8)
            self.log(session, skip=("ball-piriformis-wall", SkipReason.PAIN))
        elif ago == 12:
            session = self.begin(release, ago=ago, hour=8)
            self.log(session, one_side_less="figure-4-supine")
        elif ago in {17, 5}:  # broken off half-way
            session = self.begin(release, ago=ago, hour=22)
            self.log(session, only=4)
        elif ago == 9:  # forgotten in the evening and filled in on the next morning
            session = self.begin(release, ago=ago, hour=7, source=Source.BACK_FILLED)
            self.log(session)
        else:
            session = self.begin(release, ago=ago, hour=8)
            self.log(session)
        self.end(session, pain=pain, effort=effort, note=note)

    # --- the others ------------------------------------------------------------------------

    def make_not_started(self, maya: User, clinic: Clinic) -> None:
        lena = self.make_client("Lena Vogel", maya, clinic, ago=4, is_checked=False)
        self.assign("core-level-1", lena, maya, ago=4, note="Slowly. Quality before number.")
        name, at = "Omar Farouk", self.at(2, hour=15)
        omar = invite_client(therapist=maya, clinic=clinic, display_name=name, at=at)
        self.assign("piriformis-release", omar.invitation.client, maya, ago=2, hour=15)

    def make_habitual(self, habit: Habit, therapist: User, clinic: Clinic) -> None:
        client = self.make_client(habit.name, therapist, clinic, ago=habit.days)
        assignment = self.assign(
            habit.routine,
            client,
            therapist,
            ago=habit.days,
            times_per_day=habit.times_per_day,
        )
        first, last = habit.pain
        for ago in range(habit.days, habit.quiet_days, -1):
            is_due = assignment.current_version.frequency.due_on(self.day(ago))
            if not is_due or self.chance.random() > habit.diligence:
                continue
            pain = round(first + (last - first) * (habit.days - ago) / habit.days)
            wobble = self.chance.choice([-1, 0, 0, 1]) if 0 < ago < habit.days - 1 else 0
            self.do(
                assignment,
                ago=ago,
                hour=self.chance.choice([7, 12, 18, 20]),
                pain=max(0, min(10, pain + wobble)),
                effort=self.chance.choice(list(Effort)[:3]),
            )
        if habit.name == "Diego Ramos":
            diegos_morning(client, by=therapist, at=self.now - dt.timedelta(minutes=50))
        if habit.is_paused:
            assignments.pause(assignment=assignment, by=therapist, at=self.at(1, hour=16))

    # --- the verbs -------------------------------------------------------------------------

    def assign(
        self,
        slug: str,
        client: User,
        by: User,
        *,
        ago: int,
        hour: int = 10,
        times_per_day: int = 1,
        weekdays: frozenset[int] = EVERY_DAY,
        note: str = "",
    ) -> Assignment:
        routine = Routine.objects.built_in().get(slug=slug)
        return assignments.assign(
            routine=routine,
            client=client,
            by=by,
            exercises=assignments.prescribed_from(routine),
            frequency=Frequency(
                times_per_day=times_per_day,
                weekdays=weekdays,
                starts_on=self.day(ago),
                ends_on=self.today + 3 * 7 * DAY,
            ),
            note=note,
            at=self.at(ago, hour=hour, minute=5),
        )

    def do(
        self,
        assignment: Assignment,
        *,
        ago: int,
        hour: int,
        pain: int | None = None,
        effort: int | None = None,
    ) -> None:
        """Do all of it as prescribed and rate it."""
        session = self.begin(assignment, ago=ago, hour=hour)
        now = session.started_at
        sessions.log_rest_as_prescribed(session=session, at=now, now=now)
        self.end(session, pain=pain, effort=effort)

    def begin(
        self, assignment: Assignment, *, ago: int, hour: int, source: Source | None = None
    ) -> ExerciseSession:
        # Guided on most days, tapped on the list on the others.
        source = source or (Source.TIMED if ago % 3 else Source.TAPPED)
        minute = self.chance.randrange(0, 40)
        at = self.at(ago - 1 if source is Source.BACK_FILLED else ago, hour=hour, minute=minute)
        # A demo made early in the morning has its session of today a moment ago.
        at = min(at, self.now - dt.timedelta(minutes=12))
        return sessions.start(
            key=uuid7(),
            assignment=assignment,
            client=assignment.client,
            day=self.day(ago),
            at=at,
            now=at,
            source=source,
        ).row

    def log(
        self,
        session: ExerciseSession,
        *,
        skip: tuple[str, SkipReason] | None = None,
        one_side_less: str = "",
        only: int | None = None,
    ) -> None:
        """Log one exercise after another, a minute apart."""
        rows = Prescription.objects.filter(version=session.version_id).select_related("exercise")
        for number, one in enumerate(rows.order_by("position")[:only], start=1):
            at = session.started_at + dt.timedelta(minutes=number)
            if skip and skip[0] == one.exercise.slug:
                sessions.log_skipped(
                    key=uuid7(), session=session, prescription=one, reason=skip[1], at=at, now=at
                )
                continue
            sets = as_prescribed(one.dosage)
            if one_side_less == one.exercise.slug:
                held = one.hold_seconds
                whole = SideAmount(sets=one.sets, repetitions=one.repetitions, seconds=held)
                less = dataclasses.replace(whole, sets=1, seconds=20)
                sets = corrected(one.dosage, {Side.LEFT: whole, Side.RIGHT: less})
            sessions.log_performed(
                key=uuid7(), session=session, prescription=one, sets=sets, at=at, now=at
            )

    def end(
        self,
        session: ExerciseSession,
        *,
        pain: int | None = None,
        effort: int | None = None,
        note: str | None = None,
    ) -> None:
        at = session.started_at + dt.timedelta(minutes=10)
        sessions.rate(
            session=session, by=session.client, pain=pain, effort=effort, note=note, now=at
        )

    # --- when ------------------------------------------------------------------------------

    def day(self, ago: int) -> dt.date:
        return self.today - ago * DAY

    def at(self, ago: int, *, hour: int, minute: int = 0) -> dt.datetime:
        moment = dt.datetime.combine(self.day(ago), dt.time(hour, minute))
        return moment.replace(tzinfo=zone_or_utc(self.time_zone)).astimezone(dt.UTC)

    @staticmethod
    def email(name: str) -> str:
        return f"{name.split()[0].lower()}@example.org"
