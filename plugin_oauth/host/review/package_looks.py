"""How a package looks in the directory: category, colours, screenshots."""

from collections.abc import Iterator

from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.review.colors import contrast, is_color
from plugin_oauth.host.review.images import read_image
from plugin_oauth.host.review.listing import texts
from plugin_oauth.host.review.operations import Placed
from plugin_oauth.host.review.packages import Package
from plugin_oauth.host.review.rules import Fault

CATEGORIES = (
    *("Productivity", "Creativity", "Developer Tools", "Business & Operations"),
    *("Data & Analytics", "Communication", "Education & Research", "Security", "Finance"),
    *("Healthcare", "Travel", "Entertainment", "Other"),
)
# A colour and the page it is shown on.
_COLORS = {"brandColor": "#ffffff", "brandColorDark": "#212121"}
_LEAST_CONTRAST = 2
_WIDTH = 706
_HEIGHTS = range(400, 861)


def category_faults(listing: Placed) -> Iterator[Fault]:
    """Yield a fault unless the category is one of the thirteen."""
    category = listing.text("category")
    if category not in CATEGORIES:
        sentence = f"category is {category[:60]!r}, not one of {', '.join(CATEGORIES)}"
        yield Fault(sentence, listing.at("category"))


def color_faults(listing: Placed) -> Iterator[Fault]:
    """Yield colours that are none, or that nobody sees; a listing need not have any."""
    for name, page in _COLORS.items():
        if name not in listing.value:
            continue
        color = listing.text(name)
        if not is_color(color):
            yield Fault(f"{name} is {color[:60]!r}, not #RRGGBB", listing.at(name))
        elif contrast(color, page) < _LEAST_CONTRAST:
            sentence = f"{name} {color} has a contrast of {contrast(color, page):.1f}:1 to {page}"
            yield Fault(sentence, listing.at(name))


def screenshot_faults(listing: Placed, package: Package) -> Iterator[Fault]:
    """Yield screenshots that are missing or of another size."""
    for path, where in texts(listing, "screenshots"):
        try:
            image = read_image(package.read(path.removeprefix("./")))
        except Failure as failure:
            yield Fault(str(failure), where)
            continue
        if image is None:
            yield Fault(f"{path} is no image of a known kind", where)
        elif image.width != _WIDTH or image.height not in _HEIGHTS:
            sentence = f"{path} has {image.width} x {image.height} pixels, not 706 x 400 to 860"
            yield Fault(sentence, where)
