"""The rows of the operation table for the calendar; without scopes, so anybody may call them."""

from plugin_oauth.plugin.calendar import functions
from plugin_oauth.plugin.calendar.schemas import (
    AddWorkingDaysSchema,
    CountWorkingDaysSchema,
    GetSunTimesSchema,
    HolidayListSchema,
    ListHolidaysSchema,
    LocalTimeSchema,
    PlaceArguments,
    SunTimesSchema,
    WorkingDayCountSchema,
    WorkingDaySchema,
)
from plugin_oauth.plugin.operation import Operation

CALENDAR_OPERATIONS = (
    Operation(
        name="getLocalTime",
        method="GET",
        path="/api/calendar/time",
        summary="Tell the time at a place",
        description=(
            "Returns the present date and time at a place, with its time zone. Where a place has "
            "several, it is the one most people there live in, and other_timezones has the others."
        ),
        examples=(
            "What time is it?",
            "What is the date in Tokyo right now?",
            "How late is it in California?",
            "Which day of the week is it in New Zealand?",
        ),
        scopes=(),
        arguments=PlaceArguments,
        result=LocalTimeSchema,
        function=functions.get_local_time,
        read_only=True,
        destructive=False,
        open_world=False,
        consequential=False,
    ),
    Operation(
        name="listHolidays",
        method="GET",
        path="/api/calendar/holidays",
        summary="List the next public holidays",
        description=(
            "Returns the next public holidays of a country, or of a state or province, the "
            "earliest first. A null subdivision in the answer: those of the whole country."
        ),
        examples=(
            "When is the next public holiday?",
            "Which bank holidays are left this year in Scotland?",
            "Is there a holiday in Bavaria in June?",
            "When is Thanksgiving this year?",
        ),
        scopes=(),
        arguments=ListHolidaysSchema,
        result=HolidayListSchema,
        function=functions.list_holidays,
        read_only=True,
        destructive=False,
        open_world=False,
        consequential=False,
    ),
    Operation(
        name="addWorkingDays",
        method="GET",
        path="/api/calendar/working-day",
        summary="Find the date so many working days away",
        description=(
            "Returns the date that is a number of working days after or before another one, "
            "leaving out weekends and public holidays of the place. The start does not count."
        ),
        examples=(
            "What date is ten working days from now?",
            "If I order today, when are five business days over?",
            "Which day is three working days before Christmas?",
            "When does a period of 20 working days from 1 April end in Spain?",
        ),
        scopes=(),
        arguments=AddWorkingDaysSchema,
        result=WorkingDaySchema,
        function=functions.add_working_days,
        read_only=True,
        destructive=False,
        open_world=False,
        consequential=False,
    ),
    Operation(
        name="countWorkingDays",
        method="GET",
        path="/api/calendar/working-days",
        summary="Count working days between two dates",
        description=(
            "Returns how many working days there are from one date to another, both included, "
            "leaving out weekends and public holidays of the place."
        ),
        examples=(
            "How many working days are left this year?",
            "How many business days does May have in France?",
            "Count the working days until the end of the month.",
        ),
        scopes=(),
        arguments=CountWorkingDaysSchema,
        result=WorkingDayCountSchema,
        function=functions.count_working_days,
        read_only=True,
        destructive=False,
        open_world=False,
        consequential=False,
    ),
    Operation(
        name="getSunTimes",
        method="GET",
        path="/api/calendar/sun",
        summary="Tell when the sun rises and sets",
        description=(
            "Returns dawn, sunrise, sunset and dusk of one day at a place. Without latitude and "
            "longitude it is the place of the host, or the largest city of the time zone; the "
            "answer says where. Times are null where the sun stays up or down."
        ),
        examples=(
            "When does the sun set today?",
            "What time is sunrise in Lisbon tomorrow?",
            "How long is it light in Norway in December?",
            "Until when can I cycle without a light this evening?",
        ),
        scopes=(),
        arguments=GetSunTimesSchema,
        result=SunTimesSchema,
        function=functions.get_sun_times,
        read_only=True,
        destructive=False,
        open_world=False,
        consequential=False,
    ),
)
