"""The one admin site: its frame, its front page, and who gets in.

Signing in and out is left to the pages everybody uses; people without a place in the admin get
the same 404 as for an address that does not exist.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import update_wrapper
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, URLPattern, URLResolver, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from routines.queries.caseload import Caseload, caseload
from routines.queries.contacts import without_a_number
from routines.queries.flags import left_waiting
from routines.queries.team import Team, team

# A page nobody reads to its end; the search finds the others.
MOST_ROWS = 100
_OUR_APPS = {"accounts", "routines"}
_CLINIC_PAGES = ("membership", "carerelationship", "invitation", "clinic")
_HIDDEN_PAGES = {"view_on_site", "password_change_done"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One entry of the side navigation."""

    label: str
    icon: str
    url: str
    is_current: bool
    group: str = ""


class CarryoverAdminSite(AdminSite):
    """The therapists' pages."""

    site_title = "Carryover"
    site_header = "Carryover"
    index_title = gettext_lazy("All records")
    enable_nav_sidebar = False
    empty_value_display = ""

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Take in our own pages only; others' know nothing of `visible_to`."""
        one = isinstance(model_or_iterable, type)
        models: list[Any] = [model_or_iterable] if one else list(model_or_iterable)
        ours = [model for model in models if model._meta.app_label in _OUR_APPS]
        super().register(ours, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Let in whoever works in a clinic, and superusers."""
        user = request.user
        return isinstance(user, User) and user.is_active and (user.is_staff or user.is_superuser)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Send strangers to sign in; to everybody else without a place here it does not exist."""
        guarded = super().admin_view(view, cacheable)

        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not self.has_permission(request):
                raise Http404
            try:
                return guarded(request, *args, **kwargs)
            except FieldDoesNotExist as error:
                # The stock pages trust the field named in an address, and the keys of chosen rows.
                raise Http404 from error
            except ValidationError as error:
                if ACTION_CHECKBOX_NAME not in request.POST:
                    raise
                raise Http404 from error

        return update_wrapper(inner, view)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Return the stock addresses without those that have no use here."""
        return [
            url for url in super().get_urls() if getattr(url, "name", None) not in _HIDDEN_PAGES
        ]

    @method_decorator(login_not_required)
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseRedirect:
        """Send people to the sign-in page of the whole site, and back here afterwards."""
        wanted = request.GET.get("next", "")
        if not url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
            wanted = reverse("admin:index")
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': wanted})}")

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Send people to the page where everybody signs out."""
        return HttpResponseRedirect(reverse("account_logout"))

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Send people to the page where everybody changes their password."""
        return HttpResponseRedirect(reverse("account_change_password"))

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Return what every page of the site knows. No lists of apps: they cost statements."""
        return {
            "site_title": self.site_title,
            "site_header": self.site_header,
            "site_url": self.site_url,
            "has_permission": self.has_permission(request),
            "is_popup": False,
            "is_nav_sidebar_enabled": False,
            "places": self._places(request),
            "clinic_places": _clinic_places(request),
        }

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Show the caseload; a manager without clients sees the team instead."""
        user = request.user
        assert isinstance(user, User)  # noqa: S101 - `admin_view` lets nobody else in
        if user.is_superuser and request.GET.get("show") == "records":
            records = {"app_list": self.get_app_list(request), "log_entries": None}
            return super().index(request, {**records, **(extra_context or {})})
        found = caseload(therapist=user, now=timezone.now())
        own_team = team(user=user) if not found.rows else None
        clinics = list(user.managed_clinics().order_by("name"))
        context = {
            **self.each_context(request),
            "left_waiting": left_waiting(user) if clinics or user.is_superuser else [],
            "without_a_number": without_a_number(clinics),
            "may_invite": own_team is None or own_team.treats(user),
            **_caseload_context(request, found, own_team, today=timezone.localdate()),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/caseload/index.html", context)

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Show the list of an app's records to superusers; others have the side navigation."""
        if not request.user.is_superuser:
            return HttpResponseRedirect(reverse("admin:index"))
        return super().app_index(request, app_label, extra_context)

    def _places(self, request: HttpRequest) -> list[Place]:
        entries = [
            ("", _("Caseload"), "inbox", "admin:index"),
            ("", _("Clients"), "users", "admin:accounts_client_changelist"),
            ("", _("Assignments"), "clipboard-list", "admin:routines_assignment_changelist"),
            (_("Library"), _("Routines"), "layout-list", "admin:routines_routine_changelist"),
            (_("Library"), _("Exercises"), "person-standing", "admin:routines_exercise_changelist"),
            (_("Clinic"), _("Team & clinic"), "building-2", "admin:accounts_membership_changelist"),
        ]
        home = reverse("admin:index")
        places: list[Place] = []
        for group, label, icon, name in entries:
            try:
                url = reverse(name)
            except NoReverseMatch:
                continue
            here = request.path == home if url == home else request.path.startswith(url)
            if name == "admin:accounts_membership_changelist":
                here = any(f"/accounts/{page}/" in request.path for page in _CLINIC_PAGES)
            records = request.GET.get("show") == "records"
            places.append(
                Place(label=label, icon=icon, url=url, is_current=here and not records, group=group)
            )
        if request.user.is_superuser:
            places.append(
                Place(
                    label=_("All records"),
                    icon="database",
                    url=f"{home}?show=records",
                    is_current=request.path == home and request.GET.get("show") == "records",
                    group=_("Clinic"),
                )
            )
        return places


def _clinic_places(request: HttpRequest) -> list[Place]:
    labels = (_("Team"), _("Who treats whom"), _("Invitations"), _("Clinic"))
    return [
        Place(
            label=label,
            icon="",
            url=reverse(f"admin:accounts_{page}_changelist"),
            is_current=f"/accounts/{page}/" in request.path,
        )
        for label, page in zip(labels, _CLINIC_PAGES, strict=True)
    ]


def _caseload_context(
    request: HttpRequest, found: Caseload, own_team: Team | None, *, today: dt.date
) -> dict[str, Any]:
    words = request.GET.get("q", "").strip()[:80]
    show = request.GET.get("show", "")
    if show not in {"everyone", "not-started"}:
        show = "needs"
    named = found.named(words) if words else found
    groups = {
        "needs": [("", named.needs_you)],
        "not-started": [("", named.not_started)],
        "everyone": [
            (_("Needs you"), named.needs_you),
            (_("Going well, newest first"), named.on_track),
            (_("Nothing under way"), named.quiet),
        ],
    }[show if not words else "everyone"]
    return {
        "title": _("Caseload"),
        "caseload": found,
        "groups": [(label, rows[:MOST_ROWS]) for label, rows in groups if rows],
        "hidden_rows": sum(max(0, len(rows) - MOST_ROWS) for _label, rows in groups),
        "on_track": named.on_track[:MOST_ROWS]
        if show == "needs" and not words and named.needs_you
        else (),
        "show": show,
        "words": words,
        "team": own_team,
        "today": today,
    }
