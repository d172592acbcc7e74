"""The pages as an app: every route, who may use it, and what surrounds them all."""

from __future__ import annotations

from litestar import Litestar
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.middleware import DefineMiddleware

from collector.web import errors, forms, gate, headers, static, visit
from collector.web.handouts import Handouts
from collector.web.house import House
from collector.web.pages import (
    account,
    asset,
    breaches,
    code_file,
    collector,
    fleet,
    health,
    machines,
    outbox,
    sign_in,
    standards,
)
from collector.web.session import Recognition
from collector.web.throttle import Throttle

ROUTES = (
    static.file,
    health.healthz,
    sign_in.form,
    sign_in.by_password,
    sign_in.by_link,
    sign_in.out,
    account.account,
    account.language,
    account.password,
    fleet.home,
    fleet.council,
    fleet.assets,
    asset.asset,
    asset.facts,
    breaches.listed,
    standards.listed,
    outbox.listed,
    outbox.one,
    outbox.html,
    machines.add,
    machines.make,
    machines.withdraw,
    code_file.download,
    collector.about,
    errors.nowhere,
)


def make_app(house: House) -> Litestar:
    """The app over a house. Raises gate.UndeclaredError for a route that anybody could use."""
    throttle, handouts = Throttle(), Handouts()
    app = Litestar(
        route_handlers=list(ROUTES),
        guards=[gate.allowed, forms.genuine],
        middleware=[DefineMiddleware(Recognition)],
        dependencies={
            "visit": Provide(visit.of, sync_to_thread=False),
            "form": Provide(forms.read),
            "throttle": Provide(lambda: throttle, sync_to_thread=False),
            "handouts": Provide(lambda: handouts, sync_to_thread=False),
        },
        exception_handlers={HTTPException: errors.told, 500: errors.told},
        before_send=[headers.hook(house.secure)],
        state=State({"house": house}),
        request_max_body_size=forms.MOST,
        compression_config=CompressionConfig(backend="gzip", minimum_size=1000),
        openapi_config=None,
        logging_config=None,
    )
    gate.check(app)
    return app
