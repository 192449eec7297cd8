"""Every page of the homework, grouped by resource."""

from __future__ import annotations

from django.urls import path

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
    path("assignments/<uuid:pk>/", assignments.show, name="assignment-show"),
    path("assignments/<uuid:pk>/changes/", assignments.seen, name="assignment-seen"),
    # sessions
    path("assignments/<uuid:pk>/sessions/", sessions.create, name="session-create"),
    path("assignments/<uuid:pk>/sessions/new/", new_sessions.show, name="new_session-show"),
    path("assignments/<uuid:pk>/sessions/new/play/", new_sessions.play, name="new_session-play"),
    path("assignments/<uuid:pk>/sessions/new/after/", new_sessions.after, name="new_session-after"),
    path("sessions/<uuid:pk>/", sessions.show, name="session-show"),
    path("sessions/<uuid:pk>/play/", sessions.play, name="session-play"),
    path("sessions/<uuid:pk>/performed/", sessions.perform, name="session-perform"),
    path("sessions/<uuid:pk>/finish/", sessions.finish, name="session-finish"),
    path("sessions/<uuid:pk>/after/", sessions.after, name="session-after"),
    path("sessions/<uuid:pk>/rating/", sessions.rate, name="session-rate"),
    # logs
    path("sessions/<uuid:pk>/logs/", logs.create, name="log-create"),
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
