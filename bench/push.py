"""What reminders cost: pushes beside the sealing they cannot do without, and ten thousand at once."""

from __future__ import annotations

import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.utils import timezone

from accounts.models import PushSubscription, User
from accounts.push.delivery import send_to
from accounts.push.encryption import read_keys, seal, to_base64url
from accounts.push.lines import tls_context
from accounts.push.messages import PushMessage, payload
from accounts.push.sender import Outcome, Parcel, Sender
from accounts.push.vapid import Signer, new_private_key, read_private_key
from bench.push_service import make_certificate

ROOT = Path(__file__).resolve().parents[1]
HOST = "fcm.googleapis.com"
EACH_ROUND = 2_000
MANY = 10_000
# What a push service far away may need to answer.
FAR_SECONDS = 0.05
MESSAGE = PushMessage(
    title="Time to stand up",
    body="Your 2 minutes are ready",
    path="/desk/break/",
    tag="desk-20260310-1045",
    actions=(("done", "Done"), ("snooze", "In 5 minutes")),
    occurrence="01990000-0000-7000-8000-000000000000",
)


def pushes(folder: Path, *, rounds: int) -> dict[str, object]:
    """Seal messages alone and send as many, by turns; both by processor time of this process."""
    parcels = [_parcel(number) for number in range(EACH_ROUND)]
    keys, text = read_keys(parcels[0].p256dh, parcels[0].auth), parcels[0].payload
    sealed, sent, seconds = [], [], []
    with _sender(folder) as sender:
        for number in range(-1, rounds):
            cpu = time.process_time()
            for _ in range(EACH_ROUND):
                seal(text, keys)
            bare = time.process_time() - cpu
            cpu, before = time.process_time(), time.perf_counter()
            found = sender.send(parcels, now=timezone.now())
            all_of_it, wall = time.process_time() - cpu, time.perf_counter() - before
            if {one.outcome for one in found} != {Outcome.SENT}:
                sys.exit("The push service did not take everything.")
            if number >= 0:  # the first round connects
                sealed.append(EACH_ROUND / bare)
                sent.append(EACH_ROUND / all_of_it)
                seconds.append(EACH_ROUND / wall)
    ratios = [mine / bare for mine, bare in zip(sent, sealed, strict=True)]
    return {
        "figure": "push",
        "ratio": round(statistics.median(ratios), 3),
        "ratio_spread": [round(min(ratios), 3), round(max(ratios), 3)],
        "pushes_per_core_second": round(statistics.median(sent)),
        "sealed_per_core_second": round(statistics.median(sealed)),
        "pushes_per_second": round(statistics.median(seconds)),
        "budget": {"ratio": 0.333},
    }


def ten_thousand(folder: Path) -> dict[str, object]:
    """Push to ten thousand people who are stored, and note what became of it."""
    people = _store_people()
    measured = {}
    for name, seconds in (("seconds", 0.0), ("seconds_far_away", FAR_SECONDS)):
        with _sender(folder, seconds=seconds) as sender:
            before = time.perf_counter()
            found = send_to([(one, MESSAGE) for one in people], now=timezone.now(), by=sender)
            measured[name] = round(time.perf_counter() - before, 1)
            measured[f"{name}_unsent"] = MANY - sum(one.sent for one in found)
    User.objects.filter(pk__in=PushSubscription.objects.values("user")).delete()
    return {
        "figure": "10,000 pushes",
        **measured,
        "budget": {"seconds": 15},
    }


@contextmanager
def _sender(folder: Path, *, seconds: float = 0) -> Iterator[Sender]:
    """Give a sender whose only network is a push service in a process of its own."""
    certificate = make_certificate(folder, [HOST])
    command = [sys.executable, "-m", "bench.push_service", str(certificate), str(seconds)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as service:  # noqa: S603  # our own
        assert service.stdout is not None  # noqa: S101  # for the type checker
        port = int(service.stdout.readline())
        sender = Sender(
            Signer(read_private_key(new_private_key()), "https://clinic.org"),
            dial=lambda _, limit: socket.create_connection(("127.0.0.1", port), limit),
            context=tls_context(str(certificate)),
        )
        try:
            yield sender
        finally:
            sender.close()
            service.terminate()


def _parcel(number: int) -> Parcel:
    p256dh, auth = _keys()
    return Parcel(
        endpoint=f"https://{HOST}/fcm/send/{number:0>152}",
        p256dh=p256dh,
        auth=auth,
        payload=payload(
            MESSAGE, site="https://clinic.org", account=str(UUID(int=1)), language="en"
        ),
        ttl_seconds=MESSAGE.ttl_seconds,
        urgency=MESSAGE.urgency,
        topic=MESSAGE.tag,
    )


def _keys() -> tuple[str, str]:
    point = ec.generate_private_key(ec.SECP256R1()).public_key()
    text = to_base64url(point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))
    return text, to_base64url(b"sixteen letters.")


def _store_people() -> list[UUID]:
    people = [
        User(email=f"push{number}@example.org", display_name="Sam Keller", password="!")  # noqa: S106  # nobody's
        for number in range(MANY)
    ]
    User.objects.bulk_create(people, batch_size=500)
    rows = []
    for number, person in enumerate(people):
        parcel = _parcel(number)
        rows.append(
            PushSubscription(
                user=person,
                endpoint=parcel.endpoint,
                p256dh=parcel.p256dh,
                auth=parcel.auth,
                site="https://clinic.org",
                device="Chrome on Android",
            )
        )
    PushSubscription.objects.bulk_create(rows, batch_size=500)
    return [one.pk for one in people]
