"""What a therapist fills in about a client: the invitation."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms

from accounts.forms.numbers import PhoneField
from accounts.identifiers import uuid7
from accounts.models import Clinic, User


class PhoneForm(forms.Form):
    """Where a client can be called."""

    phone = PhoneField(label="Phone number")


class InvitationForm(forms.Form):
    """A name, perhaps an e-mail, and the clinic where the therapist works in several.

    `key` is this form's own: sent twice, it invites once.
    """

    display_name = forms.CharField(
        label="Name",
        max_length=80,
        help_text="The name you use for each other. Your client can change it.",
        error_messages={
            "required": "Write your client's name.",
            "max_length": "Shorten the name to 80 letters.",
        },
    )
    email = forms.EmailField(
        label="Email",
        required=False,
        help_text="Only to send the link from your own mail. Without it, the square or the code do.",
        error_messages={"invalid": "Check the email: it should look like name@example.org."},
    )
    clinic = forms.ModelChoiceField(
        label="Clinic",
        queryset=Clinic.objects.none(),
        empty_label=None,
        error_messages={
            "required": "Choose the clinic.",
            "invalid_choice": "You do not work in this clinic. Choose one from the list.",
        },
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, therapist: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        treats_in = therapist.memberships.treating().values("clinic")
        clinics = Clinic.objects.filter(pk__in=treats_in).order_by("name")
        field = self.fields["clinic"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = clinics
        first_two = list(clinics[:2])
        self.only_clinic = first_two[0] if len(first_two) == 1 else None
        self.may_invite = bool(first_two)
        if self.only_clinic is not None:
            del self.fields["clinic"]
        self.fields["key"].initial = uuid7

    def clean(self) -> dict[str, Any]:
        """Fill in the clinic where there is only one."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.only_clinic is not None:
            cleaned["clinic"] = self.only_clinic
        cleaned["key"] = cleaned.get("key") or uuid.uuid4()
        return cleaned
