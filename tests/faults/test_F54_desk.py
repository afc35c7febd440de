"""F54: forged sessions, cross-site writes, strange hosts and paths, unauthenticated reads and writes are refused.

Every route of the application is asked by everybody: a route that is missing in `ROLES` fails the test.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from clausewatch.desk.guard import HEADERS, host_name
from clausewatch.desk.pages.entry import inside
from clausewatch.desk.people import Session, Signer
from clausewatch.desk.serving import Address, must_sign_in
from clausewatch.errors import UsageError
from clausewatch.record.protocol import User
from clausewatch.settings import DeskSettings, Settings
from deskkit import NOW, PASSWORD, USERS, Served, home, listening, token

ROLES = {
    ("GET", "/"): "reader",
    ("GET", "/changes"): "reader",
    ("GET", "/changes/{number}"): "reader",
    ("GET", "/changes/{number}/pack.zip"): "reader",
    ("GET", "/alerts/{alert}"): "reader",
    ("POST", "/changes/{number}/decision"): "decider",
    ("POST", "/changes/{number}/acknowledgement"): "decider",
    ("POST", "/changes/{number}/undo"): "decider",
    ("GET", "/vendors"): "reader",
    ("GET", "/vendors/{key}"): "reader",
    ("GET", "/vendors/{key}/clauses/{kind}"): "reader",
    ("GET", "/vendors/{key}/history"): "reader",
    ("GET", "/vendors/{key}/pack.zip"): "reader",
    ("GET", "/vendors/{key}/report"): "reader",
    ("GET", "/documents/{vendor}/{document}"): "reader",
    ("GET", "/documents/{vendor}/{document}/compare"): "reader",
    ("GET", "/documents/{vendor}/{document}/passage"): "reader",
    ("GET", "/captures/{number}/raw"): "reader",
    ("GET", "/captures/{number}"): "reader",
    ("POST", "/captures/{number}/acceptance"): "operator",
    ("GET", "/documents/{vendor}/{document}/signed"): "reader",
    ("GET", "/reports"): "reader",
    ("GET", "/reports/{name}"): "reader",
    ("GET", "/mutes"): "reader",
    ("POST", "/mutes"): "operator",
    ("POST", "/mutes/end"): "operator",
    ("GET", "/users"): "operator",
    ("POST", "/users"): "operator",
    ("POST", "/users/removal"): "operator",
    ("GET", "/metrics"): "reader",
    ("GET", "/matrix"): "reader",
    ("GET", "/matrix.csv"): "reader",
    ("GET", "/matrix.xlsx"): "reader",
    ("GET", "/subprocessors"): "reader",
    ("GET", "/subprocessors.csv"): "reader",
    ("GET", "/subprocessors.xlsx"): "reader",
    ("GET", "/search"): "reader",
    ("GET", "/health"): "reader",
    ("GET", "/method"): "reader",
    ("GET", "/healthz"): "",
    ("GET", "/static/{name}"): "",
    ("GET", "/login"): "",
    ("POST", "/login"): "",
    ("POST", "/logout"): "",
    ("GET", "/lang/{lang}"): "",
    ("GET", "/oidc/start"): "",
    ("GET", "/oidc/callback"): "",
    ("GET", "/api/openapi.json"): "reader",
    ("GET", "/api/sources"): "reader",
    ("GET", "/api/documents/{vendor}/{document}/versions"): "reader",
    ("GET", "/api/versions/{number}"): "reader",
    ("GET", "/api/changes"): "reader",
    ("GET", "/api/changes/{number}"): "reader",
    ("GET", "/api/subprocessors"): "reader",
    ("GET", "/api/checkpoint"): "reader",
    ("GET", "/feeds/changes.atom"): "reader",
    ("GET", "/feeds/deadlines.ics"): "reader",
}
"""Who may call what; empty: everybody."""
RANK = ("reader", "decider", "operator")
WRITES = [route for route in ROLES if route[0] == "POST" and ROLES[route]]


def address(path: str) -> str:
    """A path that exists."""
    values = {"number": "1", "alert": "alert-of-dpa", "key": "acme", "vendor": "acme", "document": "dpa", "name": "desk.css"}
    values |= {"lang": "sv", "kind": "terms_change"}
    values |= {"name": "register", "document": "list"} if path.startswith("/reports") else {}
    query = "?version=1" if path.endswith("passage") else ""
    return re.sub(r"\{(\w+)\}", lambda m: values[m[1]], path) + query


@pytest.fixture(scope="module")
def shut_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A desk that asks people to sign in, with a reader, a decider and an operator."""
    with listening(home(tmp_path_factory.mktemp("shut") / "home", users=True), sign_in=True) as served:
        yield served


@pytest.fixture(scope="module")
def clients(shut_desk: Served) -> Iterator[dict[str, httpx.Client]]:
    """A browser per role, signed in; one of nobody."""
    found = {role: shut_desk.client(name) for name, role in USERS.items()} | {"": shut_desk.client()}
    yield found
    for client in found.values():
        client.close()


def routes_of(served: Served) -> set[tuple[str, str]]:
    """All routes of the application."""
    from clausewatch.desk import api, feeds
    from clausewatch.desk.app import OPEN, PAGES
    from clausewatch.desk.pages import files, health

    routers = [module.router for module in PAGES] + [health.probe, health.scraped, files.router, api.router, feeds.router]
    found = [r for router in routers for r in router.routes]
    assert {path for (_, path), role in ROLES.items() if not role} == OPEN
    return {(m, r.path) for r in found for m in r.methods if m != "HEAD"}


def test_every_route_is_known_here(shut_desk: Served) -> None:
    assert routes_of(shut_desk) == set(ROLES)


@pytest.mark.parametrize("route", ROLES, ids=" ".join)
def test_route_lets_in_whom_it_should_and_bears_headers(clients: dict[str, httpx.Client], route: tuple[str, str]) -> None:
    method, path = route
    needed = ROLES[route]
    for role, client in clients.items():
        csrf = token(client.get("/login" if not role else "/").text) if method == "POST" and path != "/logout" else "x"
        answer = client.request(method, address(path), data={"csrf": csrf} if method == "POST" else None)
        assert all(answer.headers.get(name) for name in HEADERS), answer.headers
        assert "unsafe-inline" not in answer.headers["content-security-policy"] or "/report" in path
        assert "server" not in answer.headers
        if not needed:
            assert answer.status_code in (200, 303, 400, 401, 403, 404, 422), (role, answer.text[:200])
        elif not role:
            assert answer.status_code in (303, 401), (role, answer.status_code)
            assert "acme" not in answer.text
            assert answer.status_code == 401 or answer.headers["location"].startswith("/login")
        elif RANK.index(role) < RANK.index(needed):
            assert answer.status_code == 403, (role, answer.status_code)
        else:
            assert answer.status_code in (200, 302, 303, 409, 422), (role, answer.status_code, answer.text[:300])
            assert not answer.headers.get("location", "").startswith("/login")


@pytest.mark.parametrize("route", WRITES, ids=" ".join)
@pytest.mark.parametrize("csrf", [None, "", "forged", "other"])
def test_write_without_the_sessions_own_token_changes_nothing(
    shut_desk: Served, clients: dict[str, httpx.Client], route: tuple[str, str], csrf: str | None
) -> None:
    known = csrf if csrf != "other" else token(clients["reader"].get("/").text)
    fields = {"decision": "accept", "reason": "x"} | ({"csrf": known} if known is not None else {})
    size = shut_desk.tools.record.checkpoint(NOW).size
    assert clients["operator"].post(address(route[1]), data=fields).status_code == 403
    assert shut_desk.tools.record.checkpoint(NOW).size == size


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}],
)
def test_write_from_another_site_is_refused_even_with_the_token(
    clients: dict[str, httpx.Client], headers: dict[str, str]
) -> None:
    client = clients["operator"]
    fields = {"csrf": token(client.get("/").text), "decision": "accept", "reason": "x"}
    assert client.post("/changes/1/decision", data=fields, headers=headers).status_code == 403


def test_form_in_another_encoding_is_refused(clients: dict[str, httpx.Client]) -> None:
    client = clients["operator"]
    csrf = token(client.get("/").text)
    assert client.post("/changes/1/decision", json={"csrf": csrf}).status_code == 403


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "", "127.0.0.1/x"])
def test_strange_host_is_told_nothing(shut_desk: Served, host: str) -> None:
    answer = _raw(shut_desk, f"GET /healthz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
    assert b" 421 " in answer.split(b"\r\n")[0] or b" 400 " in answer.split(b"\r\n")[0]


def test_host_names_are_read_as_browsers_read_them() -> None:
    assert host_name("LOCALHOST:80") == "localhost"
    assert host_name("[::1]:4208") == "::1"
    assert host_name("[::1") == ""


def test_forged_or_altered_session_is_nobody(shut_desk: Served) -> None:
    signer = Signer.of_home(shut_desk.tools.settings.home)
    stranger = Signer(b"another secret").pack("clausewatch", {"id": "x", "name": "cia", "since": 9e9, "role": ""})
    other_purpose = signer.pack("elsewhere", {"id": "x", "name": "cia", "since": 9e9, "role": ""})
    body, _, mac = signer.pack("clausewatch", {"id": "x", "name": "", "since": 0, "role": ""}).partition(".")
    for cookie in (stranger, other_purpose, f"{body}x.{mac}", f"{body}.", ".", "x" * 3000):
        answer = httpx.get(f"{shut_desk.url}/", cookies={"clausewatch": cookie})
        assert answer.status_code == 303, cookie


def test_session_is_out_of_reach_of_scripts_and_other_sites(shut_desk: Served) -> None:
    with shut_desk.client("bo") as client:
        cookie = client.get("/").headers["set-cookie"]
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}


def test_session_ends_after_its_hours(shut_desk: Served) -> None:
    signer = Signer.of_home(shut_desk.tools.settings.home)
    old = {"id": "x", "name": "cia", "since": int(NOW.timestamp()) - 13 * 3600, "role": ""}
    answer = httpx.get(f"{shut_desk.url}/", cookies={"clausewatch": signer.pack("clausewatch", old)})
    assert answer.status_code == 303


def test_role_taken_away_is_gone_at_once(shut_desk: Served) -> None:
    record = shut_desk.tools.record
    record.set_user(User("dan", "operator", record.users()["cia"].password), "test", NOW)
    with shut_desk.client("dan") as client:
        bearer = {"Authorization": f"Bearer {shut_desk.bearer('dan')}"}
        assert client.get("/health").status_code == 200
        assert httpx.get(f"{shut_desk.url}/api/sources", headers=bearer).status_code == 200
        record.set_user(User("dan", ""), "test", NOW)
        assert client.get("/health").status_code == 303
        assert httpx.get(f"{shut_desk.url}/api/sources", headers=bearer).status_code == 401


@pytest.mark.parametrize("bearer", ["x", "cw1.Y2lh.x", "cw1..", "cw1.%ff.x", "Basic x"])
def test_token_that_is_not_ours_opens_nothing(shut_desk: Served, bearer: str) -> None:
    answer = httpx.get(f"{shut_desk.url}/api/sources", headers={"Authorization": f"Bearer {bearer}"})
    assert answer.status_code == 401
    assert httpx.get(f"{shut_desk.url}/feeds/changes.atom", params={"token": bearer}).status_code == 303


def test_token_does_not_write(shut_desk: Served) -> None:
    headers = {"Authorization": f"Bearer {shut_desk.bearer('cia')}"}
    assert httpx.post(f"{shut_desk.url}/changes/1/decision", headers=headers, data={"decision": "accept"}).status_code in (
        303,
        403,
    )


def test_wrong_password_says_nothing_about_the_name_and_five_tries_shut_it(shut_desk: Served) -> None:
    texts = []
    with shut_desk.client() as client:
        for name in ("nobody-here", "anna"):
            fields = {"csrf": token(client.get("/login").text), "name": name, "password": "wrong", "next": "/"}
            answer = client.post("/login", data=fields)
            assert answer.status_code == 401
            texts.append(answer.text.replace(name, ""))
        assert re.sub(r'value="[^"]*"', "", texts[0]) == re.sub(r'value="[^"]*"', "", texts[1])
        codes = []
        for _ in range(6):
            fields = {"csrf": token(client.get("/login").text), "name": "eve", "password": PASSWORD, "next": "/"}
            codes.append(client.post("/login", data=fields).status_code)
    assert codes == [401] * 5 + [429]


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "/\n//evil", "javascript:alert(1)", ""]
)
def test_nobody_is_sent_elsewhere_after_signing_in(target: str) -> None:
    assert inside(target) == "/"


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e/app.py",
        "/static/desk.css%00",
        "/documents/..%2f..%2fetc/passwd",
    ],
)
def test_no_path_leads_out(shut_desk: Served, path: str) -> None:
    answer = _raw(shut_desk, f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
    assert re.match(rb"HTTP/1.1 (303|400|404|422)", answer), answer[:200]
    assert b"FastAPI" not in answer
    assert b"root:" not in answer


def test_large_bodies_are_refused_before_they_are_read(shut_desk: Served) -> None:
    assert httpx.post(f"{shut_desk.url}/login", content=b"x" * 100_000).status_code == 413
    chunks = (b"a=" + b"x" * 40_000 for _ in range(5))
    answer = httpx.post(f"{shut_desk.url}/login", content=chunks, headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status_code == 403


def test_many_requests_at_once_leave_it_answering(shut_desk: Served) -> None:
    def ask(_: int) -> set[int]:
        with httpx.Client(base_url=shut_desk.url, timeout=60) as client:
            return {client.get("/").status_code for _ in range(20)}

    with ThreadPoolExecutor(8) as pool:
        assert set().union(*pool.map(ask, range(16))) == {303}
    assert httpx.get(f"{shut_desk.url}/healthz").text == "ok\n"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "desk.example"])
def test_desk_without_users_does_not_listen_where_others_reach_it(tmp_path: object, host: str) -> None:
    with pytest.raises(UsageError, match="open to everybody"):
        must_sign_in(Settings(home=tmp_path), Address(host, 4208), 0)  # type: ignore[arg-type]
    assert must_sign_in(Settings(home=tmp_path), Address(host, 4208), 1)  # type: ignore[arg-type]


def test_sign_in_is_asked_for_unless_only_this_machine_reaches_a_desk_without_users(tmp_path: object) -> None:
    plain = Settings(home=tmp_path)  # type: ignore[arg-type]
    assert not must_sign_in(plain, Address("127.0.0.1", 4208), 0)
    assert not must_sign_in(plain, Address("::1", 4208), 0)
    assert must_sign_in(plain, Address("127.0.0.1", 4208), 1)
    for elsewhere in (
        Settings(home=tmp_path, desk=DeskSettings(hosts=("desk.example",))),  # type: ignore[arg-type]
        Settings(home=tmp_path, desk_url="https://desk.example"),  # type: ignore[arg-type]
    ):
        with pytest.raises(UsageError):
            must_sign_in(elsewhere, Address("127.0.0.1", 4208), 0)


def test_signing_out_ends_the_session_in_the_browser(shut_desk: Served) -> None:
    with shut_desk.client("anna") as client:
        page = client.get("/").text
        client.post("/logout", data={"csrf": token(page)})
        assert client.get("/").status_code == 303


def test_csrf_token_belongs_to_one_session() -> None:
    signer = Signer(b"secret")
    assert signer.csrf(Session("a", "anna")) != signer.csrf(Session("b", "anna"))
    assert signer.csrf(Session("a", "anna")) != signer.csrf(Session("a", "bo"))


def _raw(served: Served, request: str) -> bytes:
    host, _, port = served.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), 10) as connection:
        connection.sendall(request.encode())
        answer = b""
        while part := connection.recv(65536):
            answer += part
    return answer
