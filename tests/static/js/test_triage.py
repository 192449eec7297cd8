"""The phone decides as the server does: the same rules, the same answer to whatever is sent in."""

from __future__ import annotations

import json
from collections import Counter
from random import Random
from typing import Any

import pytest

from routines.domain.phone_rules import rules_json
from routines.domain.triage import triage
from routines.domain.warning_signs import plain_words
from tests.triage_cases import RULES, WORDS, facts_json, random_case, triage_json

CASES = 3000

pytestmark = pytest.mark.browser

# As text: a browser that is driven takes long over many small values.
DECIDE = """
async (text) => {
  const { triage } = await import("/static/js/lib/triage.js");
  const [rules, cases] = JSON.parse(text);
  return JSON.stringify(cases.map(([answers, facts]) => triage(answers, facts, rules)));
}
"""


def decide(page: Any, cases: list[tuple[object, object]]) -> Any:
    return json.loads(page.evaluate(DECIDE, json.dumps([rules_json(), cases])))


def test_phone_and_server_decide_the_same(page: Any) -> None:
    random = Random(20)  # noqa: S311
    cases = [random_case(random) for _ in range(CASES)]

    on_phone = decide(page, [(answers, facts_json(facts)) for answers, facts in cases])

    on_server = [triage_json(triage(answers, facts=facts, rules=RULES)) for answers, facts in cases]
    differing = [
        (case, phone, server)
        for case, phone, server in zip(cases, on_phone, on_server, strict=True)
        if phone != server
    ]
    assert differing[:1] == []
    seen = {each["sign"] for result in on_server for each in result["findings"]}
    assert seen == {*RULES.signs, *RULES.gates, *RULES.combinations, "saddle-marked"}
    urgencies = Counter(result["urgency"] for result in on_server)
    assert set(urgencies) == {None, "visit", "today", "now"}
    assert min(urgencies.values()) > CASES / 200


def test_words_are_read_the_same(page: Any) -> None:
    texts = [*WORDS, "", "ß Straße İstanbul K", "don`t, dont, don´t", "a_b-c/d", "½ ² Ⅷ"]

    assert page.evaluate(
        """async (texts) => {
            const { plainWords } = await import("/static/js/lib/triage.js");
            return texts.map(plainWords);
        }""",
        texts,
    ) == [plain_words(text) for text in texts]


def test_what_is_left_out_is_not_known(page: Any) -> None:
    result = decide(page, [({}, {}), ({"fever": "yes"}, {})])

    assert [each["urgency"] for each in result] == [None, "today"]
