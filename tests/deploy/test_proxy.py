"""The proxy that ships: what it lets through, to whom, what it keeps, what it bounds, what it writes down."""

from __future__ import annotations

import re
import socket
import ssl
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from streamlit.web.server.starlette.starlette_server import _get_uvicorn_config_kwargs
from websockets.exceptions import InvalidStatus

from pages.server.apart.turns import asker
from pages.server.protection.closed import is_of_this_machine
from tests.deploy.site import HOST, Site, configured, draw, free_ports, given_to, nginx_program, started_nginx

pytestmark = [pytest.mark.xdist_group("deploy")]

PORTRAIT = "/portrait?territoire=epci-241600303"  # no other test opens it


def tells_who_asks(request: Request) -> PlainTextResponse:
    """Answer with the address that limits are held by, and whether it would be told what is for the machine alone."""
    return PlainTextResponse(f"{asker(request)} {is_of_this_machine(request.scope)}")


@pytest.fixture
def echo() -> Iterator[str]:
    """The address of a replica that tells who asks, believing the proxies that the framework's server believes."""
    told = set(_get_uvicorn_config_kwargs())
    assert not told & {"forwarded_allow_ips", "proxy_headers"}, "the framework leaves them as uvicorn has them"
    replica = uvicorn.Server(uvicorn.Config(Starlette(routes=[Route("/_ready", tells_who_asks)]), log_level="error"))
    with socket.create_server(("127.0.0.1", 0)) as listening, ThreadPoolExecutor(max_workers=1) as thread:
        serving = thread.submit(replica.run, [listening])
        yield f"127.0.0.1:{listening.getsockname()[1]}"
        replica.should_exit = True
        serving.result(timeout=10)


def test_limits_know_the_visitor_behind_one_proxy_or_two_and_nobody_says_who_they_are(
    echo: str, tmp_path: Path
) -> None:
    """127.0.0.2 stands for a town hall's own proxy, which the operator named; 127.0.0.3 for anybody."""
    http, https = free_ports(2)
    at = ["--http", f"127.0.0.1:{http}", "--https", f"127.0.0.1:{https}", "--logs", "off"]
    main = configured(tmp_path, "--replica", echo, "--behind", "127.0.0.2", *at)
    trust = ssl.create_default_context(cafile=str(tmp_path / "certificate.pem"))
    nginx = started_nginx(main, https)

    def asked(source: str, forwarded_for: str = "") -> str:
        line = HTTPSConnection(HOST, https, context=trust, timeout=10, source_address=(source, 0))
        headers = {"X-Forwarded-For": forwarded_for, "X-Real-IP": "127.0.0.1"} if forwarded_for else {}
        line.request("GET", "/_ready", headers={"Host": f"{HOST}:{https}", **headers})
        return line.getresponse().read().decode()

    try:
        forged = "127.0.0.1, 198.51.100.9"
        assert asked("127.0.0.3") == "127.0.0.3 False"
        assert asked("127.0.0.3", forged) == "127.0.0.3 False"
        assert asked("127.0.0.2", "203.0.113.7") == "203.0.113.7 False"
        assert asked("127.0.0.2", f"{forged}, 203.0.113.7") == "203.0.113.7 False"
        assert asked("127.0.0.2", f"{forged}, 203.0.113.7, 127.0.0.2") == "203.0.113.7 False"
    finally:
        nginx.terminate()
        nginx.wait(timeout=10)
    assert not (tmp_path / "logs").exists(), "« off »: requests are written nowhere"


@pytest.mark.parametrize("count", [1, 2, 5])
def test_nginx_takes_what_is_written_for_any_number_of_replicas(tmp_path: Path, count: int) -> None:
    given = [part for rank in range(count) for part in ("--replica", f"10.1.2.3:{8501 + rank}")]
    main = configured(tmp_path, *given, "--http", "127.0.0.1:1", "--https", "127.0.0.1:2")
    done = subprocess.run([nginx_program(), "-t", "-c", str(main)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    written = (main.parent / "replicas.conf").read_text()
    assert len(re.findall(r"^upstream replica_\d+ \{$", written, re.MULTILINE)) == count
    assert not re.findall(r"@[A-Z_]+@", "".join(path.read_text() for path in main.parent.glob("*.conf")))


def test_a_first_view_is_kept_for_all_and_a_browser_asks_each_time(site: Site) -> None:
    seen = len(site.log())
    first, second = site.get(PORTRAIT), site.get(PORTRAIT, cookie="otc_relais=2")
    assert "Rouillacais" in first.text
    assert first.text == second.text
    assert second.headers["cache-control"] == "no-cache"
    assert "x-accel-expires" not in second.headers
    assert "content-security-policy" in second.headers
    assert f'content="{site.address}/portrait?' in first.text, "host and scheme are those of the visitor"
    kept = [re.search(r"kept=(\S+)", line) for line in site.log()[seen:] if "/portrait" in line]
    assert sorted(found[1] for found in kept if found) == ["HIT", "MISS"]


def test_what_an_address_holds_for_ever_is_kept_and_what_a_visitor_is_given_is_not(site: Site) -> None:
    page = site.get("/").text
    script = re.search(r'"(?:\.|)/(static/js/[\w.-]+\.js)"', page)
    assert script
    outlines = "/geo/2026.1/locator/epci-200070514.svg"
    seen = len(site.log())
    for path in (f"/{script[1]}", outlines, "/_stcore/health", "/carte?territoire=epci-200070514&embed=1"):
        for _ in range(2):
            assert site.get(path).status == 200, path
    kept = [(line.split()[2], line.rpartition("kept=")[2]) for line in site.log()[seen:]]
    for path in (f"/{script[1]}", outlines):  # written when it ended: a first answer is kept before its line is
        assert sorted(state for asked, state in kept if asked == path) == ["HIT", "MISS"], path
    assert all(state == "-" for path, state in kept if path == "/_stcore/health"), kept
    assert "HIT" not in [state for path, state in kept if path == "/carte"], "who may frame it depends on who asks"


def test_a_tab_stays_where_it_is_and_all_that_it_asks_for_goes_there(site: Site) -> None:
    seen = len(site.log())
    with site.tab() as tab:
        name = given_to(tab)
        assert name in ("1", "2")
        draw(tab, "", "")
        assert tab.response
        flags = str(tab.response.headers.get_all("Set-Cookie"))
        assert "HttpOnly" in flags
        assert "Secure" in flags
        assert "SameSite=Lax" in flags
    for path in ("/_stcore/health", "/_stcore/host-config", "/media/nothing"):
        answer = site.get(path, cookie=f"otc_relais={name}")
        assert "otc_relais" not in answer.cookies, "it has one"
    with site.tab(cookie=f"otc_relais={name}") as tab:
        assert given_to(tab) == "", "it stays"
    asked = [line for line in site.log()[seen:] if "/_stcore/" in line]
    assert {re.search(r"replica=(\d?)", line)[1] for line in asked} == {name}  # type: ignore[index]
    assert "otc_relais=" in site.get("/_stcore/health").cookies, "a newcomer gets one"
    assert "otc_relais=" in site.get("/_stcore/health", cookie="otc_relais=9").cookies, "of a replica that is gone"


def test_another_site_opens_no_connection(site: Site) -> None:
    with pytest.raises(InvalidStatus) as refused, site.tab(origin="https://other.example"):
        pass
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize(
    "path",
    ["/_stcore/metrics", "/_stcore//metrics", "/_stcore/%6detrics", "/_metrics", "//_metrics", "/%5fmetrics",
     "/x/../_metrics", "/_stcore/script-health-check"],
)  # fmt: skip
def test_figures_to_watch_are_for_the_machine_alone(site: Site, path: str) -> None:
    answer = site.get(path)
    assert (answer.status, answer.text) == (404, "Cette adresse n’existe pas.\n")


def test_only_the_name_of_the_site_is_answered_and_over_tls(site: Site) -> None:
    line = HTTPConnection("127.0.0.1", site.http, timeout=10)
    line.request("GET", PORTRAIT, headers={"Host": HOST})
    answer = line.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, f"{site.address}{PORTRAIT}")
    line.close()
    line.request("GET", "/", headers={"Host": "other.example"})
    with pytest.raises(ConnectionError):
        line.getresponse()


def test_limits_are_answered_in_french(site: Site) -> None:
    upload = "/_stcore/upload_file/session/file"
    heavy = site.get(upload, method="PUT", body=b"x" * 3_200_000)
    assert heavy.status == 413
    assert "<h1>Ce fichier est trop lourd</h1>" in heavy.text
    # One address sends thirty files at once, then one every three seconds: a slow machine gets some of these meanwhile.
    taken = 0
    while (answer := site.get(upload, method="PUT", body=b"x")).status != 429:
        taken += 1
        assert taken < 200
    assert taken >= 29, "with the one that was too heavy, thirty"
    assert '<html lang="fr">' in answer.text
    assert "Trop de demandes à la fois" in answer.text
    assert answer.headers["retry-after"] == "10"
    assert site.get("/_stcore/health").status == 200, "all else is answered"


def test_the_log_holds_no_address_no_query_and_no_browser(site: Site) -> None:
    site.get("/portrait?territoire=com-16102&q=quelqu-un")
    lines = site.log()
    assert all(re.fullmatch(r"\S+ [A-Z]+ /\S* \d{3} \d+ [\d.]+ replica=\d? kept=\S+", line) for line in lines), lines[
        -1
    ]
    assert not re.search(r"127\.0\.0\.1|territoire|quelqu|Mozilla|otc_relais", "\n".join(lines))
