"""All checks, in the order in which they are worth mending."""

from plugin_oauth.doctor.address import ADDRESS_CHECKS
from plugin_oauth.doctor.settings import SETTINGS_CHECKS
from plugin_oauth.doctor.storage import STORAGE_CHECKS
from plugin_oauth.doctor.texts import TEXT_CHECKS

CHECKS = (*SETTINGS_CHECKS, *STORAGE_CHECKS, *TEXT_CHECKS, *ADDRESS_CHECKS)
