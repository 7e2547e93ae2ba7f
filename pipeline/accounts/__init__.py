"""Who may use the product: people with their passwords, sessions, tokens, and the trail of what they saw and did.

Plain functions over a Session; the API and the command line stand on them.
"""

from pipeline.accounts.principal import Principal, Scope

__all__ = ["Principal", "Scope"]
