"""Who looks after whom: beginning, ending and handing over care."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.database import write_transaction
from accounts.models import CareRelationship, Clinic, Invitation, Membership, User
from accounts.models.invitations import InvitationQuerySet


class CareError(Exception):
    """Care could not change; `sentence` says why in words fit to be shown."""

    sentence = _("This could not be done.")


class NotTreatingHereError(CareError):
    """The therapist does not work in this clinic now."""

    sentence = _("This therapist does not work in this clinic.")


class NotYourCareError(CareError):
    """The person is neither the client, nor the therapist, nor the clinic's manager."""

    sentence = _("Only the client, the therapist or the clinic's manager can do this.")


@write_transaction
def begin_care(*, therapist: User, client: User, clinic: Clinic, at: datetime) -> CareRelationship:
    """Put a client in a therapist's care; care that runs already is returned as it is.

    Raises `NotTreatingHereError`, and `ValidationError` when both are the same person.
    """
    if not Membership.objects.treating().filter(user=therapist, clinic=clinic).exists():
        raise NotTreatingHereError
    running = CareRelationship.objects.current().filter(
        therapist=therapist, client=client, clinic=clinic
    )
    if (relationship := running.first()) is not None:
        return relationship
    relationship = CareRelationship(
        therapist=therapist, client=client, clinic=clinic, started_at=at
    )
    relationship.full_clean()
    relationship.save()
    return relationship


@write_transaction
def end_care(*, relationship: CareRelationship, by: User, at: datetime) -> CareRelationship:
    """End care, for the very next request; an unused invitation ends with it.

    Raises `NotYourCareError` unless the client, the therapist or the clinic's manager asks.
    """
    _require_a_say(relationship, by)
    if relationship.ended_at is None:
        relationship.ended_at = at
        relationship.full_clean()
        relationship.save(update_fields=["ended_at"])
        _open_invitations(relationship).update(revoked_at=at)
    return relationship


@write_transaction
def transfer(
    *, relationship: CareRelationship, to: User, by: User, at: datetime
) -> CareRelationship:
    """Hand a client over to a colleague of the same clinic and return the new relationship.

    An unused invitation goes on in the colleague's name. Raises `NotYourCareError` and
    `NotTreatingHereError`.
    """
    _require_a_say(relationship, by)
    successor = begin_care(
        therapist=to, client=relationship.client, clinic=relationship.clinic, at=at
    )
    if successor.pk != relationship.pk:
        _open_invitations(relationship).update(invited_by=to)
        end_care(relationship=relationship, by=by, at=at)
    return successor


@write_transaction
def note_phone(*, client: User, phone: str, by: User) -> User:
    """Keep where a client can be called, "" for nowhere; the client may change it.

    Raises `NotYourCareError` unless `by` treats the client now.
    """
    if not by.care_given.in_force().filter(client=client).exists():
        raise NotYourCareError
    client.phone = phone
    client.full_clean(exclude={"password"})
    client.save(update_fields=["phone"])
    return client


def _open_invitations(relationship: CareRelationship) -> InvitationQuerySet:
    return Invitation.objects.open().filter(
        client=relationship.client,
        clinic=relationship.clinic,
        invited_by=relationship.therapist,
    )


def _require_a_say(relationship: CareRelationship, person: User) -> None:
    if person.is_superuser or person.pk in {relationship.client_id, relationship.therapist_id}:
        return
    if not person.managed_clinics().filter(pk=relationship.clinic_id).exists():
        raise NotYourCareError
