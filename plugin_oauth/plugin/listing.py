"""What a directory of plugins shows of one beyond its name and texts (OpenAI, "Submit plugins")."""

from dataclasses import dataclass

CATEGORIES = (
    "Productivity",
    "Creativity",
    "Developer Tools",
    "Business & Operations",
    "Data & Analytics",
    "Communication",
    "Education & Research",
    "Security",
    "Finance",
    "Healthcare",
    "Travel",
    "Entertainment",
    "Other",
)


@dataclass(frozen=True, kw_only=True)
class Listing:
    """An entry of the directory. Colours are #RRGGBB, for a light and for a dark page.

    `counter_examples` are what a person might say that must not lead to this plugin: a reviewer
    tries them.
    """

    short_description: str
    category: str
    counter_examples: tuple[str, ...]
    brand_color: str = "#0f6b63"
    brand_color_dark: str = "#9fe3d8"
