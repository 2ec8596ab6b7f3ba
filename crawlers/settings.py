"""Scrapy's settings for one crawl: polite on the web, quick on this machine."""

from typing import Any

from crawlers.addresses import SETTING, Netlocs

AGENT = "edumeet/0.1"
PUBLIC_CONCURRENCY = 1
LOCAL_CONCURRENCY = 8

# No ports are opened for consoles or remote control, and what else these report, the summary says.
_NO_EXTENSIONS = (
    "telnet.TelnetConsole", "remote_control.RemoteControl", "logstats.LogStats", "memusage.MemoryUsage",
    "memdebug.MemoryDebugger", "feedexport.FeedExporter", "spiderstate.SpiderState", "logcount.LogCount",
)  # fmt: skip


def user_agent(contact: str) -> str:
    """The one User-Agent, which says who is asking and where to reach them."""
    return f"{AGENT} (education meetings in local news; contact: {contact})"


def settings_for(
    netlocs: Netlocs | None, contact: str, *, log_level: str = "WARNING", timeout: float | None = None
) -> dict[str, Any]:
    """Settings of the crawl's process; `netlocs` are those of a source on this machine, None for one on the web.

    `timeout` is how many seconds an answer may take to its end, None: as long as is usual.
    """
    local = netlocs is not None
    inside = "crawlers.middlewares"
    base = "scrapy.downloadermiddlewares"
    return {
        SETTING: netlocs,
        "USER_AGENT": user_agent(contact),
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": "edumeet",
        # br and zstd stay out: the archive keeps bodies as they came, and every reader knows gzip. Sent, they are read.
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "zh-CN,zh;q=0.9",
            "Accept-Encoding": "gzip, deflate",
        },
        "DOWNLOADER_MIDDLEWARES": {
            f"{inside}.guard.GuardMiddleware": 10,
            f"{base}.robotstxt.RobotsTxtMiddleware": None,
            f"{inside}.robots.RobotsMiddleware": 100,
            f"{base}.offsite.OffsiteMiddleware": None,
            f"{base}.retry.RetryMiddleware": None,
            f"{inside}.patience.PatienceMiddleware": 550,
            f"{base}.httpproxy.HttpProxyMiddleware": None,  # a proxy would resolve names behind the guard's back
            f"{base}.httpcache.HttpCacheMiddleware": None,
            f"{base}.httpcompression.HttpCompressionMiddleware": None,  # the archive's unpacks, within its bounds
            f"{inside}.archive.ArchiveMiddleware": 950,
        },
        "DOWNLOAD_HANDLERS": {
            **dict.fromkeys(("http", "https"), "crawlers.download.DownloadHandler"),
            **dict.fromkeys(("data", "file", "ftp", "s3")),
        },
        "TWISTED_DNS_RESOLVER": "crawlers.resolver.GuardedResolver",
        "HTTPERROR_ALLOW_ALL": True,
        # Local sites' certificates are often expired, for another name or without their chain, and their TLS is old.
        # The pages are public and no secret is sent; the address that answered is in the archive.
        "DOWNLOAD_VERIFY_CERTIFICATES": False,
        "DOWNLOADER_CLIENT_TLS_CIPHERS": "DEFAULT:@SECLEVEL=1",
        "REDIRECT_MAX_TIMES": 5,
        "METAREFRESH_MAXDELAY": 5,
        "RETRY_TIMES": 3,
        "RETRY_HTTP_CODES": [408, 429, 500, 502, 503, 504, 522, 524],
        "RETRY_GIVE_UP_LOG_LEVEL": "WARNING",
        "EDUMEET_FIRST_PAUSE": 0.1 if local else 5.0,
        "EDUMEET_MAX_PAUSE": 5.0 if local else 300.0,
        "DOWNLOAD_TIMEOUT": timeout or (20 if local else 60),
        "DOWNLOAD_MAXSIZE": 16_000_000,
        "DOWNLOAD_WARNSIZE": 0,
        "CONCURRENT_REQUESTS": LOCAL_CONCURRENCY,
        "CONCURRENT_REQUESTS_PER_DOMAIN": LOCAL_CONCURRENCY if local else PUBLIC_CONCURRENCY,
        "DOWNLOAD_DELAY": 0 if local else 1.0,
        "AUTOTHROTTLE_ENABLED": not local,
        "AUTOTHROTTLE_START_DELAY": 2.0,
        "AUTOTHROTTLE_MAX_DELAY": 60.0,
        "AUTOTHROTTLE_TARGET_CONCURRENCY": 1.0,
        "COOKIES_ENABLED": True,  # some servers set a cookie by a redirect to the same page
        "CONCURRENT_ITEMS": 1,  # nothing is scraped; the default starts a hundred tasks a response
        "EXTENSIONS": dict.fromkeys(f"scrapy.extensions.{each}" for each in _NO_EXTENSIONS),
        # Scrapy would read and parse the source of our callbacks at each crawl, to warn of what type checks find.
        "WARN_ON_GENERATOR_RETURN_VALUE": False,
        "LOG_VERSIONS": [],
        "LOG_LEVEL": log_level,
        "LOG_FORMAT": "%(asctime)s %(levelname)s %(message)s",
    }
