"""What is said to one visitor alone: session numbers and tokens in addresses, names and passwords before a host.

A site may lead us from a page to the same page with `;jsessionid=…`. We go there, because some serve nothing else; but
who reads our archive, ledger or logs must not be able to go on as us.
"""

import logging
import re

_SECRET = re.compile(
    r"(?P<user>(?<=://)[^/?#\s@\"'<>]{1,500}@)"
    r"|(?P<path>;j?sessionid=)[^/?#&;\s\"'<>)\]]+"
    r"|(?P<query>[?&](?:j?session_?id|phpsessid|aspsessionid\w{0,20}|(?:access_?|auth_?|id_?)?token|ticket|password|passwd"
    r"|pwd|api_?key|secret|authorization)=)[^&#;\s\"'<>)\]]+",
    re.IGNORECASE,
)


def masked(text: str) -> str:
    """An address, or any text that holds some, with `-` in the place of each secret: `/a.html;jsessionid=-?token=-`."""
    if "=" not in text and "@" not in text:
        return text
    return _SECRET.sub(lambda found: "" if found["user"] else f"{found['path'] or found['query']}-", text)


class Masking(logging.Filter):
    """Lets every log line pass, without secrets; whoever wrote it (Scrapy names each address it asks for)."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask the message, and what was given beside it."""
        said = record.getMessage()
        if (clean := masked(said)) != said:
            record.msg, record.args = clean, None
        for name in ("url", "reason"):
            if isinstance(value := getattr(record, name, None), str):
                setattr(record, name, masked(value))
        return True
