"""Pages that are no content: anti-crawling challenges, access errors, bodies too small to be anything."""

import re

from transforms.article.lexicon import pattern

# Scripts of the walls in front of government sites: 加速乐 (jsl), 瑞数 ($_ts), C3VK, CT6T, 云锁, 安全狗, 知道创宇.
_SCRIPT = re.compile(
    r"__jsl_clearance|__jsluid|\$_ts\s*[=.\[]|_\$\w{2}\s*\(\s*\)\s*;\s*</script>|C3VK|CT6TS?\b|yunsuo_session|srcurl\s*=|_waf_|acw_sc__v2|safeline|slider_?captcha|geetest|HWWAFSESID|"
    r"document\.cookie\s*=[^;]{0,200};?[^<]{0,200}location(?:\.href)?\s*=|window\.location\.(?:reload|replace)|location\.reload\(",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"<(script|style|noscript)\b[^>]*>.*?(?:</\1\s*>|$)|<[^<>]*>", re.IGNORECASE | re.DOTALL)
_NOT_HAN = re.compile(r"[^\u3400-\u9fff]+")
_RUNS = re.compile(r"[\u3400-\u9fff]{4,}")
_STRETCH = 3_000
PLENTY = 500
"""Characters of Chinese in runs that no challenge has; a page that holds them is not looked at further."""
SMALL = 6000
"""Characters of source below which a page is looked at for a challenge; walls send little or all script."""


def _has_plenty(source: str) -> bool:
    """Whether runs of Chinese add up to more than a challenge has; most pages show it around their first full stop."""
    if len(source) > 2 * _STRETCH:
        stop = source.find("。")
        around = _RUNS.findall(source, max(0, stop - _STRETCH // 10), stop + _STRETCH // 2) if stop >= 0 else ()
        if sum(map(len, around)) > PLENTY:
            return True
        size = 0
        # Behind the head's styles and scripts first; a page without a body element is looked at from its start.
        for at in range(max(0, source.find("<body")), len(source), _STRETCH):
            size += sum(map(len, _RUNS.findall(source, at, at + _STRETCH)))
            if size > PLENTY:
                return True
    # The stretches cut some runs in two.
    return sum(map(len, _RUNS.findall(source))) > PLENTY


def challenge(source: str) -> str | None:
    """Why the page is a challenge or an error page, or None. The answer begins `blocked:`."""
    if len(source) > 40 * SMALL or _has_plenty(source):
        return None
    seen = _MARKUP.sub(" ", source)
    han = len(_NOT_HAN.sub("", seen))
    if han > 200:
        return None
    script = _SCRIPT.search(source)
    if script and han < 60:
        return f"blocked: challenge script ({script[0][:24].strip()})"
    words = pattern("challenge", "words").search(seen)
    if words and len(seen.strip()) < 1500:
        return f"blocked: {words[0]}"
    if len(source) < SMALL and "<" in source and han < 10 and len(re.sub(r"\s", "", seen)) < 60:
        return f"blocked: tiny body of {len(source)} characters"
    return None
