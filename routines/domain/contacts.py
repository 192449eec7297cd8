"""Whom to call: the clinic's own numbers, else those of the region a person is in, else in words.

The numbers are general knowledge, kept to regions where one number holds everywhere; where we do not
know one, we say "your local emergency number" and dial nothing by ourselves.

Two ways to a number stand on every page that knows none, as words to go by and never as a promise:
112, which a mobile phone treats as an emergency call wherever its network does (3GPP TS 22.101,
clause 10.1: 112 and 911 are known to every phone; EENA, "Is 112 a valid emergency number in
America?": it is passed on to the local one, but not by every network), and findahelpline.com, a list
of crisis lines by country that ThroughLine checks, with the International Association for Suicide
Prevention as partner.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

_EMERGENCY = "your local emergency number"
_URGENT = "your doctor"
_CRISIS = "a crisis line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacts:
    """Numbers to dial, as they are written, and where to go; empty where none is known."""

    emergency: str = ""
    urgent: str = ""
    crisis: str = ""
    department: str = ""

    def fill(self, text: str) -> str:
        """Return a message with its places for numbers filled in, in words where none is known."""
        return (
            text.replace("{emergency_number}", self.emergency or _EMERGENCY)
            .replace("{urgent_line}", self.urgent or _URGENT)
            .replace("{crisis_line}", self.crisis or _CRISIS)
        )


REGIONS = {
    "EU": Contacts(emergency="112"),
    "GB": Contacts(emergency="999", urgent="111", crisis="116 123"),
    "IE": Contacts(emergency="112", crisis="116 123"),
    "RU": Contacts(emergency="112", urgent="103"),
    "US": Contacts(emergency="911", crisis="988"),
    "CA": Contacts(emergency="911", urgent="811", crisis="988"),
    "AU": Contacts(emergency="000", urgent="1800 022 222", crisis="13 11 14"),
    "NZ": Contacts(emergency="111", urgent="0800 611 116", crisis="1737"),
}

_BY_ZONE = {
    "Europe/London": "GB",
    "Europe/Belfast": "GB",
    "Europe/Dublin": "IE",
    "Europe/Moscow": "RU",
    "Europe/Kaliningrad": "RU",
    "Europe/Samara": "RU",
    "Pacific/Auckland": "NZ",
    "Pacific/Chatham": "NZ",
    "Pacific/Honolulu": "US",
    **dict.fromkeys(
        [
            "America/New_York",
            "America/Detroit",
            "America/Chicago",
            "America/Denver",
            "America/Phoenix",
            "America/Los_Angeles",
            "America/Anchorage",
            "America/Boise",
        ],
        "US",
    ),
    **dict.fromkeys(
        [
            "America/Toronto",
            "America/Montreal",
            "America/Vancouver",
            "America/Winnipeg",
            "America/Edmonton",
            "America/Regina",
            "America/Halifax",
            "America/St_Johns",
        ],
        "CA",
    ),
}


def region_of(time_zone: str) -> str:
    """Return the region a time zone lies in, "" where one number would not hold in all of it."""
    if time_zone in _BY_ZONE:
        return _BY_ZONE[time_zone]
    if time_zone.startswith("Australia/"):
        return "AU"
    # 112 is answered everywhere in Europe, beside older national numbers.
    return "EU" if time_zone.startswith("Europe/") else ""


def contacts_for(own: Contacts, *, time_zone: str) -> Contacts:
    """Return a clinic's `own` numbers, those of the person's region where the clinic set none."""
    there = REGIONS.get(region_of(time_zone), Contacts())
    return replace(
        there,
        emergency=own.emergency or there.emergency,
        urgent=own.urgent or there.urgent,
        crisis=own.crisis or there.crisis,
        department=own.department,
    )
