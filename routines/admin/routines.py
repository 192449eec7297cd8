"""Routines of the library in the admin, with their exercises as ordered rows."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, ForeignKey, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import Clinic
from routines.admin.library import LibraryAdmin, OriginFilter, RetiredFilter, as_list
from routines.admin.scope import the_user
from routines.domain.schedule import say_times_per_day
from routines.forms.library import RoutineForm, RoutineItemForm
from routines.models import Exercise, Field, Routine, RoutineItem
from routines.queries.library import family_name
from routines.services.clinic_library import save_items, save_routine
from routines.services.library_copies import copy_routine
from routines.templatetags.figures import thumbnail

_LAST_PLACE = 99


class FieldFilter(admin.SimpleListFilter):
    """The family of routines."""

    title = "family"
    parameter_name = "field"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the families."""
        return [(str(value), str(label)) for value, label in Field.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep one family."""
        return queryset.filter(field=self.value()) if self.value() else queryset


class RoutineItems(admin.StackedInline):
    """The exercises of a routine; their places order them."""

    model = RoutineItem
    form = RoutineItemForm
    extra = 2
    max_num = 30
    ordering = ("position",)
    verbose_name = "exercise"
    verbose_name_plural = "exercises"
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("place", "exercise", "side"),
                    ("sets", "repetitions", "hold_seconds", "duration_seconds", "rest_seconds"),
                    "note",
                )
            },
        ),
        (
            "Load, tempo and uneven sets",
            {"classes": ("collapse",), "fields": ("load", "repetition_pattern", "tempo")},
        ),
    )

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        """Offer the exercises of the person's library."""
        if db_field.name == "exercise":
            kwargs["queryset"] = Exercise.objects.visible_to(the_user(request)).order_by("name")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Take the links to other windows away from the choice of exercise."""
        formset = super().get_formset(request, obj, **kwargs)
        widget = formset.form.base_fields["exercise"].widget
        widget.can_add_related = widget.can_change_related = False
        widget.can_delete_related = widget.can_view_related = False
        return formset

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever sees the routine sees its exercises."""
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may change the routine."""
        return self.has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may change the routine; a new one is one's own."""
        routines = self.admin_site.get_model_admin(Routine)
        return obj is None or bool(routines.has_change_permission(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may change the routine."""
        return self.has_change_permission(request, obj)


@admin.register(Routine)
class RoutineAdmin(LibraryAdmin):
    """Routines: the built-in ones, and those the clinic composes."""

    form = RoutineForm
    inlines = (RoutineItems,)
    list_display = ("name", "family_said", "exercise_count", "often", "origin")
    list_filter = (OriginFilter, FieldFilter, RetiredFilter)
    search_fields = ("name", "purpose", "family")
    search_help_text = "Name or purpose"
    ordering = ("family", "level", "name", "pk")
    fieldsets = (
        (None, {"fields": (("name", "field"), "purpose")}),
        (
            "How often",
            {
                "fields": (
                    (
                        "times_per_day",
                        "days_per_week",
                        "review_after_weeks",
                        "rounds",
                        "rest_between_items_seconds",
                    ),
                )
            },
        ),
        ("Safely", {"fields": (("for_whom", "not_for", "cautions"),)}),
    )
    read_fieldsets = (
        (None, {"fields": ("family_said", "purpose", "often", "item_list")}),
        ("Safely", {"fields": ("for_whom_list", "not_for_list", "caution_list")}),
    )

    @admin.display(description="Family", ordering="family")
    def family_said(self, row: Routine) -> str:
        """The need it answers, in words."""
        return family_name(row.family or row.field)

    @admin.display(description="Exercises", ordering="number")
    def exercise_count(self, row: Any) -> int:
        """How many exercises it has."""
        return int(row.number)

    @admin.display(description="How often")
    def often(self, row: Routine) -> str:
        """How often it starts out to be done."""
        days = _("every day") if row.days_per_week == 7 else _("%d days a week") % row.days_per_week
        return f"{say_times_per_day(row.times_per_day).capitalize()}, {days}"

    @admin.display(description="Exercises")
    def item_list(self, row: Routine) -> SafeString:
        """The exercises in order, each with its figure and its dosage."""
        items = row.items.select_related("exercise").order_by("position")
        said = format_html_join(
            "",
            '<li class="row">{}<span class="grow"><b>{}</b> <span class="hint">{}{}</span></span></li>',
            (
                (
                    thumbnail(item.exercise),
                    item.exercise,
                    item.dosage,
                    f". {item.note}" if item.note else "",
                )
                for item in items
            ),
        )
        return format_html('<ol class="of-mats">{}</ol>', said)

    @admin.display(description="For whom")
    def for_whom_list(self, row: Routine) -> SafeString | str:
        """For whom it is meant."""
        return as_list(row.for_whom)

    @admin.display(description="Not for")
    def not_for_list(self, row: Routine) -> SafeString | str:
        """Who should not do it."""
        return as_list(row.not_for)

    @admin.display(description="Take care")
    def caution_list(self, row: Routine) -> SafeString | str:
        """What to look out for."""
        return as_list(row.cautions)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Count the exercises too."""
        rows: QuerySet[Any] = super().get_queryset(request).annotate(number=Count("items"))
        return rows

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        """Rows only where they can be changed; otherwise the list says it better."""
        if obj is not None and not self.has_change_permission(request, obj):
            return ()
        return super().get_inlines(request, obj)

    def copy_row(self, row: Any, *, clinic: Clinic, request: HttpRequest) -> Routine:
        """Copy one routine with its exercises."""
        return copy_routine(routine=row, clinic=clinic, by=the_user(request))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Hand the routine to the service."""
        save_routine(routine=obj, by=the_user(request))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Hand the rows to the service, in the order of their places."""
        removed = [row.instance for row in formset.deleted_forms if row.instance.routine_id]
        kept = [
            row
            for row in formset.forms
            if row not in formset.deleted_forms
            and (row.has_changed() or not row.instance._state.adding)
        ]
        kept.sort(key=lambda row: row.cleaned_data.get("place") or _LAST_PLACE)
        formset.new_objects = [row.instance for row in kept if row.instance._state.adding]
        formset.changed_objects = [
            (row.instance, row.changed_data)
            for row in kept
            if row.has_changed() and not row.instance._state.adding
        ]
        formset.deleted_objects = removed
        save_items(
            routine=form.instance,
            items=[row.instance for row in kept],
            removed=[one for one in removed if not one._state.adding],
            by=the_user(request),
        )
