"""Every write: keyword-only functions, one transaction each, exceptions beside the function."""
