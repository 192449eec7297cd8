"""The clinic's side of the admin: team, care, invitations; accounts for superusers only.

Clients and their homework have their own pages in the homework's admin. Nobody sets a password
for somebody else there or here; a link to choose one can be asked for at the sign-in page.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as StockUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.db.models import ForeignKey, QuerySet
from django.forms import ModelChoiceField
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.forms.clinics import ClinicForm
from accounts.models import CareRelationship, Clinic, Invitation, Membership, User
from accounts.scope import ScopedAdmin, ScopedRelatedFilter, runs_a_clinic
from accounts.services.care import CareError, begin_care, end_care
from accounts.services.emails import keep_only_this_email
from accounts.services.invitations import revoke_invitation
from accounts.services.memberships import add_member, end_membership


class PeriodAdmin(ScopedAdmin):
    """Rows that hold from a day to a day."""

    @admin.display(description=gettext_lazy("From"), ordering="started_at")
    def since(self, row: Membership | CareRelationship) -> str:
        """The first day."""
        return _day(row.started_at)

    @admin.display(description=gettext_lazy("To"), ordering="ended_at")
    def until(self, row: Membership | CareRelationship) -> str:
        """The last day, if it is over."""
        return _day(row.ended_at)


@admin.register(Clinic)
class ClinicAdmin(ScopedAdmin):
    """The clinics one works in; managers keep name, numbers for help, and the time to look at flags."""

    form = ClinicForm
    list_display = ("name", "phone", "time_zone")
    fieldsets = (
        (None, {"fields": ("name", "phone", "time_zone")}),
        (
            gettext_lazy("Whom clients call"),
            {
                "fields": (
                    "emergency_number",
                    "urgent_line",
                    "crisis_line",
                    "emergency_department",
                ),
                "description": gettext_lazy(
                    "Clients read and dial these after a warning sign. Dial each one yourself"
                    " before you save it."
                ),
            },
        ),
        (
            gettext_lazy("How soon somebody looks"),
            {
                "fields": ("flag_minutes", "flag_hours"),
                "description": gettext_lazy(
                    "Clients are never told to wait for you. These are for your team: who is late"
                    " shows as late, and you get an email."
                ),
            },
        ),
    )
    search_fields = ("name",)
    ordering = ("name", "pk")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A clinic is opened by whoever runs the installation."""
        return _is_superuser(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A clinic is kept by its own managers."""
        if obj is None or _is_superuser(request):
            return runs_a_clinic(request)
        return bool(_user(request).managed_clinics().filter(pk=obj.pk).exists())


@admin.register(Membership)
class MembershipAdmin(PeriodAdmin):
    """Who works in the clinic."""

    list_display = ("person", "role", "clinic", "since", "until")
    list_select_related = ("user", "clinic")
    list_filter = (("clinic", ScopedRelatedFilter), "role")
    search_fields = ("user__display_name", "user__email")
    search_help_text = gettext_lazy("Name or email")
    fields = ("user", "clinic", "role", "since", "until")
    readonly_fields = ("person", "since", "until")
    names_of_people: ClassVar = {"user": "person"}
    ordering = ("ended_at", "user__display_name", "pk")
    actions = ("end_selected",)

    @admin.display(description=gettext_lazy("Name"), ordering="user__display_name")
    def person(self, membership: Membership) -> str:
        """Who works there."""
        return str(membership.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """New colleagues need an account first, which superusers make."""
        return _is_superuser(request)

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        """Let the person work here; the same people twice changes nothing."""
        stored = add_member(user=obj.user, clinic=obj.clinic, role=obj.role, at=timezone.now())
        obj.pk = stored.pk

    @admin.action(description=gettext_lazy("End the selected memberships"), permissions=["end"])
    def end_selected(self, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        """End the work of the selected people, and with it their care in that clinic."""
        clinics = None if _is_superuser(request) else _user(request).managed_clinics()
        rows = queryset if clinics is None else queryset.filter(clinic__in=clinics)
        ended = [end_membership(membership=each, at=timezone.now()) for each in rows]
        _say_how_many(request, len(ended))

    def has_end_permission(self, request: HttpRequest) -> bool:
        """Managers end memberships in the clinics they run."""
        return runs_a_clinic(request)


class CareForm(forms.ModelForm):
    """Who shall treat whom; the service decides whether that can be."""

    def clean(self) -> dict[str, Any]:
        """Refuse a therapist who does not work in the clinic, beside the field."""
        cleaned = super().clean() or self.cleaned_data
        therapist, clinic = cleaned.get("therapist"), cleaned.get("clinic")
        if (
            therapist
            and clinic
            and not therapist.memberships.treating().filter(clinic=clinic).exists()
        ):
            self.add_error("therapist", _("This therapist does not work in this clinic."))
        return cleaned


@admin.register(CareRelationship)
class CareRelationshipAdmin(PeriodAdmin):
    """Who looks after whom in the clinic."""

    form = CareForm
    list_display = ("client", "therapist", "clinic", "since", "until")
    list_select_related = ("client", "therapist", "clinic")
    list_filter = (("clinic", ScopedRelatedFilter),)
    search_fields = ("client__display_name", "therapist__display_name")
    search_help_text = gettext_lazy("Client or therapist")
    fields = ("therapist", "client", "clinic", "since", "until")
    readonly_fields = ("therapist_name", "client_name", "since", "until")
    names_of_people: ClassVar = {"therapist": "therapist_name", "client": "client_name"}
    ordering = ("ended_at", "client__display_name", "pk")
    actions = ("end_selected",)

    @admin.display(description=gettext_lazy("Therapist"))
    def therapist_name(self, relationship: CareRelationship) -> str:
        """Who looks after the client."""
        return str(relationship.therapist)

    @admin.display(description=gettext_lazy("Client"))
    def client_name(self, relationship: CareRelationship) -> str:
        """Who is looked after."""
        return str(relationship.client)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Managers put a client of the clinic in another therapist's care."""
        return runs_a_clinic(request)

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        """Offer the clinics one runs and their people, whatever else one may see."""
        user = _user(request)
        if not user.is_superuser:
            kwargs["queryset"] = {
                "clinic": user.managed_clinics(),
                "therapist": User.objects.filter(
                    memberships__in=Membership.objects.treating().filter(
                        clinic__in=user.managed_clinics()
                    )
                ).distinct(),
                "client": User.objects.filter(
                    care_received__clinic__in=user.managed_clinics(),
                    care_received__ended_at__isnull=True,
                ).distinct(),
            }[db_field.name]
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(
        self, request: HttpRequest, obj: CareRelationship, form: Any, change: bool
    ) -> None:
        """Begin the care; care that runs already stays as it is."""
        stored = begin_care(
            therapist=obj.therapist, client=obj.client, clinic=obj.clinic, at=timezone.now()
        )
        obj.pk = stored.pk

    @admin.action(description=gettext_lazy("End the selected care"))
    def end_selected(self, request: HttpRequest, queryset: QuerySet[CareRelationship]) -> None:
        """End the care for the very next request."""
        ended = 0
        for each in queryset.current():  # type: ignore[attr-defined]
            try:
                end_care(relationship=each, by=_user(request), at=timezone.now())
            except CareError as error:
                messages.error(request, str(error.sentence))
            else:
                ended += 1
        _say_how_many(request, ended)


@admin.register(Invitation)
class InvitationAdmin(ScopedAdmin):
    """Invitations on their way; inviting happens on the page of clients."""

    list_display = ("client", "invited_by", "clinic", "state", "invited_on", "good_until")
    list_select_related = ("client", "invited_by", "clinic")
    list_filter = (("clinic", ScopedRelatedFilter),)
    search_fields = ("client__display_name", "email")
    search_help_text = gettext_lazy("Client or email")
    fields = ("client", "invited_by", "clinic", "email", "state", "invited_on", "good_until")
    readonly_fields = (*fields, "client_name", "inviter")
    names_of_people: ClassVar = {"client": "client_name", "invited_by": "inviter"}
    ordering = ("-created_at", "pk")
    actions = ("revoke_selected",)

    @admin.display(description=gettext_lazy("Client"))
    def client_name(self, invitation: Invitation) -> str:
        """Who is invited."""
        return str(invitation.client)

    @admin.display(description=gettext_lazy("Invited by"))
    def inviter(self, invitation: Invitation) -> str:
        """Who invited."""
        return str(invitation.invited_by)

    @admin.display(description=gettext_lazy("State"))
    def state(self, invitation: Invitation) -> str:
        """What has become of it."""
        if invitation.accepted_at:
            return _("Accepted")
        if invitation.revoked_at:
            return _("Taken back")
        return _("Expired") if invitation.expires_at <= timezone.now() else _("Waiting")

    @admin.display(description=gettext_lazy("Invited"), ordering="created_at")
    def invited_on(self, invitation: Invitation) -> str:
        """The day it was sent."""
        return _day(invitation.created_at)

    @admin.display(description=gettext_lazy("Good until"), ordering="expires_at")
    def good_until(self, invitation: Invitation) -> str:
        """The day it runs out."""
        return _day(invitation.expires_at)

    @admin.action(description=gettext_lazy("Take the selected invitations back"))
    def revoke_selected(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        """Close unused invitations."""
        rows = list(queryset.open())  # type: ignore[attr-defined]
        for each in rows:
            revoke_invitation(invitation=each, at=timezone.now())
        _say_how_many(request, len(rows))


class LowerCaseEmail:
    """Emails are stored in lower case, and as null where there is none."""

    cleaned_data: dict[str, Any]

    def clean_email(self) -> str | None:
        """Return the email in lower case, or None."""
        email: str | None = self.cleaned_data["email"]
        return email.lower() if email else None


class PersonCreationForm(LowerCaseEmail, AdminUserCreationForm):
    """A new account: a name and an email; the password may be left to a link."""

    class Meta:
        model = User
        fields = ("email", "display_name")


class PersonChangeForm(LowerCaseEmail, UserChangeForm):
    """All that superusers may correct about a person."""

    class Meta:
        model = User
        fields = "__all__"
        field_classes: dict[str, type[forms.Field]] = {}


@admin.register(User)
class PersonAdmin(StockUserAdmin):
    """Accounts; for whoever runs the installation."""

    form = PersonChangeForm
    add_form = PersonCreationForm
    add_form_template = "admin/change_form.html"
    list_display = ("display_name", "email", "is_staff", "is_active", "joined_at")
    list_filter = ("is_staff", "is_superuser", "is_active")
    search_fields = ("display_name", "email")
    ordering = ("display_name", "pk")
    filter_horizontal = ()
    readonly_fields = ("last_login", "joined_at", "created_at")
    fieldsets = (
        (None, {"fields": ("display_name", "email", "phone")}),
        (
            gettext_lazy("Preferences"),
            {
                "fields": (
                    "language",
                    "time_zone",
                    "text_size",
                    "theme",
                    "figure_build",
                    "figure_tone",
                )
            },
        ),
        (gettext_lazy("Access"), {"fields": ("is_active", "is_staff", "is_superuser")}),
        (gettext_lazy("Dates"), {"fields": ("joined_at", "last_login", "created_at")}),
    )
    add_fieldsets = (
        (None, {"fields": ("display_name", "email", "usable_password", "password1", "password2")}),
    )

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Superusers only."""
        return _is_superuser(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Superusers only."""
        return _is_superuser(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Superusers only."""
        return _is_superuser(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Superusers only."""
        return _is_superuser(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: an account is closed, not deleted."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Store the person; somebody made here needs no invitation."""
        if not change:
            obj.joined_at = timezone.now()
        super().save_model(request, obj, form, change)
        if "email" in form.changed_data:
            keep_only_this_email(user=obj)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:
        """Does not exist: people choose their own passwords."""
        raise Http404


def _day(at: dt.datetime | None) -> str:
    return date_format(timezone.localtime(at), "j M Y") if at else ""


def _user(request: HttpRequest) -> User:
    user = request.user
    if not isinstance(user, User):
        raise Http404
    return user


def _is_superuser(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.is_superuser


def _say_how_many(request: HttpRequest, number: int) -> None:
    said = ngettext("%(number)d was closed.", "%(number)d were closed.", number)
    messages.info(request, said % {"number": number})
