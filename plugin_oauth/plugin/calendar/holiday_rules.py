"""The rules of holidays and weekends by country and subdivision, from the package holidays.

    no country                            422, ask for it
    a given subdivision without data      422, those that there are; a host's is left out
    a year the rules do not know          422, the years that they know

A rules object learns years as it is asked about them and is not safe to share between threads; one
is made for each question, in about a millisecond. The language is always named: left open, the
package takes it from the environment of the process.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import holidays
from holidays import HolidayBase

from plugin_oauth.plugin.arguments import make_refusal
from plugin_oauth.plugin.calendar.places import Place
from plugin_oauth.plugin.calendar.subdivisions import list_subdivisions
from plugin_oauth.plugin.time_zones import COUNTRIES

ENGLISH = "en_US"
FIRST_YEAR = 1970
LAST_YEAR = 2100

WHICH_COUNTRY = "Holidays differ by country: ask the person for theirs."


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday; several on one day are one, their names joined."""

    date: date
    name: str  # in English, where the rules have it so
    local_name: str  # in the country's first language


@dataclass(frozen=True, slots=True)
class HolidayRules:
    """The public holidays and weekends of a country, or of one of its subdivisions."""

    country: str
    subdivision: str | None
    english: HolidayBase
    local: HolidayBase

    @property
    def last_year(self) -> int:
        return min(int(self.english.end_year), LAST_YEAR)

    def is_working_day(self, day: date) -> bool:
        return self.english.is_working_day(day)

    def find_holiday(self, day: date) -> Holiday | None:
        name = self.english.get(day)
        return Holiday(day, name, self.local.get(day, name)) if name else None

    def holidays_between(self, first: date, last: date) -> list[Holiday]:
        """Return the holidays from the first day to the last, both included."""
        days = (first + timedelta(days=number) for number in range((last - first).days + 1))
        return [holiday for day in days if (holiday := self.find_holiday(day))]

    def check_year(self, day: date, argument: str) -> None:
        """Raise a 422 Problem about the argument if the rules do not know the year of the day."""
        first_year = max(self.english.start_year, FIRST_YEAR)
        if not first_year <= day.year <= self.last_year:
            country = COUNTRIES[self.country]
            known = f"The holidays of {country} are known from {first_year} to {self.last_year}."
            raise make_refusal({argument: [known]})


def find_rules(place: Place) -> HolidayRules:
    """Return the rules of a place; raises the 422 Problems listed above."""
    if place.country is None:
        raise make_refusal({"country": [WHICH_COUNTRY]})
    subdivision = _known_subdivision(place, place.country)
    plain = holidays.country_holidays(place.country)
    english = ENGLISH if ENGLISH in plain.supported_languages else plain.default_language
    return HolidayRules(
        place.country,
        subdivision,
        holidays.country_holidays(place.country, subdiv=subdivision, language=english),
        holidays.country_holidays(
            place.country, subdiv=subdivision, language=plain.default_language
        ),
    )


def _known_subdivision(place: Place, country: str) -> str | None:
    known = list_subdivisions(country)
    if place.subdivision is None or place.subdivision in known:
        return place.subdivision
    if not place.is_given:
        return None
    choice = f"use one of {', '.join(known)}, or leave" if known else "leave"
    sentence = f"No holidays are known for such a part of {COUNTRIES[country]}: {choice} it out."
    raise make_refusal({"subdivision": [sentence]})
