"""The rules as the phone carries them: all it needs, and nothing that only therapists read."""

from __future__ import annotations

import json

from routines.domain.phone_rules import rules_json
from routines.domain.warning_rules import warning_rules


def test_the_phone_has_every_question_and_message() -> None:
    rules = warning_rules()
    text = json.dumps(rules_json(), ensure_ascii=False)

    for sign in rules.signs.values():
        for part in (sign.question, sign.help_text, sign.message, sign.say, sign.because):
            assert json.dumps(part, ensure_ascii=False) in text
    for gate in rules.gates.values():
        assert json.dumps(gate.question, ensure_ascii=False) in text


def test_the_phone_has_nothing_that_therapists_alone_read() -> None:
    rules = warning_rules()
    text = json.dumps(rules_json(), ensure_ascii=False)

    alerts = [sign.alert for sign in rules.signs.values()]
    alerts += [gate.alert for gate in rules.gates.values()]
    alerts += [each.alert for each in rules.combinations.values()]
    alerts += [event.all_no.alert for event in rules.events if event.all_no]
    assert len(alerts) == 33 + 3 + 6 + 1
    assert [alert for alert in alerts if json.dumps(alert, ensure_ascii=False)[1:-1] in text] == []
    for word in ("syndrome", "malignancy", "nice-ng234", '"group"', '"sources"', '"alert"'):
        assert word not in text


def test_the_phone_knows_how_far_each_place_is_from_the_spine() -> None:
    levels = rules_json()["levels"]

    assert isinstance(levels, dict)
    assert (levels["low-back-centre"], levels["toes"], levels["saddle"]) == (0, 7, None)


def test_it_can_be_kept_as_text() -> None:
    rules = rules_json()

    assert json.loads(json.dumps(rules)) == rules
