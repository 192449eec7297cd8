"""What somebody looks for in the library, and the safety question before a start of one's own."""

from __future__ import annotations

from django import forms

from routines.queries.library import Wish

MOST_LETTERS = 80


class WishForm(forms.Form):
    """Words and filters of the library. A filter that nobody offered is left out, not refused."""

    q = forms.CharField(required=False)
    need = forms.SlugField(required=False)
    at = forms.ChoiceField(
        required=False,
        choices=[("lying", "Lying"), ("sitting", "Sitting"), ("standing", "Standing")],
    )
    under = forms.TypedChoiceField(
        required=False,
        choices=[(5, "Under 5 min"), (10, "Under 10 min")],
        coerce=int,
        empty_value=None,
    )

    def wish(self) -> Wish:
        """Return what was understood."""
        self.is_valid()
        understood = self.cleaned_data
        return Wish(
            words=understood.get("q", "")[:MOST_LETTERS],
            family=understood.get("need", ""),
            place=understood.get("at", ""),
            minutes=understood.get("under"),
        )

    def kept(self) -> list[tuple[str, object]]:
        """Return the filters in force, which a search by words keeps."""
        understood = self.cleaned_data
        names = ("need", "at", "under")
        return [(name, understood[name]) for name in names if understood.get(name)]


class SelfStartForm(forms.Form):
    """The client has read for whom the routine is not, and none of it is them."""

    none_applies = forms.BooleanField(
        label="None of these is true for me",
        error_messages={
            "required": "Read the list and tick the box. If one is true for you, ask a therapist or doctor first."
        },
    )
