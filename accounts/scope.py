"""What every admin page about records shares: one sees what `visible_to` gives, writes are gated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.db.models import Field, ForeignKey, QuerySet
from django.forms import ModelChoiceField
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from accounts.database import write_transaction
from accounts.models import User

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin


class ScopedAdmin(ModelAdmin):
    """Records of the clinics and clients of whoever looks; read-only unless a subclass says more."""

    list_per_page = 50
    show_full_result_count = False
    actions_on_bottom = False
    # Fields that name a person, and the methods that say only the name: the stock admin links such a
    # field to the account, which none but superusers may open.
    names_of_people: ClassVar[dict[str, str]] = {}

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Return the fields of the page; a row's people without a link that would be refused."""
        fields = list(super().get_fields(request, obj))
        if obj is None or (isinstance(request.user, User) and request.user.is_superuser):
            return fields
        return [self.names_of_people.get(str(one), one) for one in fields]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Start every list, form, action, history and autocomplete from `visible_to`."""
        rows: QuerySet[Any] = self.model._default_manager.visible_to(request.user)
        return rows.order_by(*self.get_ordering(request))

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Everybody in the admin sees the page; the rows decide what is on it."""
        return True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Allow to look at what `get_queryset` lets through."""
        return True

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nothing is added unless a subclass allows it."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is changed unless a subclass allows it."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is deleted here: records are ended or retired."""
        return False

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        """Offer only rows the person may see, in every choice."""
        manager: Any = db_field.remote_field.model._default_manager
        kwargs.setdefault("queryset", manager.visible_to(request.user))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the form, or store it as one writer among others."""
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        with write_transaction():
            return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        """Answer 422 where something has to be corrected."""
        response = super().render_change_form(request, context, *args, **kwargs)
        if request.method == "POST" and context.get("errors"):
            response.status_code = 422
        return response

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str | None
    ) -> HttpResponseBase:
        # The stock admin goes to its front page and repeats the id; a stranger gets 404.
        raise Http404


class ScopedRelatedFilter(admin.RelatedFieldListFilter):
    """A filter by a related row that names only rows the person may see."""

    def field_choices(
        self, field: Field[Any, Any], request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[Any]:
        """Return the visible rows as choices."""
        rows = field.related_model._default_manager.visible_to(request.user)  # type: ignore[union-attr]
        return [(str(row.pk), str(row)) for row in rows]


def runs_a_clinic(request: HttpRequest) -> bool:
    """Tell whether the person is a manager somewhere or a superuser; one query in a request."""
    known: bool | None = getattr(request, "_runs_a_clinic", None)
    if known is None:
        user = request.user
        known = isinstance(user, User) and (user.is_superuser or user.managed_clinics().exists())
        request._runs_a_clinic = known  # type: ignore[attr-defined]
    return known
