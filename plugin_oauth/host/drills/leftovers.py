"""What drills leave behind at the target: the tokens of their sign-ins (RFC 7009)."""

from plugin_oauth.host.metadata import find_endpoint
from plugin_oauth.host.revocation import revocation_request
from plugin_oauth.host.run import OAuthRun


def revoke_leftovers(run: OAuthRun) -> int:
    """Return how many token answers could not be revoked; raises Failure or Skipped."""
    if not run.leftovers:
        return 0
    endpoint = find_endpoint(run.metadata, "revocation_endpoint")
    answers = [
        revocation_request(run.wire, run.client, endpoint, tokens) for tokens in run.leftovers
    ]
    return sum(not answer.is_success for answer in answers)
