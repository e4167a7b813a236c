"""Working-day arithmetic: n working days from a date, by the weekends and holidays of a place."""

from datetime import date, timedelta

from plugin_oauth.plugin.calendar.holiday_rules import HolidayRules

MAXIMUM = 1000  # working days, about four years


def find_working_day(rules: HolidayRules, start: date, days: int, argument: str = "days") -> date:
    """Return the working day that many working days after the start, or before it.

    The start itself does not count; for 0 it is the start, or the next working day. Raises a 422
    Problem about the argument if the way leads to a year that the rules do not know.
    """
    step = timedelta(days=-1 if days < 0 else 1)
    day, left = start, abs(days)
    if days == 0:
        left, day = 1, start - step
    while left:
        day += step
        rules.check_year(day, argument)
        left -= rules.is_working_day(day)
    return day
