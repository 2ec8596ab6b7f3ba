"""No request leaves the public web, whichever way it is tempted."""

import socket
from pathlib import Path

import pytest

from crawlers.addresses import RefusedAddressError, check_url, is_public
from tests.crawlers.site import Answer, Site, article, crawl, listing, registry, serving


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
        "2002:7f00:1::", "ff02::1", "nonsense", "198.18.0.1", "240.0.0.1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "202.96.128.86", "2400:3200::1", "::ffff:1.1.1.1", "64:ff9b::101:101"])
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.com/a",
        "http:///a",
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://localhost/a",
    ],
)
def test_urls_that_are_not_sent(url: str) -> None:
    with pytest.raises(RefusedAddressError):
        check_url(url, None)


def test_a_public_source_reaches_no_local_server_by_any_name(tmp_path: Path) -> None:
    """The names resolve to loopback, some only in the resolver: decimal and short forms, and a local host name."""
    with serving(Site()) as site:
        site.pages["/a/"] = listing([("./202403/t20240301_1.html", "会议", "2024-03-01")])
        names = ("2130706433", "0177.1", "0x7f.0.0.1", socket.gethostname(), "0")
        lists = [f"http://{name}:{site.port}/a/" for name in names]
        file = registry(tmp_path / "s.toml", web={"family": "trs_wcm", "local": False, "lists": lists})
        ran = crawl(file, tmp_path, "web", "--contact", "test", "--log-level", "ERROR")
        assert (ran.summary["outcome"], ran.code) == ("unreachable", 10)
        reasons = [each["reason"] for each in ran.summary["lists"]]
        assert len(reasons) == len(names) and all("address refused" in each for each in reasons), reasons
        assert site.asked == []


def test_a_redirect_to_another_service_of_this_machine_is_refused(tmp_path: Path) -> None:
    with serving(Site()) as secret, serving(Site()) as site:
        secret.pages["/admin"] = article("secret")
        site.pages["/a/"] = listing([(f"./202403/t20240301_{n}.html", f"会议{n}", "2024-03-01") for n in range(4)])
        for number, to in enumerate(
            (f"{secret.url}/admin", "http://169.254.169.254/latest", "file:///etc/passwd", "http://10.0.0.1/")
        ):
            site.pages[f"/a/202403/t20240301_{number}.html"] = Answer("", 302, {"Location": to})
        file = registry(tmp_path / "s.toml", one={"family": "trs_wcm", "lists": [f"{site.url}/a/"]})
        ran = crawl(file, tmp_path, "one", "--since", "2024-03-01", "--until", "2024-03-31")
        assert secret.asked == []
        assert ran.summary["failed"] >= 3 and ran.summary["new"] == 0
        assert any("address refused" in each for each in ran.summary["failures"])
