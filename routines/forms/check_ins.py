"""A check-in as a form: places with their levels, answers to safety questions, a few numbers."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms

from accounts.identifiers import uuid7
from routines.domain.body import BodyMap, MapError, read_map
from routines.domain.doses import Dose
from routines.domain.precautions import precautions
from routines.domain.triage import Answer
from routines.domain.warning_rules import warning_rules
from routines.domain.warning_signs import CheckPoint
from routines.models.check_ins import LONGEST_WORDS

_ANSWERS = [(answer.value, answer.value) for answer in Answer]
_AGAIN = "Open the check-in again from Today. What you marked is still here."
_PLACE = re.compile(r"^(pain|numbness|tingling)-([a-z0-9-]+)-(left|right|middle)$")
_NUMBER = re.compile(r"^[0-9]{1,3}$")
_LEVEL = {
    "invalid": "Choose a number from 0 to 10.",
    "min_value": "Choose a number from 0 to 10.",
    "max_value": "Choose a number from 0 to 10.",
}
GLOBAL_CHANGES = (
    (5, "very much better"),
    (3, "much better"),
    (2, "better"),
    (1, "a little better"),
    (0, "about the same"),
    (-1, "a little worse"),
    (-2, "worse"),
    (-3, "much worse"),
    (-5, "very much worse"),
)
SAME, NOWHERE = "same", "nowhere"


class _AnswerField(forms.ChoiceField):
    """Yes, no or not sure; empty where somebody left it out."""

    def __init__(self) -> None:
        super().__init__(
            choices=_ANSWERS,
            required=False,
            error_messages={"invalid_choice": "Choose yes, no or not sure."},
        )


class CheckInForm(forms.Form):
    """Whatever a check-in may hold; which of it is on a page depends on its kind.

    `where` is `same` (as the last time), `nowhere`, or empty: then the marked places count, and
    without any the client was not asked. Everything is optional but one thing of all.
    """

    id = forms.UUIDField(required=False, error_messages={"invalid": _AGAIN})
    kind = forms.ChoiceField(
        choices=[(point.value, point.value) for point in CheckPoint],
        error_messages={"required": _AGAIN, "invalid_choice": _AGAIN},
    )
    session = forms.UUIDField(required=False, error_messages={"invalid": _AGAIN})
    corrects = forms.UUIDField(required=False, error_messages={"invalid": _AGAIN})
    assignment = forms.UUIDField(required=False, error_messages={"invalid": _AGAIN})
    start = forms.UUIDField(required=False, error_messages={"invalid": _AGAIN})
    dose = forms.ChoiceField(
        choices=[(dose.value, dose.value) for dose in Dose],
        required=False,
        error_messages={"invalid_choice": _AGAIN},
    )
    where = forms.ChoiceField(
        choices=[(SAME, SAME), (NOWHERE, NOWHERE)],
        required=False,
        error_messages={"invalid_choice": _AGAIN},
    )
    pain = forms.IntegerField(min_value=0, max_value=10, required=False, error_messages=_LEVEL)
    words = forms.CharField(
        max_length=LONGEST_WORDS,
        required=False,
        error_messages={"max_length": "That is a lot. Keep it under 500 letters."},
    )
    global_change = forms.IntegerField(
        min_value=-5,
        max_value=5,
        required=False,
        error_messages={
            "invalid": "Choose one of the steps.",
            "min_value": "Choose one of the steps.",
            "max_value": "Choose one of the steps.",
        },
    )
    weaker = _AnswerField()

    def __init__(self, *args: Any, last_map: BodyMap | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._last_map = last_map
        self._map: BodyMap | None = None
        rules = warning_rules()
        for slug in rules.signs:
            self.fields[f"sign-{slug}"] = _AnswerField()
        for slug in rules.gates:
            self.fields[f"gate-{slug}"] = _AnswerField()
        for slug in rules.risks:
            self.fields[f"risk-{slug}"] = _AnswerField()
        for slug in precautions():
            self.fields[f"precaution-{slug}"] = _AnswerField()

    def clean(self) -> dict[str, Any]:
        """Read the marked places, and fill in what "none of these" says."""
        data = super().clean() or self.cleaned_data
        try:
            self._map = self._read_map()
        except MapError as error:
            self.add_error(None, str(error))
        self._ratings()
        return data

    @property
    def key(self) -> uuid.UUID:
        """The key the phone made, or one of ours where it sent none."""
        return self.cleaned_data.get("id") or uuid7()

    @property
    def kind_of_check(self) -> CheckPoint:
        """When this was asked."""
        return CheckPoint(self.cleaned_data["kind"])

    @property
    def body_map(self) -> BodyMap | None:
        """Where it is; None where nobody was asked."""
        return self._map

    @property
    def shown_map(self) -> BodyMap | None:
        """The places as the page shows them again, whatever else was wrong."""
        if self._map is not None:
            return self._map
        try:
            return read_map(self._rows())
        except MapError:
            return None

    @property
    def answers(self) -> dict[str, Answer]:
        """The answers by the name of the question, as `services.check_ins.Given` wants them."""
        found = {}
        for name, value in self.cleaned_data.items():
            beginning, _, slug = name.partition("-")
            if value and beginning in ("sign", "gate"):
                found[slug] = Answer(value)
            elif value and (beginning == "risk" or name == "weaker"):
                found[name] = Answer(value)
        return self._none_of_these() | found

    @property
    def precaution_answers(self) -> dict[str, Answer]:
        """The answers about precautions, by their slug."""
        return _known_precautions(self._denied()) | {
            name.removeprefix("precaution-"): Answer(value)
            for name, value in self.cleaned_data.items()
            if value and name.startswith("precaution-")
        }

    @property
    def ratings(self) -> dict[uuid.UUID, int]:
        """How well the client's own activities go, 0 to 10 by their key."""
        return self._rated

    @property
    def sentence(self) -> str:
        """The first thing to put right."""
        return str(next(iter(self.errors.values()))[0])

    def _read_map(self) -> BodyMap | None:
        marked = read_map(self._rows())
        where = self.cleaned_data.get("where")
        if where == NOWHERE:
            if not marked.is_empty:
                raise MapError(
                    "You said “nowhere” and marked a place, too. Clear the place, or tap “Done”."
                )
            return BodyMap()
        if where == SAME:
            if self._last_map is None:
                raise MapError("There is no earlier map on this page. Mark where it is today.")
            return self._last_map
        return None if marked.is_empty else marked

    def _rows(self) -> Iterator[Mapping[str, object]]:
        rows: dict[tuple[str, str], dict[str, object]] = {}
        for name in self.data:
            found = _PLACE.match(name)
            if found is None:
                continue
            layer, region, side = found.groups()
            value = str(self.data.get(name, "")).strip()
            if not value:
                continue
            row = rows.setdefault((region, side), {"region": region, "side": side})
            row[layer] = int(value) if _NUMBER.match(value) else value
        yield from rows.values()

    def _none_of_these(self) -> dict[str, Answer]:
        # Without scripts one tick stands for a whole group; what was answered by itself wins.
        known = _known_questions()
        return {slug: Answer.NO for slug in self._denied() if slug in known}

    def _denied(self) -> list[str]:
        named = self.data.getlist("none") if hasattr(self.data, "getlist") else []
        return " ".join(named).split()

    def _ratings(self) -> None:
        self._rated = {}
        for name in self.data:
            if not name.startswith("activity-") or not str(self.data[name]).strip():
                continue
            try:
                rating = int(self.data[name])
                key = uuid.UUID(name.removeprefix("activity-"))
            except ValueError:
                self.add_error(None, "Choose a number from 0 to 10 for each activity.")
                continue
            if not 0 <= rating <= 10:
                self.add_error(None, "Choose a number from 0 to 10 for each activity.")
                continue
            self._rated[key] = rating


def _known_questions() -> set[str]:
    rules = warning_rules()
    return {*rules.signs, *rules.gates, *(f"risk-{slug}" for slug in rules.risks)}


def _known_precautions(named: Iterable[str]) -> dict[str, Answer]:
    slugs = (name.removeprefix("precaution-") for name in named if name.startswith("precaution-"))
    return {slug: Answer.NO for slug in slugs if slug in precautions()}
