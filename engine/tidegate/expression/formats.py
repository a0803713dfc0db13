"""Time formats: the directives that may appear, and what reading and writing do for each."""

from __future__ import annotations

import re

from tidegate.expression.errors import FORMAT, BadConstant, cut

MAX_FORMAT = 100
"""Characters in a format."""

READ: dict[str, str] = {
    "Y": "(?P<year>[0-9]{4})",
    "y": "(?P<short_year>[0-9]{2})",
    "m": "(?P<month>[0-9]{1,2})",
    "b": "(?P<month_name>[A-Za-z]{3})",
    "d": "(?P<day>[0-9]{1,2})",
    "H": "(?P<hour>[0-9]{1,2})",
    "I": "(?P<half_hour>[0-9]{1,2})",
    "p": "(?P<half>[AaPp][Mm])",
    "M": "(?P<minute>[0-9]{1,2})",
    "S": "(?P<second>[0-9]{1,2})",
    "f": "(?P<fraction>[0-9]{1,9})",
    "z": "(?:[Zz]|(?P<sign>[+-])(?P<zone_hour>[0-9]{2}):?(?P<zone_minute>[0-9]{2}))",
    "%": "%",
}
"""What each directive matches when a time is read."""

WRITTEN = "YymdHIpMSfzZjaAbBu%"
"""The directives that may be written."""


def directives(text: str, allowed: str) -> list[str]:
    """Return the format cut into literals and directives; raise `BadConstant` for what is not allowed."""
    if len(text) > MAX_FORMAT:
        raise BadConstant(
            FORMAT, f"The format has {len(text):,} characters; at most {MAX_FORMAT} are allowed. Shorten it."
        )
    parts = re.findall(r"%.?|[^%]+", text, re.DOTALL)
    for part in parts:
        if part[0] == "%" and (len(part) == 1 or part[1] not in allowed):
            listed = " ".join(f"%{letter}" for letter in allowed)
            raise BadConstant(FORMAT, f"The format {cut(text)!r} has {part!r}, which is not known. Use: {listed}.")
    return parts


def reading_pattern(text: str) -> str:
    """Return the regular expression that reads times of a format."""
    parts = directives(text, "".join(READ))
    used = [part for part in parts if part[0] == "%" and part != "%%"]
    twice = next((part for part in used if used.count(part) > 1), None)
    if twice:
        raise BadConstant(FORMAT, f"The format {cut(text)!r} has {twice!r} more than once. Remove one.")
    for one, other in (("%Y", "%y"), ("%m", "%b"), ("%H", "%I")):
        if one in used and other in used:
            raise BadConstant(FORMAT, f"The format {cut(text)!r} has both {one} and {other}. Remove one.")
    if "%Y" not in used and "%y" not in used:
        raise BadConstant(FORMAT, f"The format {cut(text)!r} has no year. Add %Y.")
    return "^" + "".join(READ[part[1]] if part[0] == "%" else re.escape(part) for part in parts) + "$"
