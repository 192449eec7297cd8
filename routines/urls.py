"""Every page of the homework, grouped by resource."""

from __future__ import annotations

from django.urls import include, path

from routines.views import (
    activities,
    assignments,
    calendars,
    check_ins,
    desk,
    exercises,
    flags,
    help,
    kept_pages,
    logs,
    new_sessions,
    next_days,
    outbox,
    progress,
    reminder_answers,
    reminder_settings,
    reminders,
    routines,
    sessions,
    today,
    waiting,
)

app_name = "routines"

of_one_assignment = [
    path("", assignments.show, name="assignment-show"),
    path("changes/", assignments.seen, name="assignment-seen"),
    path("sessions/", sessions.create, name="session-create"),
    path("sessions/new/", new_sessions.show, name="new_session-show"),
    path("sessions/new/play/", new_sessions.play, name="new_session-play"),
    path("sessions/new/after/", new_sessions.after, name="new_session-after"),
]

of_one_session = [
    path("", sessions.show, name="session-show"),
    path("logs/", logs.create, name="log-create"),
    path("play/", sessions.play, name="session-play"),
    path("performed/", sessions.perform, name="session-perform"),
    path("finish/", sessions.finish, name="session-finish"),
    path("after/", sessions.after, name="session-after"),
    path("rating/", sessions.rate, name="session-rate"),
]

urlpatterns = [
    # today
    path("", today.show, name="today-show"),
    # library
    path("library/", routines.list, name="routine-list"),
    path("library/<uuid:pk>/", routines.show, name="routine-show"),
    path("library/<uuid:pk>/start/", routines.start, name="routine-start"),
    path("exercises/", exercises.list, name="exercise-list"),
    path("exercises/<uuid:pk>/", exercises.show, name="exercise-show"),
    # assignments
    path("assignments/<uuid:pk>/", include(of_one_assignment)),
    # sessions
    path("sessions/<uuid:pk>/", include(of_one_session)),
    # logs
    path("logs/<uuid:pk>/", logs.update, name="log-update"),
    path("logs/<uuid:pk>/undo/", logs.undo, name="log-undo"),
    # the morning after
    path("next-days/", next_days.create, name="next_day-create"),
    # check-ins
    path("check-ins/new/", check_ins.create, name="check_in-create"),
    path("check-ins/<uuid:pk>/", check_ins.show, name="check_in-show"),
    path("flags/<uuid:pk>/seen/", flags.see, name="flag-see"),
    path("activities/", activities.change, name="activity-change"),
    # days at the desk
    path("desk/", desk.show, name="desk-show"),
    path("desk/events/", desk.tap, name="desk-tap"),
    path("desk/plan/", desk.edit, name="desk-edit"),
    # progress
    path("progress/", progress.show, name="progress-show"),
    # reminders in a calendar
    path("reminders/calendar/", calendars.show, name="calendar-show"),
    path("reminders/calendar/link/", calendars.create, name="calendar-create"),
    path("reminders/calendar/close/", calendars.close, name="calendar-close"),
    path("calendars/<str:secret>.ics", calendars.feed, name="calendar-feed"),
    # reminders
    path("reminders/", reminders.list, name="reminder-list"),
    path("reminders/on/", reminders.start, name="reminder-start"),
    path("reminders/off/", reminders.stop, name="reminder-stop"),
    path("reminders/answers/", reminder_answers.create, name="reminder_answer-create"),
    path(
        "reminders/settings/<slug:setting>/",
        reminder_settings.edit,
        name="reminder_settings-edit",
    ),
    path("reminders/<uuid:pk>/", reminders.change, name="reminder-change"),
    path("reminders/<uuid:pk>/switch/", reminders.switch, name="reminder-switch"),
    path("reminders/<uuid:pk>/seen/", reminders.see, name="reminder-see"),
    # what waits on the phone
    path("waiting/", waiting.show, name="waiting-show"),
    path("outbox/", outbox.show, name="outbox-show"),
    # help
    path("help/", help.show, name="help-show"),
    # what a phone keeps
    path("kept-pages/", kept_pages.list, name="kept_page-list"),
]
