"""Documents that cannot drift: glossary, feature map, variables."""

from __future__ import annotations

import inspect
import pkgutil
import re
from importlib import import_module
from pathlib import Path

from django.apps import apps

import routines.domain

ROOT = Path(__file__).resolve().parents[2]
READING = re.compile(
    r"""(?:env\.(?:flag|text|required|choice|number|words|directory|database|email)
        |setting|environ(?:\.get)?|getenv)
        [(\[]\s*"([A-Z][A-Z_]+)\"""",
    re.VERBOSE,
)
# Read by us, but nobody sets them for Carryover alone.
NOT_OURS = {"PIP_INDEX_URL", "DJANGO_ALLOW_ASYNC_UNSAFE", "DJANGO_SETTINGS_MODULE"}


def variables_read() -> set[str]:
    """Return each environment variable that settings, bootstrap or the tests' set-up read."""
    paths = [
        ROOT / "config" / "settings.py",
        ROOT / "bootstrap.py",
        ROOT / "tests" / "conftest.py",
        ROOT / "tests" / "chromium.py",
    ]
    return {name for path in paths for name in READING.findall(path.read_text())} - NOT_OURS


def test_the_glossary_knows_every_model_and_every_class_of_the_domain() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text()
    names = {
        model.__name__
        for label in ("accounts", "routines")
        for model in apps.get_app_config(label).get_models()
    }
    for found in pkgutil.iter_modules(routines.domain.__path__):
        module = import_module(f"routines.domain.{found.name}")
        names |= {
            name
            for name, value in inspect.getmembers(module, inspect.isclass)
            if value.__module__ == module.__name__ and not name.startswith("_")
        }

    assert sorted(name for name in names if f"**{name}**" not in glossary) == []


def test_each_file_of_the_feature_map_exists() -> None:
    readme = (ROOT / "README.md").read_text()
    feature_map = re.split(r"(?mi)^## +the feature map.*$|^## +feature map.*$", readme)[-1]
    rows = re.match(r"[^|]*((?:\|.*\n?)+)", feature_map)
    assert rows, "README has no table under the heading 'Feature map'"
    paths = re.findall(r"`([\w./-]*/[\w./-]*|[\w-]+\.\w+)`", rows[1])

    assert len(paths) > 10
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_each_test_of_the_hazard_log_exists() -> None:
    named = set(re.findall(r"tests/[\w/]+\.py", (ROOT / "docs" / "hazards.md").read_text()))

    assert named
    assert sorted(name for name in named if not (ROOT / name).is_file()) == []


def test_each_variable_is_explained() -> None:
    example = (ROOT / ".env.example").read_text()
    running = (ROOT / "docs" / "running.md").read_text()
    read = variables_read()

    assert {"SECRET_KEY", "DATABASE_URL", "PORT", "REQUIRE_BROWSER"} <= read
    assert sorted(name for name in read if not re.search(rf"(?m)^{name}=", example)) == []
    assert sorted(name for name in read if f"`{name}`" not in running) == []


def test_each_explained_variable_is_read() -> None:
    example = (ROOT / ".env.example").read_text()

    assert set(re.findall(r"(?m)^([A-Z_]+)=", example)) - variables_read() == set()


def test_decisions_are_numbered_once() -> None:
    numbers = [path.name[:4] for path in (ROOT / "docs" / "decisions").glob("*.md")]

    assert sorted(numbers) == sorted(set(numbers))


def test_links_between_documents_lead_somewhere() -> None:
    broken = [
        f"{path.relative_to(ROOT)}: {target}"
        for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", path.read_text())
        if not (path.parent / target).exists()
    ]

    assert broken == []
