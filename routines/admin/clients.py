"""Clients: the list, the page of one, inviting, and ending care."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from accounts.models import CareRelationship, Client, Invitation
from accounts.qr import invitation_qr
from accounts.secrets import show_code
from accounts.services.care import CareError, end_care
from accounts.services.invitations import (
    InvitationError,
    NewInvitation,
    invite_client,
    renew_invitation,
    revoke_invitation,
)
from routines.admin.client_page import show_client
from routines.admin.safety import safety_urls
from routines.admin.scope import (
    ScopedAdmin,
    get_visible_or_404,
    say_sorry,
    the_user,
    treats_somewhere,
    uuid_or_404,
)
from routines.forms.clients import InvitationForm
from routines.queries.caseload import rows_about
from routines.services.pacings import allow_growth
from routines.templatetags.staff import moment, tracker

MOST_AT_ONCE = 50
_REMEMBERED_SECONDS = 3600


class ClientList(ChangeList):
    """The list, with each client's last two weeks read at once for all that are shown."""

    def get_results(self, request: HttpRequest) -> None:
        """Add `row` to each client; three statements for the whole page."""
        super().get_results(request)
        user = the_user(request)
        shown = list(self.result_list)
        care = (
            CareRelationship.objects.current() if user.is_superuser else user.care_given.in_force()
        )
        rows = rows_about(care.filter(client__in=shown), viewer=user, now=timezone.now())
        by_client = {row.client.pk: row for row in rows}
        for client in shown:
            client.row = by_client.get(client.pk)
        self.result_list = shown


class JoinedFilter(admin.SimpleListFilter):
    """Who has an account by now, and who was only invited."""

    title = "joined"
    parameter_name = "joined"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the two answers."""
        return [("yes", _("Joined")), ("no", _("Invited"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep those who have joined, or those who have not."""
        if self.value() in {"yes", "no"}:
            return queryset.filter(joined_at__isnull=self.value() == "no")
        return queryset


@admin.register(Client)
class ClientAdmin(ScopedAdmin):
    """The therapist's own clients."""

    list_display = ("display_name", "why", "last_fortnight", "pain", "last_seen")
    list_filter = (JoinedFilter,)
    search_fields = ("display_name", "email")
    search_help_text = "Name or email"
    ordering = ("display_name", "pk")
    actions = ("assign_to_selected",)

    @admin.display(description="How it goes")
    def why(self, client: Any) -> SafeString | str:
        """What to know about the client, and what it rests on."""
        if client.row is None:
            return _("Nobody treats this client now")
        look = "care" if client.row.needs_you else "good" if client.row.is_on_track else "plain"
        return format_html(
            '<span class="chip chip--{}">{}</span> <span class="hint">{}</span>',
            look,
            client.row.news,
            client.row.detail,
        )

    @admin.display(description="14 days")
    def last_fortnight(self, client: Any) -> SafeString | str:
        """One bar for each of the last 14 days."""
        return tracker(client.row.days) if client.row else ""

    @admin.display(description="Pain")
    def pain(self, client: Any) -> SafeString | str:
        """The last pain the client rated."""
        level = client.row.last_pain if client.row else None
        if level is None:
            return ""
        return format_html('<span class="pain pain-{}">{}</span>', level, level)

    @admin.display(description="Last seen")
    def last_seen(self, client: Any) -> SafeString | str:
        """When the client last began a session."""
        at = client.row.last_session_at if client.row else None
        return format_html('<span class="nowrap">{}</span>', moment(at)) if at else ""

    @admin.action(description="Assign a routine to the selected clients")
    def assign_to_selected(
        self, request: HttpRequest, queryset: QuerySet[Any]
    ) -> HttpResponseRedirect | None:
        """Go on to choose the routine."""
        chosen = list(queryset.values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
        if len(chosen) > MOST_AT_ONCE:
            messages.warning(request, _("Choose at most 50 clients at once."))
            return None
        asked = QueryDict(mutable=True)
        asked.setlist("client", [str(pk) for pk in chosen])
        return HttpResponseRedirect(
            f"{reverse('admin:routines_assignment_add')}?{asked.urlencode()}"
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Adding a client is inviting one; the page itself says why somebody cannot."""
        return treats_somewhere(request)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Use the list that knows how each client is doing."""
        return ClientList

    def get_urls(self) -> list[URLPattern]:
        """Add what can be done with one client."""
        wrap = self.admin_site.admin_view
        return [
            path(
                "<uuid:pk>/invitation/",
                wrap(self.renew_view),
                name="accounts_client_invitation",
            ),
            path(
                "<uuid:pk>/invitation/revoke/",
                wrap(self.revoke_view),
                name="accounts_client_revoke",
            ),
            path("<uuid:pk>/pacing/", wrap(self.pacing_view), name="accounts_client_pacing"),
            *safety_urls(wrap),
            path("<uuid:pk>/care/end/", wrap(self.end_care_view), name="accounts_client_end_care"),
            *super().get_urls(),
        ]

    @sensitive_variables("new")
    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Invite a client, and show link, square and code this once."""
        user = the_user(request)
        form = InvitationForm(request.POST or None, therapist=user)
        if request.method == "POST" and form.is_valid():
            answers = form.cleaned_data
            sent_before = f"invited-{user.pk}-{answers['key']}"
            # `add` fails for the second of two, so a double click cannot make two clients.
            if not cache.add(sent_before, "", _REMEMBERED_SECONDS):
                return self._invited_already(request, cache.get(sent_before))
            try:
                new = invite_client(
                    therapist=user,
                    clinic=answers["clinic"],
                    display_name=answers["display_name"],
                    email=answers["email"],
                    at=timezone.now(),
                )
            except (CareError, ValidationError) as error:
                cache.delete(sent_before)
                said = error.messages if isinstance(error, ValidationError) else [error.sentence]
                form.add_error(None, [str(each) for each in said])
            else:
                cache.set(sent_before, str(new.invitation.client_id), _REMEMBERED_SECONDS)
                return self._show_invitation(request, new)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Invite a client"),
            "form": form,
        }
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/clients/create.html", context, status=status)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show one client's page."""
        return show_client(request, uuid_or_404(object_id))

    @sensitive_variables("new")
    def renew_view(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """Make a fresh link and code; the old ones stop working."""
        invitation = self._invitation_or_404(request, pk)
        if request.method != "POST":
            return _to_client(pk)
        try:
            new = renew_invitation(invitation=invitation, at=timezone.now())
        except InvitationError as error:
            say_sorry(request, error)
            return _to_client(pk)
        return self._show_invitation(request, new)

    def revoke_view(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """Take an unused invitation back."""
        invitation = self._invitation_or_404(request, pk)
        if request.method == "POST":
            revoke_invitation(invitation=invitation, at=timezone.now())
            messages.success(request, _("The link and the code no longer work."))
        return _to_client(pk)

    def pacing_view(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """Let small steps happen by themselves for this client, or wait for the therapist."""
        user = the_user(request)
        client = get_visible_or_404(Client, pk=pk, user=user)
        own = user.care_given.in_force().filter(client=client).select_related("clinic")
        clinic = request.POST.get("clinic")
        cares = list(own.filter(clinic=uuid_or_404(clinic)) if clinic else own)
        if len(cares) != 1 and (not cares or request.method == "POST"):
            # Nobody's own care, or two clinics and no word of which.
            raise Http404
        care = cares[0]
        if request.method == "POST":
            allowed = request.POST.get("allowed") == "yes"
            allow_growth(
                client=client, clinic=care.clinic, by=user, allowed=allowed, at=timezone.now()
            )
            said = (
                _("Small steps up now happen by themselves for %(name)s.")
                if allowed
                else _("Each step up for %(name)s now waits for you.")
            )
            messages.success(request, said % {"name": client.display_name})
        return _to_client(pk)

    def end_care_view(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """Ask once, then end the care; the client disappears from the list at once."""
        user = the_user(request)
        client = get_visible_or_404(Client, pk=pk, user=user)
        given = (
            CareRelationship.objects.current() if user.is_superuser else user.care_given.in_force()
        )
        running = given.filter(client=client).select_related("therapist").order_by("started_at")
        care = running.first()
        if care is None:
            raise Http404
        if request.method == "POST":
            try:
                end_care(relationship=care, by=user, at=timezone.now())
            except CareError as error:
                say_sorry(request, error)
                return _to_client(pk)
            said = (
                _("You no longer treat %(name)s.")
                if care.therapist_id == user.pk
                else _("%(therapist)s no longer treats %(name)s.")
            )
            messages.success(
                request, said % {"name": client.display_name, "therapist": care.therapist}
            )
            return HttpResponseRedirect(reverse("admin:index"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("End care"),
            "client": client,
            "therapist": care.therapist if care.therapist_id != user.pk else None,
        }
        return TemplateResponse(request, "admin/clients/end_care.html", context)

    def _invitation_or_404(self, request: HttpRequest, pk: Any) -> Invitation:
        user = the_user(request)
        client = get_visible_or_404(Client, pk=pk, user=user)
        invitation = (
            Invitation.objects.visible_to(user)
            .filter(client=client)
            .select_related("client", "clinic", "invited_by")
            .order_by("-created_at")
            .first()
        )
        if invitation is None:
            raise Http404
        return invitation

    def _invited_already(self, request: HttpRequest, client_pk: str | None) -> HttpResponseRedirect:
        messages.info(
            request, _("This client is invited already. Make a new link if you need one.")
        )
        if client_pk:
            return _to_client(client_pk)
        return HttpResponseRedirect(reverse("admin:accounts_client_changelist"))

    @sensitive_variables("new", "link", "body", "context")
    def _show_invitation(self, request: HttpRequest, new: NewInvitation) -> HttpResponse:
        # Answered directly, not after a redirect: the secret is kept nowhere on the way.
        link = request.build_absolute_uri(reverse("accounts:invitation-show", args=[new.secret]))
        invitation = new.invitation
        body = _("Your exercises are here: %(link)s") % {"link": link}
        context = {
            **self.admin_site.each_context(request),
            "title": _("Invitation"),
            "client": invitation.client,
            "invitation": invitation,
            "link": link,
            "code": show_code(new.code),
            "qr": invitation_qr(link),
            "mail_to": f"mailto:{quote(invitation.email)}"
            f"?subject={quote(_('Your exercises'))}&body={quote(body)}"
            if invitation.email
            else "",
        }
        return TemplateResponse(request, "admin/clients/invitation.html", context)


def _to_client(pk: Any) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:accounts_client_change", args=[pk]))
