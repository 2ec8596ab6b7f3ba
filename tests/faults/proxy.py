"""A proxy before a site that does to connections what bad lines do; seeded, and calm when told to be."""

import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress

KINDS = ("refuse", "drop", "delay", "truncate", "corrupt", "garbage")
HEAD_END = b"\r\n\r\n"


class Proxy:
    """One listening port that passes connections on to a site. One request a connection, as the site would answer it.

    Each connection meets a fault with the probability `rate`: `refuse` closes it before a word, `drop` resets it in the
    middle of the answer, `truncate` ends it there in good order, `delay` holds it for a while, `corrupt` changes bytes
    of the body, `garbage` answers something that is no HTTP. `struck` counts them.
    """

    def __init__(self, port: int, *, seed: int, rate: float) -> None:
        self.rate = rate
        self.struck: Counter[str] = Counter()
        self.asked: Counter[bytes] = Counter()
        self._site, self._seed = port, seed
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        port: int = self._listener.getsockname()[1]
        return port

    def close(self) -> None:
        """Take no connections any more."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            client.settimeout(30)
            asked = _head(client)
            if not asked:
                return
            line = asked.split(b"\r\n", 1)[0]
            self.asked[line] += 1
            chance = random.Random(f"{self._seed}:{line!r}:{self.asked[line]}")
            kind = chance.choice(KINDS) if chance.random() < self.rate else "pass"
            self.struck[kind] += 1
            if kind == "refuse":
                return
            if kind == "garbage":
                client.sendall(chance.randbytes(400))
                return
            if kind == "delay":
                time.sleep(chance.uniform(0.1, 1.0))
            answer = self._answer(asked)
            head, body = answer.split(HEAD_END, 1)
            if kind == "corrupt" and body:
                body = _changed(body, chance)
            answer = head + HEAD_END + body
            if kind in ("drop", "truncate"):
                answer = answer[: chance.randrange(len(head) // 2, len(answer))]
            client.sendall(answer)
            if kind == "drop":
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    def _answer(self, asked: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self._site), timeout=30) as site:
            first, rest = asked.split(b"\r\n", 1)
            kept = [line for line in rest.split(b"\r\n") if not line.lower().startswith(b"connection:")]
            site.sendall(b"\r\n".join([first, b"Connection: close", *kept]))
            return b"".join(iter(lambda: site.recv(65_536), b""))


def _head(client: socket.socket) -> bytes:
    asked = b""
    while HEAD_END not in asked:
        if not (more := client.recv(65_536)):
            return b""
        asked += more
    return asked


def _changed(body: bytes, chance: random.Random) -> bytes:
    changed = bytearray(body)
    for _ in range(8):
        changed[chance.randrange(len(changed))] ^= chance.randrange(1, 256)
    return bytes(changed)


@contextmanager
def before(bases: dict[str, str], *, seed: int, rate: float) -> Iterator[dict[str, Proxy]]:
    """Put a proxy before each site; `bases` name the proxies from now on, so that links lead through them too."""
    own = dict(bases)
    proxies = {site: Proxy(int(base.rsplit(":", 1)[1]), seed=seed, rate=rate) for site, base in own.items()}
    bases.update({site: f"http://127.0.0.1:{proxy.port}" for site, proxy in proxies.items()})
    try:
        yield proxies
    finally:
        bases.update(own)
        for proxy in proxies.values():
            proxy.close()
