"""Exercises of the library in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString

from accounts.models import Clinic
from routines.admin.library import LibraryAdmin, OriginFilter, RetiredFilter, as_list
from routines.admin.scope import the_user
from routines.forms.library import ExerciseForm
from routines.models import Exercise
from routines.queries.library import REGIONS, relatives
from routines.services.clinic_library import save_exercise
from routines.services.library_copies import copy_exercise
from routines.templatetags.figures import thumbnail

_DOSAGE = ("sets", "repetitions", "hold_seconds", "duration_seconds", "rest_seconds")


class RegionFilter(admin.SimpleListFilter):
    """The part of the body."""

    title = "part of the body"
    parameter_name = "region"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the parts, in the order a form lists them."""
        return list(REGIONS.items())

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep one part of the body."""
        return queryset.filter(region=self.value()) if self.value() else queryset


@admin.register(Exercise)
class ExerciseAdmin(LibraryAdmin):
    """Exercises: the built-in ones, and the clinic's own."""

    form = ExerciseForm
    list_display = ("picture", "name", "where", "usual_dosage", "origin")
    list_display_links = ("name",)
    list_filter = (OriginFilter, RegionFilter, RetiredFilter)
    search_fields = ("name", "aliases", "region")
    search_help_text = "Name or part of the body"
    ordering = ("name", "pk")
    fieldsets = (
        (None, {"fields": (("name", "region", "position"), ("equipment", "figure"))}),
        ("How much", {"fields": (_DOSAGE, ("side", "load", "repetition_pattern", "tempo"))}),
        ("How", {"fields": ("steps", ("cues", "mistakes"), ("feel", "breathing"))}),
        ("Safely", {"fields": (("not_for", "stop_rules"), ("easier", "harder"), "loads")}),
    )
    read_fieldsets = (
        (None, {"fields": ("where", "usual_dosage", "equipment_list", "muscle_list")}),
        ("How", {"fields": ("step_list", "cue_list", "feel", "breathing", "mistake_list")}),
        ("Safely", {"fields": ("not_for_list", "stop_list", "easier_list", "harder_list")}),
    )

    @admin.display(description="Figure")
    def picture(self, row: Exercise) -> SafeString:
        """The figure, small."""
        return thumbnail(row)

    @admin.display(description="Part of the body", ordering="region")
    def where(self, row: Exercise) -> str:
        """The part of the body, in words."""
        return REGIONS.get(row.region, row.region.replace("-", " ").capitalize())

    @admin.display(description="Usual dosage")
    def usual_dosage(self, row: Exercise) -> str:
        """The dosage it starts with."""
        return str(row.dosage)

    @admin.display(description="Equipment")
    def equipment_list(self, row: Exercise) -> SafeString | str:
        """What is needed."""
        return as_list(row.equipment)

    @admin.display(description="Muscles")
    def muscle_list(self, row: Exercise) -> SafeString | str:
        """What works."""
        return as_list(row.muscles)

    @admin.display(description="How to do it")
    def step_list(self, row: Exercise) -> SafeString | str:
        """Step by step."""
        return as_list(row.steps, tag="ol")

    @admin.display(description="Cues")
    def cue_list(self, row: Exercise) -> SafeString | str:
        """What to think of."""
        return as_list(row.cues)

    @admin.display(description="Common mistakes")
    def mistake_list(self, row: Exercise) -> SafeString | str:
        """What goes wrong."""
        return as_list(row.mistakes)

    @admin.display(description="Not for")
    def not_for_list(self, row: Exercise) -> SafeString | str:
        """Who should not do it."""
        return as_list(row.not_for)

    @admin.display(description="Stop and tell me if")
    def stop_list(self, row: Exercise) -> SafeString | str:
        """When to stop."""
        return as_list(row.stop_rules)

    @admin.display(description="Easier")
    def easier_list(self, row: Exercise) -> SafeString | str:
        """Easier relatives."""
        return as_list(one.name for one in relatives(row, row.easier))

    @admin.display(description="Harder")
    def harder_list(self, row: Exercise) -> SafeString | str:
        """Harder relatives."""
        return as_list(one.name for one in relatives(row, row.harder))

    def copy_row(self, row: Any, *, clinic: Clinic, request: HttpRequest) -> Exercise:
        """Copy one exercise."""
        return copy_exercise(exercise=row, clinic=clinic, by=the_user(request))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Hand the exercise to the service."""
        save_exercise(exercise=obj, by=the_user(request))
