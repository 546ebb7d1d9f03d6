import pytest
import uvicorn

from models.plumbing import logs
from tests.conftest import forget
from tests.vocabulary.site import Site
from web.front import serving
from web.requests import throttling


@pytest.mark.parametrize(("rate_limit", "loaded"), [("on", 1), ("off", 0)])
def test_what_counting_needs_is_loaded_before_the_first_request(
    site: Site, monkeypatch: pytest.MonkeyPatch, rate_limit: str, loaded: int
) -> None:
    monkeypatch.setenv("GUESTLINK_RATE_LIMIT", rate_limit)
    monkeypatch.setenv("GUESTLINK_RATE_LIMIT_URL", "redis://127.0.0.1:1")
    forget()
    found: list[int] = []
    monkeypatch.setattr(logs, "set_up", lambda _part: None)
    monkeypatch.setattr(serving, "raise_file_limit", lambda: None)
    monkeypatch.setattr(
        uvicorn, "run", lambda *_args, **_options: found.append(throttling._counts_of.cache_info().currsize)
    )
    serving.serve()
    assert found == [loaded]
