"""Assignments: the list, and what can be done with one that is given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from routines.admin.assigning import MOST_CLIENTS, assign_view, revise_view
from routines.admin.proposals import proposal_urls
from routines.admin.scope import (
    ScopedAdmin,
    say_sorry,
    the_user,
    treats_somewhere,
    uuid_or_404,
)
from routines.domain.breaks import say_breaks_per_day
from routines.domain.schedule import local_day, say_times_per_day, say_weekdays
from routines.models import Assignment, Field, Status
from routines.services.assignments import AssignmentError, end, pause, resume


class StatusFilter(admin.SimpleListFilter):
    """Current homework first; what has ended only when asked for."""

    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the states an assignment can be in."""
        return [(str(value), str(label)) for value, label in Status.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the assignments in the chosen state."""
        if self.value() in Status.values:
            return queryset.filter(status=self.value())
        return queryset


@admin.register(Assignment)
class AssignmentAdmin(ScopedAdmin):
    """Homework of one's clients: assigned and changed here, done on the phone."""

    list_display = ("client_name", "name", "state", "frequency", "dates", "version_number")
    list_display_links = None
    list_filter = (StatusFilter,)
    search_fields = ("name", "client__display_name")
    search_help_text = "Routine or client"
    ordering = ("-created_at", "pk")

    @admin.display(description="Client", ordering="client__display_name")
    def client_name(self, row: Assignment) -> SafeString:
        """The client, leading to their page."""
        address = reverse("admin:accounts_client_change", args=[row.client_id])
        return format_html('<a href="{}">{}</a>', address, row.client.display_name)

    @admin.display(description="Status", ordering="status")
    def state(self, row: Assignment) -> SafeString:
        """Active, paused or ended."""
        look = {Status.ACTIVE: "good", Status.PAUSED: "care"}.get(Status(row.status), "plain")
        return format_html('<span class="chip chip--{}">{}</span>', look, row.get_status_display())

    @admin.display(description="How often")
    def frequency(self, row: Assignment) -> str:
        """How often it is due, in words."""
        often = row.current_version.frequency
        say = say_breaks_per_day if row.field == Field.DESK else say_times_per_day
        times = say(often.times_per_day).capitalize()
        return f"{times}, {say_weekdays(often.weekdays)}"

    @admin.display(description="Dates")
    def dates(self, row: Assignment) -> str:
        """From when to when."""
        version = row.current_version
        first = f"{version.starts_on.day} {version.starts_on:%b}"
        last = row.ended_on or version.ends_on
        return f"{first} to {last.day} {last:%b}" if last else _("from %(day)s") % {"day": first}

    @admin.display(description="Version", ordering="version__number")
    def version_number(self, row: Assignment) -> int:
        """How often it was changed, plus one."""
        return row.current_version.number

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Leave out what clients started alone: there is nothing here to do about it."""
        rows = super().get_queryset(request).filter(clinic__isnull=False, version__isnull=False)
        if not the_user(request).is_superuser:
            # A therapist may be somebody's client too; that homework is on their own phone.
            rows = rows.exclude(client=the_user(request))
        return rows.select_related("client", "version")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Adding an assignment is assigning a routine, which takes a therapist."""
        return treats_somewhere(request)

    def get_urls(self) -> list[URLPattern]:
        """Add what can be done with one assignment."""
        wrap = self.admin_site.admin_view
        return [
            path("sent/", wrap(self.sent_view), name="routines_assignment_sent"),
            path("<uuid:pk>/pause/", wrap(self.pause_view), name="routines_assignment_pause"),
            path("<uuid:pk>/resume/", wrap(self.resume_view), name="routines_assignment_resume"),
            path("<uuid:pk>/end/", wrap(self.end_view), name="routines_assignment_end"),
            *proposal_urls(wrap),
            *super().get_urls(),
        ]

    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Assign a routine."""
        return assign_view(request, self.admin_site)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Change the dose of homework that is given."""
        assignment = self._assignment_or_404(request, object_id)
        if assignment.status == Status.ENDED:
            messages.info(request, _("This homework has ended. Assign the routine again instead."))
            return _to_client(assignment)
        return revise_view(request, self.admin_site, assignment)

    def sent_view(self, request: HttpRequest) -> HttpResponse:
        """Say what was sent, and what the client sees next."""
        keys = {uuid_or_404(text) for text in request.GET.getlist("assignment")[:MOST_CLIENTS]}
        given = list(
            self.get_queryset(request)
            .filter(pk__in=keys)
            .select_related("client", "version", "routine")
            .order_by("client__display_name")
        )
        if not given or len(given) != len(keys):
            raise Http404
        one = given[0] if len(given) == 1 else None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Sent"),
            "given": given,
            "one": one,
            "often": self.frequency(one) if one else "",
            "today": local_day(timezone.now(), given[0].client.time_zone),
            "unchanged": "unchanged" in request.GET,
        }
        return TemplateResponse(request, "admin/assignments/sent.html", context)

    def pause_view(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """Let the homework rest."""
        return self._do(
            request, pk, pause, _("%(name)s rests. Nothing is due until you resume it.")
        )

    def resume_view(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """Take the homework up again."""
        return self._do(request, pk, resume, _("%(name)s goes on from today."))

    def end_view(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """Ask once, then end the homework."""
        assignment = self._assignment_or_404(request, pk)
        if request.method == "POST":
            return self._do(request, pk, end, _("%(name)s has ended. What was done stays."))
        context = {
            **self.admin_site.each_context(request),
            "title": _("End homework"),
            "assignment": assignment,
        }
        return TemplateResponse(request, "admin/assignments/end.html", context)

    def _do(
        self, request: HttpRequest, pk: Any, service: Callable[..., Assignment], said: str
    ) -> HttpResponse:
        assignment = self._assignment_or_404(request, pk)
        if request.method == "POST":
            try:
                service(assignment=assignment, by=the_user(request), at=timezone.now())
            except AssignmentError as error:
                say_sorry(request, error)
            else:
                messages.success(request, said % {"name": assignment.name})
        return _to_client(assignment)

    def _assignment_or_404(self, request: HttpRequest, pk: Any) -> Assignment:
        found = (
            self.get_queryset(request)
            .select_related("client", "version", "routine")
            .filter(pk=uuid_or_404(pk))
            .first()
        )
        if not isinstance(found, Assignment):
            raise Http404
        return found


def _to_client(assignment: Assignment) -> HttpResponseRedirect:
    return HttpResponseRedirect(
        reverse("admin:accounts_client_change", args=[assignment.client_id])
    )
