"""Real SMTP servers on loopback, for tests of mail: well-behaved, refusing, hanging, dropping."""

from __future__ import annotations

import asyncio
import datetime
import email
import ipaddress
import socket
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "mkaguzi", "siri kubwa"
WAIT = 10.0


class Server:
    """What a server got, and how it answers. `refused`: recipient -> its answer at RCPT."""

    def __init__(self) -> None:
        self.port = 0
        self.messages: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.encrypted: list[bool] = []
        self.users: list[str] = []
        self.refused: dict[str, str] = {}
        self.sender_refused = ""
        self.data_refused = ""
        self.wants_sign_in = False
        self.password = PASSWORD
        self.drops = 0
        """So many connections are cut after the text was taken, before it is acknowledged."""

    def signs_in(
        self, server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: Any
    ) -> AuthResult:
        right = isinstance(given, LoginPassword) and given.password == self.password.encode()
        self.users.append(given.login.decode() if isinstance(given, LoginPassword) else "")
        return AuthResult(success=right and self.users[-1] == USER, handled=False)

    async def handle_MAIL(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.wants_sign_in and not session.authenticated:
            return "530 sign in first"
        if self.sender_refused:
            return self.sender_refused
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.data_refused:
            return self.data_refused
        assert isinstance(envelope.content, bytes)
        made = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(made, EmailMessage)
        self.messages.append(made)
        self.recipients += envelope.rcpt_tos
        assert server.transport is not None
        self.encrypted.append(server.transport.get_extra_info("ssl_object") is not None)
        if self.drops:
            self.drops -= 1
            server.transport.abort()  # type: ignore[attr-defined]  # a socket can
        return "250 taken"


@contextmanager
def smtp(
    *,
    starttls: ssl.SSLContext | None = None,
    tls: ssl.SSLContext | None = None,
    auth: bool = False,
    but: tuple[str, ...] = (),
) -> Iterator[Server]:
    """A server, for as long as the block lasts.

    `auth`: one must sign in as USER, by any way `but` these.
    """
    mine = Server()
    options: dict[str, Any] = {"tls_context": starttls, "require_starttls": starttls is not None}
    if auth:
        mine.wants_sign_in = True
        options |= {"authenticator": mine.signs_in, "auth_require_tls": starttls is not None}
        options["auth_exclude_mechanism"] = but
    loop = asyncio.new_event_loop()
    started = threading.Event()

    async def serve() -> None:
        stopped.append(asyncio.Event())
        server = await loop.create_server(
            lambda: SMTP(mine, hostname="localhost", loop=loop, **options),
            "127.0.0.1",
            0,
            ssl=tls,
        )
        mine.port = server.sockets[0].getsockname()[1]
        started.set()
        async with server:
            await stopped[0].wait()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    stopped: list[asyncio.Event] = []
    thread = threading.Thread(target=loop.run_until_complete, args=[serve()])
    thread.start()
    assert started.wait(WAIT)
    try:
        yield mine
    finally:
        loop.call_soon_threadsafe(stopped[0].set)
        thread.join(WAIT)
        loop.close()


@contextmanager
def speaking(line: bytes, every: float) -> Iterator[int]:
    """A port that takes connections and says `line` again and again (empty: nothing at all)."""
    stop = threading.Event()

    def talk(link: socket.socket) -> None:
        with link, suppress(OSError):
            while not stop.wait(every):
                link.sendall(line)

    def accept() -> None:
        while not stop.is_set():
            with suppress(TimeoutError):
                link, _ = listener.accept()
                talkers.append(threading.Thread(target=talk, args=[link]))
                talkers[-1].start()

    talkers: list[threading.Thread] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        talkers.append(threading.Thread(target=accept))
        talkers[0].start()
        try:
            yield listener.getsockname()[1]
        finally:
            stop.set()
            for thread in talkers:
                thread.join(WAIT)


@contextmanager
def _conversing(
    converse: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
) -> Iterator[int]:
    """A port where each connection is a conversation of its own; the port."""

    async def serve() -> None:
        server = await asyncio.start_server(converse, "127.0.0.1", 0)
        ports.append(server.sockets[0].getsockname()[1])
        started.set()
        async with server:
            await asyncio.to_thread(stop.wait)

    ports: list[int] = []
    started, stop = threading.Event(), threading.Event()
    thread = threading.Thread(target=asyncio.run, args=[serve()])
    thread.start()
    try:
        assert started.wait(WAIT)
        yield ports[0]
    finally:
        stop.set()
        thread.join(WAIT)


@contextmanager
def unwelcoming() -> Iterator[int]:
    """A server that lets nobody in: it refuses EHLO and HELO."""

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 localhost\r\n")
        while (said := await reader.readline()) and not said.upper().startswith(b"QUIT"):
            writer.write(b"550 we do not know you\r\n")
        writer.close()

    with _conversing(refuse) as port:
        yield port


@contextmanager
def hanging(at: str, **answers: str) -> Iterator[int]:
    """A server that answers no more once this is said: MAIL, RCPT, DATA, RSET, or the text's end.

    `answers`: what it says to other commands than 250.
    """
    answers = {"DATA": "354 go on", **answers}

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 localhost\r\n")
        in_text = False
        while said := (await reader.readline()).decode():
            word = said.strip().upper()[:4]
            in_text = in_text and word != "."
            if in_text:
                continue
            if word == at:
                await reader.read()
                break
            writer.write(f"{answers.get(word, '250 OK')}\r\n".encode())
            in_text = word == "DATA"
        writer.close()

    with _conversing(hang) as port:
        yield port


def free_port() -> int:
    """A port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for localhost that signs itself: its file, and a server's context with it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    names: list[x509.GeneralName] = [x509.DNSName("localhost")]
    names.append(x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "mail-ca.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret = folder / "mail.key"
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, secret)
    return file, context
