"""The JSON API: the same services and `visible_to` as the pages, spoken by programs."""
