"""The warning-sign rules as the phone carries them, so that it decides without a network.

What therapists alone read stays here: alerts, sources, groups.
"""

from __future__ import annotations

from routines.domain.body import regions
from routines.domain.warning_rules import warning_rules
from routines.domain.warning_signs import Event, Notice, Rules


def rules_json(rules: Rules | None = None) -> dict[str, object]:
    """Return the rules (those that come with Carryover) as JSON for `static/js/lib/triage.js`.

    Signs, gates, risks and combinations are lists in the order of the rules; `levels` has the
    level of each region of the body map, null between the legs.
    """
    rules = rules or warning_rules()
    return {
        "version": rules.version,
        "levels": {slug: region.level for slug, region in regions().items()},
        "signs": [
            {
                **_notice(sign),
                "question": sign.question,
                "help": sign.help_text,
                "askAt": list(sign.ask_at),
                "optIn": sign.is_opt_in,
                "notSureIsYes": sign.not_sure_is_yes,
            }
            for sign in rules.signs.values()
        ],
        "gates": [
            {
                "slug": gate.slug,
                "question": gate.question,
                "opens": list(gate.opens),
                "say": gate.say,
                "because": gate.because,
            }
            for gate in rules.gates.values()
        ],
        "risks": [
            {"slug": risk.slug, "question": risk.question, "lasting": risk.is_lasting}
            for risk in rules.risks.values()
        ],
        "combinations": [
            {
                **_notice(each),
                "allOf": list(each.all_of),
                "anyOf": list(each.any_of),
                "atLeast": each.at_least,
            }
            for each in rules.combinations.values()
        ],
        "events": [_event(event) for event in rules.events],
        "words": {slug: list(phrases) for slug, phrases in rules.words.items()},
    }


def _notice(notice: Notice) -> dict[str, object]:
    return {
        "slug": notice.slug,
        "urgency": notice.urgency,
        "clearable": notice.is_clearable,
        "message": notice.message,
        "say": notice.say,
        "because": notice.because,
        "rests": notice.rests,
        "keepsWalking": notice.keeps_walking,
    }


def _event(event: Event) -> dict[str, object]:
    return {
        "when": event.when,
        "from": event.start,
        "asks": list(event.asks),
        "countsAs": event.counts_as,
        "untilAnswered": event.until_answered,
        "change": event.is_change,
        "because": event.because,
        "allNo": _notice(event.all_no) if event.all_no else None,
    }
