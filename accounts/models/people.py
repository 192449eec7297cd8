"""People, clinics and who works where. Care and invitations live beside this module."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.auth.models import (
    AbstractBaseUser,
    AnonymousUser,
    BaseUserManager,
    PermissionsMixin,
)
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.identifiers import uuid7
from accounts.time_zones import known_zones


def validate_time_zone(name: str) -> None:
    """Refuse a name that is not in the time zone database."""
    if name not in known_zones():
        raise ValidationError(_("We do not know this time zone. Pick one from the list."))


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Keep the people this person may see: oneself, one's clients, one's clinic's people."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        managed = user.managed_clinics()
        staff = managed.filter(memberships__ended_at__isnull=True).values("memberships__user")
        treated = managed.filter(care__ended_at__isnull=True).values("care__client")
        return self.filter(
            Q(pk=user.pk)
            | Q(pk__in=user.care_given.in_force().values("client"))
            | Q(pk__in=staff)
            | Q(pk__in=treated)
        )

    def in_care_of(self, therapist: User) -> Self:
        """Keep the people this therapist treats now, in a clinic where they still work."""
        if not therapist.is_active:
            return self.none()
        return self.filter(pk__in=therapist.care_given.in_force().values("client"))


if TYPE_CHECKING:
    # Generic for the type checker only: Django's class takes no parameters when it runs.
    _BaseUserManager = BaseUserManager["User"]
else:
    _BaseUserManager = BaseUserManager


class UserManager(_BaseUserManager):
    """Creates people. Everyday creation goes through the services."""

    def get_queryset(self) -> UserQuerySet:
        """Return all people, as the queryset with our rules."""
        return UserQuerySet(self.model, using=self._db)

    def visible_to(self, user: User | AnonymousUser) -> UserQuerySet:
        """Keep the people this person may see; see `UserQuerySet.visible_to`."""
        return self.get_queryset().visible_to(user)

    def in_care_of(self, therapist: User) -> UserQuerySet:
        """Keep the people this therapist treats now."""
        return self.get_queryset().in_care_of(therapist)

    def create_user(
        self, email: str | None = None, password: str | None = None, **fields: Any
    ) -> User:
        """Store a person; without a password they can only sign in another way."""
        user: User = self.model(email=(email or "").strip().lower() or None, **fields)
        user.set_password(password)
        user.full_clean()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Store a person who runs the installation; `manage.py createsuperuser` calls this."""
        joined = {"joined_at": timezone.now()}
        return self.create_user(
            email,
            password,
            **{**joined, **fields, "is_staff": True, "is_superuser": True},
        )

    def get_by_natural_key(self, username: str | None) -> User:
        """Find a person by e-mail, in any case; raises `User.DoesNotExist`."""
        user: User = self.get(email=(username or "").strip().lower())
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody with an account: a client, a therapist, a manager, or several of these."""

    class Theme(models.TextChoices):
        SYSTEM = "system", _("As phone")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    class TextSize(models.IntegerChoices):
        STANDARD = 100, _("Standard")
        LARGE = 115, _("Large")
        LARGER = 130, _("Larger")
        HUGE = 150, _("Huge")
        LARGEST = 200, _("Largest")

    class FigureBuild(models.TextChoices):
        """The body of whoever shows the exercises."""

        SLIM = "slim", _("Slim")
        REGULAR = "regular", _("Regular")
        BROAD = "broad", _("Broad")

    class FigureTone(models.IntegerChoices):
        """Their skin and hair, from the lightest to the darkest."""

        LIGHT = 1, _("Light")
        MEDIUM = 2, _("Medium")
        BROWN = 3, _("Brown")
        DARK = 4, _("Dark")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(
        _("email"),
        unique=True,
        null=True,
        blank=True,
        help_text=_("Stored in lower case. Clients who join by a link may leave it out."),
        error_messages={"unique": _("Somebody already uses this email.")},
    )
    display_name = models.CharField(_("name"), max_length=80)
    phone = models.CharField(
        _("phone"), max_length=40, blank=True, help_text=_("For whoever treats the client.")
    )
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="UTC", validators=[validate_time_zone]
    )
    language = models.CharField(_("language"), max_length=10, default="en")
    text_size = models.PositiveSmallIntegerField(
        _("text size"), choices=TextSize.choices, default=TextSize.STANDARD
    )
    theme = models.CharField(
        _("appearance"), max_length=10, choices=Theme.choices, default=Theme.SYSTEM
    )
    figure_build = models.CharField(
        _("body of the figures"),
        max_length=10,
        choices=FigureBuild.choices,
        default=FigureBuild.REGULAR,
    )
    figure_tone = models.PositiveSmallIntegerField(
        _("skin of the figures"), choices=FigureTone.choices, default=FigureTone.MEDIUM
    )
    is_staff = models.BooleanField(
        _("may enter the admin"), default=False, help_text=_("Therapists and managers.")
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    joined_at = models.DateTimeField(_("joined"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_lower_case"),
            models.CheckConstraint(condition=~Q(email=""), name="user_email_not_empty"),
            models.CheckConstraint(condition=~Q(display_name=""), name="user_has_a_name"),
            models.CheckConstraint(
                condition=Q(text_size__in=[100, 115, 130, 150, 200]),
                name="user_text_size_known",
            ),
            models.CheckConstraint(
                condition=Q(theme__in=["system", "light", "dark"]),
                name="user_theme_known",
            ),
            models.CheckConstraint(
                condition=Q(figure_build__in=["slim", "regular", "broad"]),
                name="user_figure_build_known",
            ),
            models.CheckConstraint(
                condition=Q(figure_tone__range=(1, 4)), name="user_figure_tone_known"
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def first_name(self) -> str:
        """The first word of the name, for speaking to the person."""
        return self.display_name.split(maxsplit=1)[0] if self.display_name.strip() else ""

    @property
    def initials(self) -> str:
        """One or two letters that stand for the person in an avatar."""
        words = self.display_name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        # Who joins the staff signs in once more, for a workday and no longer for weeks.
        own: str = super()._get_session_auth_hash(secret)  # type: ignore[misc]  # not in the stubs
        return f"{own}-staff" if self.is_staff else own

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.first_name

    def managed_clinics(self) -> models.QuerySet[Clinic]:
        """Return the clinics this person runs now, lazily, fit to be used as a subquery."""
        running = Membership.objects.current().filter(user=self, role=Membership.Role.MANAGER)
        return Clinic.objects.filter(pk__in=running.values("clinic"))


class ClientQuerySet(UserQuerySet):  # type: ignore[override]  # the plugin types as_manager apart
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Keep the people whose homework this person may see: the clients they treat now.

        Narrower than the rule of User: running a clinic is no reason to read health data.
        """
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self.filter(is_staff=False)
        return self.in_care_of(user)


class ClientManager(UserManager):
    """The same people under the narrower rule."""

    def get_queryset(self) -> ClientQuerySet:
        """Return all people, as the queryset with the rule for health data."""
        return ClientQuerySet(self.model, using=self._db)


class Client(User):
    """A person seen as somebody's client; the same row as their User."""

    objects: ClassVar[ClientManager] = ClientManager()

    class Meta:
        proxy = True
        verbose_name = _("client")
        verbose_name_plural = _("clients")


class ClinicQuerySet(models.QuerySet["Clinic"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Keep the clinics where this person works or is treated now."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        return self.filter(
            Q(pk__in=user.memberships.current().values("clinic"))
            | Q(pk__in=user.care_received.current().values("clinic"))
        )

    def worked_in_by(self, user: User) -> Self:
        """Keep the clinics where this person is a therapist or a manager now."""
        return self.filter(pk__in=user.memberships.current().values("clinic"))


class Clinic(models.Model):
    """A place where therapists and managers work together."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="UTC", validators=[validate_time_zone]
    )
    emergency_number = models.CharField(
        _("emergency number"),
        max_length=20,
        blank=True,
        help_text=_(
            "As it is dialed where your clients live. Empty: “your local emergency number”."
        ),
    )
    urgent_line = models.CharField(
        _("line for urgent advice"),
        max_length=40,
        blank=True,
        help_text=_("Where clients get advice today, out of hours too. Empty: “your doctor”."),
    )
    crisis_line = models.CharField(
        _("crisis line"), max_length=40, blank=True, help_text=_("For clients in despair.")
    )
    emergency_department = models.CharField(
        _("nearest emergency department"),
        max_length=160,
        blank=True,
        help_text=_(
            "Name and address, as one would tell a taxi driver. Clients read it offline, too."
        ),
    )
    flag_minutes = models.PositiveSmallIntegerField(
        _("minutes to look at an emergency"),
        default=60,
        help_text=_("After these, whoever runs the clinic is told, too."),
    )
    flag_hours = models.PositiveSmallIntegerField(
        _("hours to look at a flag for today"),
        default=24,
        help_text=_("After these, whoever runs the clinic is told, too."),
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = ClinicQuerySet.as_manager()

    class Meta:
        verbose_name = _("clinic")
        verbose_name_plural = _("clinics")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="clinic_has_a_name"),
            models.CheckConstraint(
                condition=Q(flag_minutes__range=(5, 1440)), name="clinic_flag_minutes_range"
            ),
            models.CheckConstraint(
                condition=Q(flag_hours__range=(1, 72)), name="clinic_flag_hours_range"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Keep one's own memberships, and all of them in a clinic one runs."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        return self.filter(Q(user=user) | Q(clinic__in=user.managed_clinics()))

    def current(self) -> Self:
        """Keep the memberships that have not ended."""
        return self.filter(ended_at__isnull=True)

    def treating(self) -> Self:
        """Keep the current memberships as a therapist."""
        return self.current().filter(role=Membership.Role.THERAPIST)


class Membership(models.Model):
    """A person works in a clinic, in one role, from and to."""

    class Role(models.TextChoices):
        THERAPIST = "therapist", _("Therapist")
        MANAGER = "manager", _("Manager")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    started_at = models.DateTimeField(_("from"), default=timezone.now)
    ended_at = models.DateTimeField(_("to"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "clinic", "role"],
                condition=Q(ended_at__isnull=True),
                name="membership_current_unique",
            ),
            models.CheckConstraint(
                condition=Q(role__in=["therapist", "manager"]),
                name="membership_role_known",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="membership_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}, {self.clinic}"
