"""The demo: two clinics, their people, and weeks of lively homework that ends today.

Everything goes through the services with times of its own, so it is as valid as real data. Whether
a demo may be made at all is for the command to decide: everybody here has the same known password.
"""

from __future__ import annotations

import dataclasses
import datetime as dt

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from accounts.database import write_transaction
from accounts.models import Clinic, Membership, User
from accounts.services.invitations import NewAccount, accept_invitation, invite_client
from accounts.services.memberships import add_member
from routines.domain.schedule import EVERY_DAY
from routines.models import Assignment, Effort, ExerciseSession, SkipReason, Source
from routines.services import assignments, changes, next_days
from routines.services.demo_check_ins import (
    IvansPattern,
    join_safely,
    raise_lenas_flag,
    wait_for_the_next_visit,
)
from routines.services.demo_diary import DemoDiary

PASSWORD = "carryover-demo"  # noqa: S105  # known on purpose: the demo is refused in production
DAYS = 21
THERAPIST = "maya@example.org"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """How one of the other clients does their homework, from the first day to today.

    `pain` runs in a line from its first number to its second; on `quiet_days` at the end nothing
    is done. Who `worries` says so in a check-in, which waits for the next visit.
    """

    name: str
    routine: str
    days: int
    times_per_day: int = 1
    diligence: float = 0.9
    pain: tuple[int, int] = (4, 3)
    quiet_days: int = 0
    is_paused: bool = False
    worries: bool = False


CASELOAD = (
    Habit(name="Ruth Adler", routine="hip-stabilizer-1", days=16, pain=(5, 4), quiet_days=4),
    Habit(name="Diego Ramos", routine="piriformis-release", days=12, pain=(3, 7)),
    Habit(name="Priya Nair", routine="core-level-2", days=19, diligence=1.0, pain=(4, 1)),
    Habit(
        name="Hanna Lind", routine="ql-release", days=15, diligence=0.55, pain=(5, 4), worries=True
    ),
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


class _Demo(DemoDiary):
    """One run: the moment it is made at, and the password's one hash."""

    def __init__(self, *, now: dt.datetime, time_zone: str) -> None:
        super().__init__(now=now, time_zone=time_zone)
        self.password = make_password(PASSWORD)

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

    def make_client(self, name: str, therapist: User, clinic: Clinic, *, ago: int) -> User:
        """Invite a client `ago` days ago and let them join within the hour."""
        invited = invite_client(
            therapist=therapist, clinic=clinic, display_name=name, at=self.at(ago, hour=10)
        )
        acceptance = accept_invitation(
            invitation=invited.invitation,
            who=NewAccount(email=self.email(name), time_zone=self.time_zone),
            at=self.at(ago, hour=10, minute=40),
        )
        EmailAddress.objects.filter(user=acceptance.client).update(verified=True)
        join_safely(acceptance.client, at=self.at(ago, hour=10, minute=45))
        return self.with_password(acceptance.client)

    def with_password(self, user: User) -> User:
        user.password = self.password
        user.save(update_fields=["password"])
        return user

    # --- Ivan: three weeks -----------------------------------------------------------------

    def make_ivan(self, maya: User, clinic: Clinic) -> None:
        ivan = self.make_client("Ivan Petrov", maya, clinic, ago=DAYS - 1)
        release = self.assign(
            "piriformis-release",
            ivan,
            maya,
            ago=DAYS - 1,
            note="Start with the sore side, but do both. Never push into leg pain.",
        )
        # Five days a week, today among them, so that the demo has something done today.
        rest_days = {(self.today.weekday() + shift) % 7 for shift in (2, 5)}
        core = self.assign(
            "core-level-1", ivan, maya, ago=DAYS - 1, weekdays=EVERY_DAY - frozenset(rest_days)
        )
        pattern = IvansPattern(ivan, maya, clinic, diary=self)
        pattern.begin(ago=DAYS - 1)
        for ago in range(DAYS - 1, 0, -1):
            pattern.morning(ago=ago)
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
            pattern.after(self.ivans_release(release, ago=ago, pain=pain), ago=ago, pain=pain)
            if core.current_version.frequency.due_on(self.day(ago)):
                self.do(core, ago=ago, hour=19, effort=Effort.JUST_RIGHT)
        if self.at(0, hour=0, minute=30) < self.now:
            self.do(core, ago=0, hour=7, effort=Effort.EASY)

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

    def ivans_release(self, release: Assignment, *, ago: int, pain: int) -> ExerciseSession:
        effort = self.chance.choice(
            [Effort.EASY, Effort.JUST_RIGHT, Effort.JUST_RIGHT, Effort.HARD]
        )
        note = IVANS_NOTES.get(ago)
        if ago == 16:
            session = self.begin(release, ago=ago, hour=8)
            self.log(session, skip=("ball-piriformis-wall", SkipReason.PAIN))
        elif ago == 12:
            session = self.begin(release, ago=ago, hour=8)
            self.log(session, one_side_less="figure-4-supine")
        elif ago in {17, 5}:
            # Broken off half-way.
            session = self.begin(release, ago=ago, hour=22)
            self.log(session, only=4)
        elif ago == 9:
            # Forgotten in the evening and filled in on the next morning.
            session = self.begin(release, ago=ago, hour=7, source=Source.BACK_FILLED)
            self.log(session)
        else:
            session = self.begin(release, ago=ago, hour=8)
            self.log(session)
        self.end(session, pain=pain, effort=effort, note=note)
        return session

    # --- the others ------------------------------------------------------------------------

    def make_not_started(self, maya: User, clinic: Clinic) -> None:
        lena = self.make_client("Lena Vogel", maya, clinic, ago=4)
        self.assign("core-level-1", lena, maya, ago=4, note="Slowly. Quality before number.")
        raise_lenas_flag(lena, at=self.now - dt.timedelta(minutes=50))
        omar = invite_client(
            therapist=maya, clinic=clinic, display_name="Omar Farouk", at=self.at(2, hour=15)
        )
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
            if not assignment.current_version.frequency.due_on(self.day(ago)):
                continue
            if self.chance.random() > habit.diligence:
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
        if habit.worries:
            wait_for_the_next_visit(client, at=self.at(3, hour=20))
        if habit.is_paused:
            assignments.pause(assignment=assignment, by=therapist, at=self.at(1, hour=16))

    @staticmethod
    def email(name: str) -> str:
        return f"{name.split()[0].lower()}@example.org"
