"""Which time zone most people of a subdivision live in, where countries have several.

A model seldom knows the zone, but the host's header names the subdivision (ISO 3166-2). From the
comments of tzdata's zone.tab; SPLIT lists what else is in use in the same subdivision.
"""

_BY_ZONE = {
    # Australia
    "Australia/Sydney": "AU-ACT AU-NSW",
    "Australia/Brisbane": "AU-QLD",
    "Australia/Adelaide": "AU-SA",
    "Australia/Darwin": "AU-NT",
    "Australia/Hobart": "AU-TAS",
    "Australia/Melbourne": "AU-VIC",
    "Australia/Perth": "AU-WA",
    # Brazil
    "America/Sao_Paulo": "BR-DF BR-ES BR-GO BR-MG BR-PR BR-RJ BR-RS BR-SC BR-SP",
    "America/Bahia": "BR-BA",
    "America/Maceio": "BR-AL BR-SE",
    "America/Recife": "BR-PE",
    "America/Fortaleza": "BR-CE BR-MA BR-PB BR-PI BR-RN",
    "America/Araguaina": "BR-TO",
    "America/Belem": "BR-AP BR-PA",
    "America/Campo_Grande": "BR-MS",
    "America/Cuiaba": "BR-MT",
    "America/Porto_Velho": "BR-RO",
    "America/Boa_Vista": "BR-RR",
    "America/Manaus": "BR-AM",
    "America/Rio_Branco": "BR-AC",
    # Canada
    "America/St_Johns": "CA-NL",
    "America/Halifax": "CA-NS CA-PE",
    "America/Moncton": "CA-NB",
    "America/Toronto": "CA-ON CA-QC",
    "America/Winnipeg": "CA-MB",
    "America/Regina": "CA-SK",
    "America/Edmonton": "CA-AB CA-NT",
    "America/Vancouver": "CA-BC",
    "America/Whitehorse": "CA-YT",
    "America/Iqaluit": "CA-NU",
    # Mexico
    "America/Mexico_City": (
        "MX-AGU MX-CHP MX-CMX MX-COL MX-GRO MX-GUA MX-HID MX-JAL MX-MEX MX-MIC MX-MOR MX-OAX "
        "MX-PUE MX-QUE MX-SLP MX-TAB MX-TLA MX-VER MX-ZAC"
    ),
    "America/Merida": "MX-CAM MX-YUC",
    "America/Monterrey": "MX-COA MX-DUR MX-NLE MX-TAM",
    "America/Chihuahua": "MX-CHH",
    "America/Cancun": "MX-ROO",
    "America/Mazatlan": "MX-BCS MX-NAY MX-SIN",
    "America/Hermosillo": "MX-SON",
    "America/Tijuana": "MX-BCN",
    # Portugal and Spain
    "Atlantic/Azores": "PT-20",
    "Atlantic/Madeira": "PT-30",
    "Atlantic/Canary": "ES-CN ES-GC ES-TF",
    "Africa/Ceuta": "ES-CE ES-ML",
    # United States
    "America/New_York": (
        "US-CT US-DC US-DE US-FL US-GA US-KY US-MA US-MD US-ME US-NC US-NH US-NJ US-NY US-OH US-PA "
        "US-RI US-SC US-VA US-VT US-WV"
    ),
    "America/Detroit": "US-MI",
    "America/Indiana/Indianapolis": "US-IN",
    "America/Chicago": (
        "US-AL US-AR US-IA US-IL US-KS US-LA US-MN US-MO US-MS US-ND US-NE US-OK US-SD US-TN US-TX "
        "US-WI"
    ),
    "America/Denver": "US-CO US-MT US-NM US-UT US-WY",
    "America/Boise": "US-ID",
    "America/Phoenix": "US-AZ",
    "America/Los_Angeles": "US-CA US-NV US-OR US-WA",
    "America/Anchorage": "US-AK",
    "Pacific/Honolulu": "US-HI",
}

SUBDIVISION_ZONES = {code: zone for zone, codes in _BY_ZONE.items() for code in codes.split()}

SPLIT = {
    "AU-NSW": ("Australia/Broken_Hill", "Australia/Lord_Howe"),
    "AU-WA": ("Australia/Eucla",),
    "BR-AM": ("America/Eirunepe",),
    "BR-PE": ("America/Noronha",),
    "CA-BC": ("America/Edmonton", "America/Creston", "America/Dawson_Creek"),
    "CA-NL": ("America/Goose_Bay",),
    "CA-NT": ("America/Inuvik",),
    "CA-NU": ("America/Rankin_Inlet", "America/Cambridge_Bay"),
    "CA-ON": ("America/Winnipeg", "America/Atikokan"),
    "CA-QC": ("America/Blanc-Sablon",),
    "CA-SK": ("America/Edmonton",),
    "MX-CHH": ("America/Ciudad_Juarez", "America/Ojinaga"),
    "MX-COA": ("America/Matamoros",),
    "MX-NAY": ("America/Bahia_Banderas",),
    "MX-NLE": ("America/Matamoros",),
    "MX-TAM": ("America/Matamoros",),
    "US-AK": ("America/Adak", "America/Metlakatla"),
    "US-AZ": ("America/Denver",),
    "US-FL": ("America/Chicago",),
    "US-ID": ("America/Los_Angeles",),
    "US-IN": ("America/Chicago",),
    "US-KS": ("America/Denver",),
    "US-KY": ("America/Chicago",),
    "US-MI": ("America/Menominee",),
    "US-ND": ("America/Denver",),
    "US-NE": ("America/Denver",),
    "US-NV": ("America/Boise",),
    "US-OR": ("America/Boise",),
    "US-SD": ("America/Denver",),
    "US-TN": ("America/New_York",),
    "US-TX": ("America/Denver",),
}

# Where most people of a whole country live, if it has zones for a few others.
COUNTRY_ZONES = {
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "KI": "Pacific/Tarawa",
    "NZ": "Pacific/Auckland",
    "PF": "Pacific/Tahiti",
    "PG": "Pacific/Port_Moresby",
    "PT": "Europe/Lisbon",
    "UA": "Europe/Kyiv",
    "XK": "Europe/Belgrade",
}
