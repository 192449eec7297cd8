"""One file behind every make target: environment, dependencies, server, tests.

Standard library only, since it runs before anything is installed. `python bootstrap.py --help`.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import venv
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
PASSWORD = "carryover-demo"  # noqa: S105  # printed on purpose, refused when DEBUG is off
PEOPLE = (
    ("maya@example.org", "therapist"),
    ("ivan@example.org", "her client, three weeks in"),
    ("lena@example.org", "her client, has not started"),
    ("ana@example.org", "manager of their clinic"),
    ("tom@example.org", "therapist of another clinic"),
    ("noor@example.org", "his client"),
)


def main() -> None:
    """Do what one make target asks for."""
    if sys.version_info < (3, 11):  # noqa: UP036  # the reader may well have an older one
        stop(f"Carryover needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    parser = argparse.ArgumentParser(description="Set up and run Carryover.")
    targets = {
        "run": run,
        "test": test,
        "check-sync": check_sync,
        "bench": bench,
        "install": install,
        "clean": clean,
    }
    parser.add_argument("target", choices=targets)
    chosen, rest = parser.parse_known_args()
    targets[chosen.target](rest)


# --- targets -------------------------------------------------------------------------------


def run(rest: list[str]) -> None:
    """Prepare everything, then serve the demo until Ctrl-C."""
    host, port = setting("HOST", "127.0.0.1"), port_number()
    refuse_taken_port(host, port)
    prepare(run_extras())
    write_development_env()
    manage("prepare_database", "--verbosity", "0", say="Preparing the database")
    manage("load_library", say="Loading the exercise library")
    manage("seed_demo", say="Making the demo people")
    serve(host, port)


def test(rest: list[str]) -> None:
    """Run the tests on SQLite; before that on PostgreSQL too, when TEST_POSTGRES_URL is set."""
    prepare(["dev"])
    environment = os.environ | {
        "DEBUG": "1",
        "DATA_DIR": os.environ.get("DATA_DIR") or str(ROOT / "var" / "test"),
        "DATABASE_URL": "",
        "REDIS_URL": "",
        "EMAIL_URL": "",
        "ALLOWED_HOSTS": "",
        "LOG_LEVEL": "",
    }
    # Each process begins with its own half, so that what a module prepares is prepared once; who is
    # done first takes over from the other.
    command = [str(PYTHON), "-m", "pytest", "-n", "2", "--dist", "worksteal", *rest]
    postgres = os.environ.get("TEST_POSTGRES_URL")
    if postgres:
        step("Tests on PostgreSQL")
        redis = os.environ.get("TEST_REDIS_URL", "")
        other = environment | {"DATABASE_URL": postgres, "REDIS_URL": redis}
        ended = subprocess.run(command, cwd=ROOT, env=other, check=False)
        if ended.returncode:
            sys.exit(ended.returncode)
    step("Tests on SQLite")
    sys.exit(subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode)


def check_sync(rest: list[str]) -> None:
    """Live random schedules of faults between phones and the server; 10,000 unless told otherwise."""
    prepare(["dev"])
    command = [str(PYTHON), "-m", "tests.simulator", *rest]
    sys.exit(subprocess.run(command, cwd=ROOT, check=False).returncode)


def bench(rest: list[str]) -> None:
    """Measure; one JSON line per figure."""
    prepare(["dev"])
    command = [str(PYTHON), "-m", "bench", *rest]
    sys.exit(subprocess.run(command, cwd=ROOT, check=False).returncode)


def install(rest: list[str]) -> None:
    """Only prepare the environment; with the development tools when `--dev` is given."""
    prepare(["dev"] if "--dev" in rest else run_extras())


def clean(rest: list[str]) -> None:
    """Remove what can be made again; people's data in `var` stays."""
    caches = [".mypy_cache", ".ruff_cache", ".pytest_cache", ".import_linter_cache", ".hypothesis"]
    for path in [VENV, ROOT / "var" / "test", ROOT / "var" / "static", *map(ROOT.joinpath, caches)]:
        shutil.rmtree(path, ignore_errors=True)
    for path in ROOT.rglob("__pycache__"):
        shutil.rmtree(path, ignore_errors=True)
    step(
        "Removed the environment and caches. The demo data stays in var/; delete it to start anew."
    )


# --- environment and dependencies ----------------------------------------------------------


def prepare(extras: list[str]) -> None:
    """Make the environment hold the requirements; a stamp makes the second call instant."""
    wanted = requirements(extras)
    constraints = ROOT / "constraints.txt"
    facts = sys.version.encode() + constraints.read_bytes()
    same = hashlib.sha256(facts).hexdigest()
    stamp = VENV / "installed.txt"
    installed = stamp.read_text().splitlines() if stamp.is_file() else []
    if installed[:1] != [same]:
        installed = [same]
    if PYTHON.exists() and set(wanted) <= set(installed):
        return
    started = time.monotonic()
    if not venv_matches():
        step("Making the environment in .venv")
        make_venv()
    step(f"Installing {len(wanted)} packages and what they need (only the first time)")
    pip_install([*wanted, "-c", str(constraints)])
    stamp.write_text("\n".join([same, *sorted({*installed[1:], *wanted})]))
    step(f"Installed in {time.monotonic() - started:.0f} s")


def requirements(extras: list[str]) -> list[str]:
    """Return the requirements in pyproject.toml: the dependencies and the given extras."""
    import tomllib  # here, so that an old Python still reaches the sentence about its version

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    found = list(project["dependencies"])
    for extra in extras:
        found += project["optional-dependencies"][extra]
    return found


def run_extras() -> list[str]:
    """Return the extras that this installation's settings need."""
    needs = {
        "postgres": setting("DATABASE_URL").startswith("postgres"),
        "redis": setting("REDIS_URL"),
    }
    return [extra for extra, needed in needs.items() if needed]


def make_venv() -> None:
    """Make .venv anew; without pip where Python came without ensurepip (Debian, Ubuntu)."""
    try:
        import ensurepip  # noqa: F401

        with_pip = shutil.which("uv") is None
    except ImportError:
        with_pip = False
    try:
        venv.EnvBuilder(clear=True, with_pip=with_pip, symlinks=os.name != "nt").create(VENV)
    except (OSError, subprocess.CalledProcessError) as error:
        stop(f"The environment in .venv could not be made: {error}")


def venv_matches() -> bool:
    """Tell whether .venv works and has this Python's version."""
    code = "import sys; print(*sys.version_info[:2])"
    try:
        answer = subprocess.run([PYTHON, "-c", code], capture_output=True, text=True, check=False)
    except OSError:
        return False
    return answer.stdout.split() == [str(part) for part in sys.version_info[:2]]


def pip_install(arguments: list[str]) -> None:
    """Install by uv, else by the environment's pip, else by a pip fetched for the purpose."""
    uv = shutil.which("uv")
    if uv:
        environment = os.environ | {"UV_PYTHON_DOWNLOADS": "never"}
        watch([uv, "pip", "install", "--python", str(PYTHON), *arguments], environment)
        return
    has_pip = subprocess.run([PYTHON, "-m", "pip", "-V"], capture_output=True, check=False)
    if has_pip.returncode:
        fetch_pip()
    quiet = ["--disable-pip-version-check", "--no-input", "--no-compile"]
    watch([str(PYTHON), "-m", "pip", "install", *quiet, *arguments], dict(os.environ))
    # pip would compile one file after the other; this takes all processors. What cannot be compiled
    # (a package's own test data) is not what we import.
    compiler = [str(PYTHON), "-m", "compileall", "-qq", "-j", "0", str(VENV)]
    subprocess.run(compiler, capture_output=True, check=False)


def fetch_pip() -> None:
    """Fetch pip's newest wheel from the package index, check its hash, let it install itself."""
    index = os.environ.get("PIP_INDEX_URL") or "https://pypi.org/simple"
    page_url = f"{index.rstrip('/')}/pip/"
    step("Fetching pip, which this Python came without")
    try:
        with urllib.request.urlopen(page_url, timeout=60) as answer:
            page = answer.read().decode()
        wheels = re.findall(r'href="((?:[^"]*/)?pip-(\d+(?:\.\d+)+)-py3-none-any\.whl[^"]*)"', page)
        if not wheels:
            stop(f"No pip was found at {index}. Install python3-venv or uv, then try again.")
        link, _ = max(wheels, key=lambda each: tuple(map(int, each[1].split("."))))
        url, _, fragment = urllib.parse.urljoin(page_url, link).partition("#")
        with urllib.request.urlopen(url, timeout=120) as answer:
            content = answer.read()
    except (urllib.error.URLError, TimeoutError) as error:
        stop(f"pip could not be fetched ({error}). Install python3-venv or uv, then try again.")
    kind, _, expected = fragment.partition("=")
    if kind != "sha256" or hashlib.sha256(content).hexdigest() != expected:
        stop("The fetched pip does not match the index's hash, so it was not used.")
    wheel = VENV / url.rpartition("/")[2]
    wheel.write_bytes(content)
    watch([str(PYTHON), f"{wheel}/pip", "install", "--no-index", str(wheel)], dict(os.environ))
    wheel.unlink()


def watch(command: list[str], environment: dict[str, str]) -> None:
    """Run an installer, showing that it moves; on failure show all it said and stop."""
    said: list[str] = []
    on_terminal = sys.stdout.isatty()
    shown = time.monotonic()
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None  # noqa: S101  # for the type checker
        for line in process.stdout:
            said.append(line)
            if on_terminal:
                print(f"\r\033[K    {line.strip()[:70]}", end="", flush=True)
            elif line.strip() and time.monotonic() - shown > 5:
                shown = time.monotonic()
                print(f"    {line.strip()[:90]}", flush=True)
    print("\r\033[K" if on_terminal else "", end="")
    if process.returncode:
        sys.stdout.writelines(said)
        stop("The packages could not be installed; the lines above say why.")


# --- server --------------------------------------------------------------------------------


def setting(name: str, default: str = "") -> str:
    """Return a variable from the environment, else from `.env`, else the default."""
    value = os.environ.get(name)
    env = ROOT / ".env"
    if value is None and env.is_file():
        found = re.findall(rf"(?m)^\s*(?:export\s+)?{name}\s*=\s*(.*?)\s*$", env.read_text())
        value = found[-1].strip("'\"") if found else None
    return value or default


def write_development_env() -> None:
    """Write a `.env` for development, unless there is one; give an older one of ours its push key."""
    path = ROOT / ".env"
    ours = "# For development. Each variable is explained in .env.example.\n"
    text = path.read_text() if path.exists() else f"{ours}DEBUG=1\n"
    if text.startswith(ours) and "VAPID_PRIVATE_KEY" not in text:
        # Any number of 32 bytes is a key, but for one in four billion.
        text += f"VAPID_PRIVATE_KEY={secrets.token_urlsafe(32)}\n"
        path.write_text(f"{text}VAPID_SUBJECT=mailto:carryover@example.org\n")


def port_number() -> int:
    """Return PORT, 8000 if it is not set."""
    value = setting("PORT", "8000")
    if not (value.isascii() and value.isdigit() and 0 < int(value) < 65536):
        stop(f"PORT must be a number from 1 to 65535, not {value!r}.")
    return int(value)


def refuse_taken_port(host: str, port: int) -> None:
    """Stop with one sentence when somebody else listens there."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            if os.name != "nt":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno in (98, 48, 10048):
            stop(
                f"Port {port} is taken by another program. "
                f"Stop it, or choose another port: PORT={port + 1} make run"
            )
        stop(f"The server cannot listen on {host}:{port}: {error.strerror}.")


def manage(*arguments: str, say: str) -> None:
    """Run one management command; stop when it fails, which has said why."""
    step(say)
    command = [str(PYTHON), "manage.py", *arguments]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        sys.exit(1)


def serve(host: str, port: int) -> None:
    """Start server and worker, say where it is once it answers, and stay until one of them ends."""
    command = [str(PYTHON), "-m", "granian", "--interface", "wsgi", "config.wsgi:application"]
    command += ["--host", host, "--port", str(port), "--workers", "1", "--blocking-threads", "4"]
    command += ["--no-ws", "--log-level", "warning"]
    step("Starting the server")
    server = subprocess.Popen(command, cwd=ROOT)
    environment = os.environ | {"PORT": str(port)}
    worker = subprocess.Popen([str(PYTHON), "manage.py", "worker"], cwd=ROOT, env=environment)
    told: list[int] = []

    def end(number: int, frame: object) -> None:
        told.append(number)
        server.terminate()

    signal.signal(signal.SIGTERM, end)
    try:
        if not answers(host, port, server):
            server.terminate()
            stop("The server did not start; the lines above say why.")
        announce(port)
        while server.poll() is None and (told or worker.poll() is None):
            time.sleep(0.25)
        if server.poll() is None and not told:
            server.terminate()
            stop("The worker beside the server has ended, so both stop; the lines above say why.")
        server.wait()
    except KeyboardInterrupt:
        server.send_signal(signal.SIGINT)
        server.wait()
    finally:
        worker.terminate()
        worker.wait()
    sys.exit(0 if server.returncode in (0, -signal.SIGTERM, -signal.SIGINT) else 1)


def answers(host: str, port: int, server: subprocess.Popen[bytes]) -> bool:
    """Tell whether the server begins to answer within a minute."""
    # Without proxies: this machine asks itself.
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    name = "localhost" if host in ("0.0.0.0", "::") else host  # noqa: S104  # compared, not bound
    for _ in range(240):
        if server.poll() is not None:
            return False
        try:
            with direct.open(f"http://{name}:{port}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            time.sleep(0.25)
    return False


def announce(port: int) -> None:
    """Print where to go and who to be."""
    address = f"http://localhost:{port}"
    width = max(len(email) for email, _ in PEOPLE)
    print(f"\n  Carryover is running at {address}")
    print(f"  Therapists work at {address}/admin/\n")
    print(f"  Sign in as one of these, with the password {PASSWORD}\n")
    for email, role in PEOPLE:
        print(f"    {email:<{width}}  {role}")
    print("\n  Ctrl-C stops it.\n", flush=True)


def step(text: str) -> None:
    """Print one line of progress."""
    print(f"==> {text}", flush=True)


def stop(text: str) -> NoReturn:
    """End with one sentence and status 1."""
    sys.exit(text)


if __name__ == "__main__":
    main()
