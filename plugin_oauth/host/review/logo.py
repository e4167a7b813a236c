"""The logo as it was served: an image that ChatGPT took, of about the right size."""

from http import HTTPStatus

from plugin_oauth.host.review.images import Image, read_image
from plugin_oauth.host.wire import Answer

# Pixels: "about" 512 is all that is said.
_SMALLEST, _LARGEST = 256, 1024


def complain_of_logo(answer: Answer) -> str:
    """Return what is wrong with it, empty if nothing."""
    if answer.status != HTTPStatus.OK:
        return f"answers {answer.status}"
    if not answer.media_type.startswith("image/"):
        return f"is served as {answer.media_type or 'nothing'}, not as image/*"
    image = read_image(answer.content)
    if image is None:
        return "is no image of a known kind"
    if image.kind == "gif":
        return "is a GIF, which ChatGPT did not take"
    return _complain_of_size(image)


def _complain_of_size(image: Image) -> str:
    if image.kind == "svg":
        return ""
    sides = (image.width, image.height)
    if not all(_SMALLEST <= side <= _LARGEST for side in sides) or len(set(sides)) > 1:
        return f"has {image.width} x {image.height} pixels, not about 512 x 512"
    return ""
