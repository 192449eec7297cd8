"""What exercises and routines share: own and built-in, copying, retiring, storing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import ForeignKey, Model, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import Clinic
from routines.admin.scope import ScopedAdmin, get_visible_or_404, own_clinics, say_sorry, the_user
from routines.services.clinic_library import LibraryError, bring_back, retire


class OriginFilter(admin.SimpleListFilter):
    """Built in, or the clinic's own."""

    title = "origin"
    parameter_name = "origin"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the two origins."""
        return [("own", _("Our clinic's")), ("built-in", _("Built in"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep one origin."""
        if self.value() in {"own", "built-in"}:
            return queryset.filter(clinic__isnull=self.value() == "built-in")
        return queryset


class RetiredFilter(admin.SimpleListFilter):
    """What is offered; what was retired only when asked for."""

    title = "offered"
    parameter_name = "retired"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the one choice besides the usual list."""
        return [("yes", _("Retired"))]

    def choices(self, changelist: Any) -> Any:
        """Call the usual list by its name."""
        for number, choice in enumerate(super().choices(changelist)):
            yield {**choice, "display": _("Offered")} if number == 0 else choice

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep what is offered, or what is not."""
        return queryset.filter(retired_at__isnull=self.value() != "yes")


class LibraryAdmin(ScopedAdmin):
    """Rows of the library: built-in ones to read and copy, the clinic's own to change."""

    change_form_template = "admin/library/change_form.html"
    actions = ("copy_selected",)
    read_fieldsets: ClassVar[Any] = ()

    @admin.display(description="Origin", ordering="clinic")
    def origin(self, row: Any) -> SafeString:
        """Whose it is."""
        if row.clinic_id is None:
            return format_html('<span class="chip">{}</span>', _("Built in"))
        return format_html('<span class="chip chip--good">{}</span>', row.clinic)

    @admin.action(description="Copy to my clinic")
    def copy_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Copy the chosen rows to the first of one's clinics."""
        clinics = own_clinics(request)
        copied = 0
        for row in queryset[:50]:
            try:
                if not clinics:
                    raise LibraryError(_("You need to work in a clinic to copy to it."))
                self.copy_row(row, clinic=clinics[0], request=request)
            except LibraryError as error:
                say_sorry(request, error)
                break
            copied += 1
        if copied:
            messages.success(
                request,
                _("Copied to %(clinic)s: %(count)d.") % {"clinic": clinics[0], "count": copied},
            )

    def copy_row(self, row: Any, *, clinic: Clinic, request: HttpRequest) -> Model:
        """Copy one row; each kind has its own service."""
        raise NotImplementedError

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whoever works in a clinic may add to its library."""
        return bool(own_clinics(request))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only the clinic's own rows can be changed."""
        if obj is None:
            return bool(own_clinics(request)) or the_user(request).is_superuser
        if obj.clinic_id is None:
            return False
        return the_user(request).is_superuser or obj.clinic_id in {
            clinic.pk for clinic in own_clinics(request)
        }

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Fetch the owner too."""
        return super().get_queryset(request).select_related("clinic")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show lists as lists where they are only read."""
        if obj is not None and not self.has_change_permission(request, obj):
            return self.read_fieldsets
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None and len(own_clinics(request)) != 1:
            return [(None, {"fields": ("clinic",)}), *fieldsets]
        return fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Everything, where the row is only read."""
        if obj is not None and not self.has_change_permission(request, obj):
            return [
                name for _label, options in self.read_fieldsets for name in _flat(options["fields"])
            ]
        return super().get_readonly_fields(request, obj)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Tell the form in which clinics the person works."""
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"own_clinics": own_clinics(request)})

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        """Offer only clinics where the person works."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and db_field.name == "clinic":
            field.queryset = Clinic.objects.worked_in_by(the_user(request)).order_by("name")
            field.required = True
            field.empty_label = None
            field.error_messages["invalid_choice"] = _("You do not work in this clinic.")
        return field

    def get_urls(self) -> list[URLPattern]:
        """Add copying and retiring."""
        wrap = self.admin_site.admin_view
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("<uuid:pk>/copy/", wrap(self.copy_view), name=f"{name}_copy"),
            path("<uuid:pk>/retire/", wrap(self.retire_view), name=f"{name}_retire"),
            *super().get_urls(),
        ]

    def copy_view(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """Copy one row to the clinic and open the copy."""
        row = get_visible_or_404(self.model, pk=pk, user=the_user(request))
        if request.method != "POST":
            return self._to(row)
        chosen = request.POST.get("clinic")
        clinics = [one for one in own_clinics(request) if chosen in (None, str(one.pk))]
        try:
            if not clinics:
                raise LibraryError(_("You need to work in a clinic to copy to it."))
            copy = self.copy_row(row, clinic=clinics[0], request=request)
        except LibraryError as error:
            say_sorry(request, error)
            return self._to(row)
        messages.success(request, _("This is your clinic's copy. Change what you like."))
        return self._to(copy)

    def retire_view(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """Stop offering an own row, or offer it again."""
        row = get_visible_or_404(self.model, pk=pk, user=the_user(request))
        if request.method == "POST":
            try:
                if row.retired_at is None:
                    retire(row=row, by=the_user(request), at=timezone.now())
                    messages.success(request, _("No longer offered. Homework with it stays."))
                else:
                    bring_back(row=row, by=the_user(request))
                    messages.success(request, _("Offered again."))
            except LibraryError as error:
                say_sorry(request, error)
        return self._to(row)

    def _to(self, row: Model) -> HttpResponseRedirect:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return HttpResponseRedirect(reverse(name, args=[row.pk]))


def as_list(lines: Iterable[Any], *, tag: str = "ul") -> SafeString | str:
    """Return the lines as a list for a page that is only read; slugs become words."""
    said = [str(line).replace("-", " ") if _is_slug(line) else str(line) for line in lines]
    items = format_html_join("", "<li>{}</li>", ((line,) for line in said))
    return format_html("<{0}>{1}</{0}>", tag, items) if said else ""


def _is_slug(line: Any) -> bool:
    return isinstance(line, str) and " " not in line and "-" in line


def _flat(fields: Iterable[Any]) -> list[str]:
    return [name for one in fields for name in (one if isinstance(one, (list, tuple)) else (one,))]
