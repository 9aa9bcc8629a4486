"""Signing in with another provider: the provider asked, whoever comes back let in, the two joined and parted."""
