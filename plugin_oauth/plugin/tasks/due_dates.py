"""Due dates in working days: counted from today at the person's place, by its holidays."""

from datetime import date

from plugin_oauth.plugin.calendar.holiday_rules import find_rules
from plugin_oauth.plugin.calendar.places import GivenPlace, find_place, find_today
from plugin_oauth.plugin.calendar.working_days import find_working_day


def find_due_date(working_days: int, given: GivenPlace) -> date:
    """Return the date so many working days from today; raises 422 Problems that ask for a place."""
    place = find_place(given)
    rules = find_rules(place)
    return find_working_day(rules, find_today(place), working_days, "due_in_working_days")
