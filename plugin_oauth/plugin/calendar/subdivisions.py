"""The subdivisions of countries by code (ISO 3166-2) and by name, from the package holidays."""

import holidays


def list_subdivisions(country: str) -> tuple[str, ...]:
    """Return the codes of the subdivisions of a country that have rules of their own."""
    return tuple(holidays.country_holidays(country).subdivisions)


def find_subdivision(country: str | None, text: str | None) -> str | None:
    """Return the code of a subdivision given by code or by name; what is not known stays as it is.

    Names are those that people there use: California, Bayern. A code may have the country before
    it, as ISO 3166-2 writes it and models do: US-CA.
    """
    if not text or not country:
        return None
    rules = holidays.country_holidays(country)
    names = {name.casefold(): code for name, code in rules.subdivisions_aliases.items()}
    codes = {code.casefold(): code for code in rules.subdivisions}
    wanted = text.casefold().removeprefix(f"{country.casefold()}-")
    return (names | codes).get(wanted, text)
