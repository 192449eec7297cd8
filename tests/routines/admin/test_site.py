"""The admin site as a whole: what is in it. How its pages look is tested in a browser."""

from __future__ import annotations

from django.contrib import admin

from routines.admin.site import CarryoverAdminSite


def test_there_is_one_site_with_the_pages_of_both_apps_and_no_others() -> None:
    assert isinstance(admin.site, CarryoverAdminSite)
    models = {model._meta.label for model in admin.site._registry}

    assert {"accounts.Client", "routines.Assignment", "routines.Routine"} <= models
    assert {label.split(".")[0] for label in models} == {"accounts", "routines"}
