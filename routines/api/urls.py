"""Every address of the API, grouped by resource."""

from __future__ import annotations

from django.urls import path, re_path

from routines.api import (
    assignments,
    check_ins,
    flags,
    library,
    logs,
    progress,
    reference,
    reports,
    rules,
    schema,
    sessions,
    sync,
    today,
)
from routines.api.base import UnknownAddress

app_name = "api"

urlpatterns = [
    # for people
    path("", reference.show, name="reference-show"),
    path("schema/", schema.show, name="schema-show"),
    # today and progress
    path("v1/today", today.TodayShow.as_view(), name="today-show"),
    path("v1/progress", progress.ProgressShow.as_view(), name="progress-show"),
    # library
    path("v1/exercises", library.ExerciseList.as_view(), name="exercise-list"),
    path("v1/exercises/<uuid:pk>", library.ExerciseShow.as_view(), name="exercise-show"),
    path("v1/routines", library.RoutineList.as_view(), name="routine-list"),
    path("v1/routines/<uuid:pk>", library.RoutineShow.as_view(), name="routine-show"),
    # assignments
    path("v1/assignments", assignments.AssignmentList.as_view(), name="assignment-list"),
    path("v1/assignments/<uuid:pk>", assignments.AssignmentShow.as_view(), name="assignment-show"),
    # sessions and logs
    path("v1/sessions", sessions.SessionList.as_view(), name="session-list"),
    path("v1/sessions/<uuid:pk>", sessions.SessionShow.as_view(), name="session-show"),
    path("v1/sessions/<uuid:pk>/logs", logs.LogCreate.as_view(), name="log-create"),
    path("v1/sessions/<uuid:pk>/reports", reports.ReportList.as_view(), name="report-list"),
    path("v1/logs/<uuid:pk>", logs.LogShow.as_view(), name="log-show"),
    # check-ins and flags
    path("v1/check-ins", check_ins.CheckInList.as_view(), name="check_in-list"),
    path("v1/check-ins/rules", rules.RulesShow.as_view(), name="rules-show"),
    path("v1/check-ins/<uuid:pk>", check_ins.CheckInShow.as_view(), name="check_in-show"),
    path("v1/flags", flags.FlagList.as_view(), name="flag-list"),
    path(
        "v1/flags/<uuid:pk>/acknowledgement",
        flags.AcknowledgementCreate.as_view(),
        name="acknowledgement-create",
    ),
    path("v1/flags/<uuid:pk>/clearance", flags.ClearanceCreate.as_view(), name="clearance-create"),
    # the outbox of a phone
    path("v1/sync", sync.SyncCreate.as_view(), name="sync-create"),
    # everything else below v1 is a problem, not a page
    re_path(r"^v1(/[\s\S]*)?$", UnknownAddress.as_view(), name="unknown"),
]
