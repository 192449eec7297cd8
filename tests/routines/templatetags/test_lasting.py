"""Parts of a page that are drawn once: what they keep, what is put in, and what they refuse."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.middleware.csrf import get_token
from django.template import Context, RequestContext, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from routines.templatetags import lasting


def part(words: str, inside: str) -> Template:
    return Template(f"{{% load page %}}{{% lasting {words} %}}{inside}{{% endlasting %}}")


def counting() -> type[str]:
    """Return a kind of text that says how often one of its kind was put out."""
    drawn: list[str] = []

    class Tab(str):
        def __str__(self) -> str:
            drawn.append("")
            return f"drawing {len(drawn)}"

    return Tab


# --- what is kept --------------------------------------------------------------------------


def test_a_part_is_drawn_once_for_each_argument_and_language() -> None:
    tab_of = counting()
    template = part("tab", "{% firstof tab %}")
    said = [template.render(Context({"tab": tab_of(tab)})) for tab in ("a", "a", "b", "a")]
    with override("de"):
        said.append(template.render(Context({"tab": tab_of("a")})))

    assert said == ["drawing 1", "drawing 1", "drawing 2", "drawing 1", "drawing 3"]


def test_a_part_is_drawn_anew_while_developing(settings: Any) -> None:
    settings.DEBUG = True
    tab_of = counting()
    template = part("tab", "{% firstof tab %}")

    assert [template.render(Context({"tab": tab_of("a")})) for _ in range(2)] == [
        "drawing 1",
        "drawing 2",
    ]


def test_parts_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lasting, "MOST_LASTING", 3)
    template = part("number", "{{ number }}")

    assert [template.render(Context({"number": n})) for n in range(5)] == list("01234")
    (node,) = template.nodelist.get_nodes_by_type(lasting.LastingNode)
    assert isinstance(node, lasting.LastingNode)
    assert len(node._drawn) <= 3


def test_a_part_knows_nothing_but_what_was_named() -> None:
    template = part("minutes=homework.minutes", "{{ minutes }} {{ homework.name }}")

    assert template.render(Context({"homework": SimpleNamespace(minutes=8, name="Core")})) == "8 "


# --- what is put in ------------------------------------------------------------------------


def test_what_stands_around_is_put_in_anew_each_time() -> None:
    template = part("minutes around person", "{{ person.name }}: {{ minutes }}, {{ person.name }}")
    people = [SimpleNamespace(name=name) for name in ("Ivan", "Lena")]

    said = [template.render(Context({"minutes": 8, "person": one})) for one in people]

    assert said == ["Ivan: 8, Ivan", "Lena: 8, Lena"]


def test_what_is_put_in_is_escaped_and_what_is_safe_is_not() -> None:
    template = part("around text", "<p>{{ text }}</p>")
    texts = ["<b>", mark_safe("<b>"), "<b>", 7]

    drawn = [template.render(Context({"text": text})) for text in texts]

    assert drawn == ["<p>&lt;b&gt;</p>", "<p><b></p>", "<p>&lt;b&gt;</p>", "<p>7</p>"]
    assert all(isinstance(one, SafeString) for one in drawn)


def test_what_is_put_in_may_be_named_and_filtered_before() -> None:
    template = part("around day=when|date:'Y'", "{{ day }}")

    assert template.render(Context({"when": None})) == ""


def test_what_is_put_in_reaches_parts_inside_parts_and_other_templates() -> None:
    inner = "{% lasting look around id %}{{ look }} {{ id }}{% endlasting %}"
    template = part("look around id", f"[{inner}] {{% with key=id %}}{{{{ key }}}}{{% endwith %}}")

    said = [template.render(Context({"look": "large", "id": id_})) for id_ in ("a", "b")]

    assert said == ["[large a] a", "[large b] b"]


def test_each_page_has_its_own_field_against_forged_requests(rf: RequestFactory) -> None:
    template = part("look", "{% csrf_token %}{{ look }}{% csrf_token %}")
    pages = []
    for _ in range(2):
        request = rf.get("/")
        get_token(request)
        pages.append(template.render(RequestContext(request, {"look": "large"})))

    fields = [page.split("large") for page in pages]
    assert all(
        before == after and 'name="csrfmiddlewaretoken"' in before for before, after in fields
    )
    assert pages[0] != pages[1]


# --- what is refused -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "inside",
    [
        "{% if person.name %}x{% endif %}",
        "{% if person == 'Ivan' %}x{% endif %}",
        "{% if 'Ivan' == person %}x{% endif %}",
        "{% for one in person.names %}x{% endfor %}",
        "{{ person.name|default:'x' }}",
        "{{ person.name|upper }}",
        "{{ person.name }} {{ person.name|upper }}",
        "{{ person.name }} {{ person.name|truncatechars:9 }}",
        "{% lasting name=person.name %}{{ name }}{% endlasting %}",
    ],
)
def test_nothing_is_decided_by_what_is_only_put_in(inside: str) -> None:
    person = SimpleNamespace(name="Ivan", names=["Ivan"])

    with pytest.raises(TemplateSyntaxError, match="around"):
        part("around person", inside).render(Context({"person": person}))


@pytest.mark.parametrize(
    "inside",
    [
        "{{ user }}",
        "{{ user.initials }}",
        "{% if user.is_staff %}x{% endif %}",
        "{% if user == 1 %}x{% endif %}",
        "{% for message in messages %}x{% endfor %}",
        "{{ preferences.theme }}",
        "{% load figures %}{% figure 'rest-90-90' %}",
    ],
)
def test_nothing_is_drawn_for_everybody_by_who_asks(inside: str, rf: RequestFactory) -> None:
    with pytest.raises(TemplateSyntaxError, match="not for who asks"):
        part("", inside).render(RequestContext(rf.get("/"), {"user": "Ivan"}))


def test_an_argument_with_a_path_needs_a_name() -> None:
    with pytest.raises(TemplateSyntaxError, match=r"name=homework\.minutes"):
        part("homework.minutes", "x")
