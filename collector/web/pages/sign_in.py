"""Signing in, by password or by a one-time link, and out again."""

from __future__ import annotations

from litestar import Response, get, post
from litestar.response import Redirect

from collector import tokens
from collector.store.state import people
from collector.store.state.people import Person
from collector.web import cookies, passwords, session
from collector.web.forms import TheForm
from collector.web.gate import ANYONE, READER
from collector.web.press import page
from collector.web.query import ours
from collector.web.session import AnyRequest
from collector.web.threads import in_thread
from collector.web.throttle import TheThrottle
from collector.web.visit import TheVisit, Visit
from collector.words.text import marked

WRONG = marked("This name and password do not belong together.")
USED = marked("This link was used already or has run out. Ask for a new one, or use a password.")
WAIT = marked("Too many tries. Please wait {minutes} minutes.")


@get("/sign-in", who=ANYONE, sync_to_thread=False)
def form(visit: TheVisit, request: AnyRequest) -> Response[str]:
    """The form, with a cookie that ties it to this browser."""
    return _page(visit, request, visit.query.values.get("to", ""))


@post("/sign-in", who=ANYONE)
@in_thread
def by_password(
    visit: TheVisit, request: AnyRequest, form: TheForm, throttle: TheThrottle
) -> Response[str] | Redirect:
    """Sign in with name and password."""
    name, password, to = form.get("name", "").strip(), form.get("password", ""), form.get("to", "")
    if wait := throttle.enter(name, client(request), visit.now):
        return _page(visit, request, to, problem=wait_words(visit, wait), name=name, status=429)
    with visit.house.reading.connect() as connection:
        person = people.by_name(connection, name)
    right = passwords.matches(password, person and person.password_hash)
    if person is None or not right:
        return _page(visit, request, to, problem=visit.text(WRONG), name=name, status=403)
    throttle.succeeded(name, client(request))
    return _in(visit, request, person, to)


@post("/sign-in/link", who=ANYONE)
@in_thread
def by_link(visit: TheVisit, request: AnyRequest, form: TheForm) -> Response[str] | Redirect:
    """Sign in with the token of a one-time link.

    It has 256 random bits, so nobody guesses it and nobody need wait: where guesses at a password
    shut an office's address out, a link from an admin is the way in.
    """
    person = _of_link(visit, form.get("token", "").strip().rpartition("#")[2])
    if person is None:
        return _page(visit, request, "", problem=visit.text(USED), status=403)
    return _in(visit, request, person, "")


def _of_link(visit: Visit, token: str) -> Person | None:
    """Whose link it is, used up by asking. A wrong one costs a look, and no turn to write."""
    kept = tokens.hashed(token)
    with visit.house.reading.connect() as connection:
        if not people.is_link(connection, kept, visit.now):
            return None
    with visit.house.engine.begin() as connection:
        return people.take_link(connection, kept, visit.now)


@post("/sign-out", who=READER)
@in_thread
def out(visit: TheVisit, request: AnyRequest) -> Redirect:
    """End this browser's session."""
    return Redirect("/sign-in", status_code=303, cookies=[session.end(visit.house, request)])


def _in(visit: Visit, request: AnyRequest, person: Person, to: str) -> Redirect:
    cookie = session.begin(visit.house, person, request)
    return Redirect(ours(to, "/"), status_code=303, cookies=[cookie])


def client(request: AnyRequest) -> str:
    """From where a request comes."""
    return request.client.host if request.client else ""


def wait_words(visit: Visit, seconds: int) -> str:
    """How long to wait, for a person."""
    return visit.text(WAIT, minutes=-(-seconds // 60))


def _page(
    visit: Visit,
    request: AnyRequest,
    to: str,
    *,
    problem: str = "",
    name: str = "",
    status: int = 200,
) -> Response[str]:
    fresh = []
    if not visit.form_token:
        seed, secure = tokens.made(), visit.house.secure
        called = cookies.name_of(request, cookies.FORM, secure)
        fresh = [cookies.made(called, seed, cookies.FORM, secure)]
        visit = visit._replace(form_token=cookies.form_token(seed))
    answer = page(visit, "sign_in.html", status=status, problem=problem, to=to, name=name)
    answer.cookies.extend(fresh)
    return answer
