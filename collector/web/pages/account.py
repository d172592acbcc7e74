"""The reader's own account: password and language."""

from __future__ import annotations

from litestar import Response, get, post
from litestar.response import Redirect

from collector.store.state import people
from collector.store.state.people import Person
from collector.web import passwords, session
from collector.web.forms import Form, TheForm
from collector.web.gate import READER
from collector.web.pages.sign_in import client, wait_words
from collector.web.press import page
from collector.web.query import ours
from collector.web.session import AnyRequest
from collector.web.threads import in_thread
from collector.web.throttle import TheThrottle
from collector.web.visit import TheVisit, Visit
from collector.words.text import LANGUAGES


@get("/account", who=READER)
@in_thread
def account(visit: TheVisit) -> Response[str]:
    """Who the reader is here, and what they can change."""
    return _page(visit)


@post("/account/language", who=READER)
@in_thread
def language(visit: TheVisit, form: TheForm) -> Redirect:
    """Read in another language from now on; mail follows."""
    lang, person = form.get("lang", ""), _person(visit)
    if lang in LANGUAGES:
        with visit.house.engine.begin() as connection:
            people.change(connection, person.id, lang=lang)
    return Redirect(ours(form.get("back", ""), "/account"), status_code=303)


@post("/account/password", who=READER)
@in_thread
def password(
    visit: TheVisit, request: AnyRequest, form: TheForm, throttle: TheThrottle
) -> Response[str] | Redirect:
    """Set a password; every other session of this person ends."""
    person = _person(visit)
    if wait := throttle.enter(person.name, client(request), visit.now):
        return _page(visit, problem=wait_words(visit, wait))
    if problem := _wrong(visit, form):
        return _page(visit, problem=problem)
    throttle.succeeded(person.name, client(request))
    with visit.house.engine.begin() as connection:
        people.change(connection, person.id, password_hash=passwords.hashed(form["new"]))
        people.drop_sessions(connection, person.id)
    cookie = session.begin(visit.house, person, request)
    return Redirect("/account?done=password", status_code=303, cookies=[cookie])


def _wrong(visit: Visit, form: Form) -> str:
    """What is wrong with a wish for a new password; empty if nothing is."""
    new, person = form.get("new", ""), _person(visit)
    if person.password_hash and not passwords.matches(form.get("old", ""), person.password_hash):
        return visit.text("The present password is not right.")
    if not passwords.SHORTEST <= len(new) <= passwords.LONGEST:
        return visit.text("The new password needs at least {n} characters.", n=passwords.SHORTEST)
    if new != form.get("again", ""):
        return visit.text("The two new passwords differ.")
    return ""


def _person(visit: Visit) -> Person:
    if visit.person is None:
        raise PermissionError("nobody is signed in")
    return visit.person


def _page(visit: Visit, *, problem: str = "") -> Response[str]:
    return page(
        visit,
        "account.html",
        status=422 if problem else 200,
        problem=problem,
        done=visit.query.one_of("done", ("password",)),
        shortest=passwords.SHORTEST,
    )
