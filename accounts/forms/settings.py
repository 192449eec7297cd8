"""One small form per preference, and the form for a new API token."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms.numbers import PhoneField
from accounts.models import User
from accounts.time_zones import known_zones


class PreferenceForm(forms.Form):
    """A form with one field, called as the attribute of User that it changes."""

    name = ""
    title: Any = ""
    explanation: Any = ""

    def current(self, user: User) -> Any:
        """Return the person's value as the settings page shows it."""
        value = getattr(user, self.name)
        choices = getattr(self.fields[self.name], "choices", None)
        return dict(choices).get(value, value) if choices else value


class NameForm(PreferenceForm):
    """What we call the person."""

    name = "display_name"
    title = _("Your name")
    explanation = _("Your therapist sees this name too.")
    display_name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        error_messages={
            "required": _("Type the name we may call you by."),
            "max_length": _("Please keep the name under 80 letters."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class PhoneForm(PreferenceForm):
    """Where the person can be called."""

    name = "phone"
    title = _("Phone number")
    explanation = _("So that your therapist or clinic can call you. Empty is fine, too.")
    phone = PhoneField(label=_("Phone number"))


class LanguageForm(PreferenceForm):
    """The language of the pages."""

    name = "language"
    title = _("Language")
    language = forms.ChoiceField(label=_("Language"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = settings.LANGUAGES  # type: ignore[attr-defined]


class ZoneInput(forms.TextInput):
    """A text field that offers all time zones and can be searched by city."""

    template_name = "accounts/preferences/zone_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return the widget's context with the zones to offer."""
        return super().get_context(name, value, attrs) | {"zones": selectable_zones()}


class TimeZoneForm(PreferenceForm):
    """Where the person's day begins and ends."""

    name = "time_zone"
    title = _("Time zone")
    explanation = _("Your day starts at midnight here. Change it when you travel for longer.")
    time_zone = forms.CharField(
        label=_("City or time zone"),
        max_length=64,
        widget=ZoneInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Type a city near you.")},
    )

    def clean_time_zone(self) -> str:
        """Return the zone meant; a city alone is enough when only one zone has it."""
        typed = self.cleaned_data["time_zone"].strip()
        found = zones_like(typed)
        if len(found) != 1:
            raise ValidationError(
                _("We do not know this place. Pick one from the list, such as Europe/Madrid.")
            )
        return found[0]


class TextSizeForm(PreferenceForm):
    """How large the letters are."""

    name = "text_size"
    title = _("Text size")
    explanation = _("Everything grows along, and nothing is cut off.")
    text_size = forms.TypedChoiceField(
        label=_("Text size"),
        choices=User.TextSize.choices,
        coerce=int,
        widget=forms.RadioSelect,
    )


class AppearanceForm(PreferenceForm):
    """Light or dark."""

    name = "theme"
    title = _("Appearance")
    theme = forms.ChoiceField(
        label=_("Appearance"), choices=User.Theme.choices, widget=forms.RadioSelect
    )


class FigureBuildForm(PreferenceForm):
    """The body of the person who shows the exercises."""

    name = "figure_build"
    title = _("Body of the figures")
    explanation = _("Whoever shows you the exercises may look a bit like you.")
    figure_build = forms.ChoiceField(
        label=_("Body of the figures"), choices=User.FigureBuild.choices, widget=forms.RadioSelect
    )


class FigureToneForm(PreferenceForm):
    """The skin of the person who shows the exercises."""

    name = "figure_tone"
    title = _("Skin of the figures")
    explanation = _("Whoever shows you the exercises may look a bit like you.")
    figure_tone = forms.TypedChoiceField(
        label=_("Skin of the figures"),
        choices=User.FigureTone.choices,
        coerce=int,
        widget=forms.RadioSelect,
    )


PREFERENCES: dict[str, type[PreferenceForm]] = {
    "name": NameForm,
    "phone": PhoneForm,
    "language": LanguageForm,
    "time-zone": TimeZoneForm,
    "text-size": TextSizeForm,
    "appearance": AppearanceForm,
    "figure-build": FigureBuildForm,
    "figure-tone": FigureToneForm,
}


class TokenForm(forms.Form):
    """A new key to the API."""

    LIFETIMES = [("30", _("30 days")), ("90", _("90 days")), ("365", _("One year"))]

    name = forms.CharField(
        label=_("What is it for?"),
        max_length=60,
        error_messages={
            "required": _("Give it a name, so that you know later what it is for."),
            "max_length": _("Please keep the name under 60 letters."),
        },
    )
    days = forms.TypedChoiceField(
        label=_("How long should it work?"),
        choices=LIFETIMES,
        coerce=int,
        initial="90",
        widget=forms.RadioSelect,
    )


def selectable_zones() -> list[str]:
    """Return the zones named after a place, in alphabetical order."""
    return sorted(zone for zone in known_zones() if _is_a_place(zone))


def zones_like(typed: str) -> list[str]:
    """Return the zones a person may mean by a full name or by a city."""
    wanted = _fold(typed)
    exact = [zone for zone in known_zones() if _fold(zone) == wanted]
    return exact or [
        zone for zone in selectable_zones() if _fold(zone.rpartition("/")[2]) == wanted
    ]


def _is_a_place(zone: str) -> bool:
    return zone == "UTC" or ("/" in zone and not zone.startswith(("Etc/", "SystemV/", "US/")))


def _fold(name: str) -> str:
    return name.strip().casefold().replace(" ", "_").replace("-", "_")
