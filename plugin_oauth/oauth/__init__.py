"""The authorization server: one file per endpoint, grant or rule, named in the standards' words."""
