"""A small server that speaks as much S3 as we use, and checks each signature by itself.

Signatures are worked out here from Amazon's description (Signature Version 4), not with the client
that is tested.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

KEY, SECRET = "AKIDEXAMPLE", "not-a-real-secret"
AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/s3/aws4_request, ?"
    r"SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})"
)


def _keyed(key: bytes, words: str) -> bytes:
    return hmac.new(key, words.encode(), hashlib.sha256).digest()


class _Handler(BaseHTTPRequestHandler):
    server: Any
    protocol_version = "HTTP/1.1"

    def _signature(self, day: str, region: str, names: list[str]) -> str:
        parts = urlsplit(self.path)
        query = sorted(parse_qsl(parts.query, keep_blank_values=True))
        canonical = "\n".join(
            [
                self.command,
                quote(parts.path, safe="/-_.~%"),
                "&".join(f"{quote(k, safe='-_.~')}={quote(v, safe='-_.~')}" for k, v in query),
                *(f"{name}:{' '.join(self.headers[name].split())}" for name in names),
                "",
                ";".join(names),
                self.headers["x-amz-content-sha256"],
            ]
        )
        scope = f"{day}/{region}/s3/aws4_request"
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        said = f"AWS4-HMAC-SHA256\n{self.headers['x-amz-date']}\n{scope}\n{digest}"
        key = f"AWS4{SECRET}".encode()
        for part in (day, region, "s3", "aws4_request"):
            key = _keyed(key, part)
        return _keyed(key, said).hex()

    def _may(self) -> bool:
        found = AUTHORIZATION.fullmatch(self.headers.get("Authorization", ""))
        if found is not None:
            key, day, region, names, signature = found.groups()
            wanted = self._signature(day, region, names.split(";"))
            if key == KEY and hmac.compare_digest(wanted, signature):
                return True
        self.server.refused.append(f"{self.command} {self.path}")
        self._answer(403, b"<Error><Code>SignatureDoesNotMatch</Code></Error>")
        return False

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Last-Modified", "Sat, 21 Nov 2026 10:00:00 GMT")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_PUT(self) -> None:
        """A whole file, or one part of it."""
        data = self.rfile.read(int(self.headers["Content-Length"]))
        if self._may():
            said = self.headers["x-amz-content-sha256"]
            whole = said == "UNSIGNED-PAYLOAD" or said == hashlib.sha256(data).hexdigest()
            path, _sign, asked = self.path.partition("?")
            if asked:
                number = int(dict(parse_qsl(asked))["partNumber"])
                self.server.parts.setdefault(path, {})[number] = data
            else:
                self.server.kept[path] = data
            self._answer(200 if whole else 400, ETag='"etag"')

    def do_POST(self) -> None:
        """Begin a file in parts, put its parts together, or delete some files."""
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        path, _sign, asked = self.path.partition("?")
        if not self._may():
            return
        if asked.startswith("uploads"):
            said = "<InitiateMultipartUploadResult><UploadId>1</UploadId>"
            self._answer(200, f"{said}</InitiateMultipartUploadResult>".encode())
            return
        if asked.startswith("delete"):
            names = re.findall("<Key>([^<]+)</Key>", body)
            for name in names:
                self.server.kept.pop(f"{path}/{name}", None)
            said = "".join(f"<Deleted><Key>{name}</Key></Deleted>" for name in names)
            self._answer(200, f"<DeleteResult>{said}</DeleteResult>".encode())
            return
        parts = self.server.parts.pop(path)
        self.server.kept[path] = b"".join(parts[number] for number in sorted(parts))
        said = "<CompleteMultipartUploadResult><ETag>etag</ETag></CompleteMultipartUploadResult>"
        self._answer(200, said.encode())

    def do_GET(self) -> None:
        if not self._may():
            return
        data = self.server.kept.get(self.path)
        if data is None:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
            return
        if self.command == "GET" and (asked := self.headers.get("Range")):
            first, last = (int(end) for end in asked.removeprefix("bytes=").split("-"))
            part = data[first : last + 1]
            held = f"bytes {first}-{first + len(part) - 1}/{len(data)}"
            self._answer(206, part, Content_Range=held, ETag='"etag"')
            return
        self._answer(200, data, ETag='"etag"')

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


class S3Stub:
    """The server, for as long as a `with` block lasts. `refused` is what was signed wrongly."""

    def __enter__(self) -> S3Stub:
        self._server: Any = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.kept, self._server.parts, self._server.refused = {}, {}, []
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://{KEY}:{SECRET}@127.0.0.1:{self._server.server_port}/files"

    @property
    def refused(self) -> list[str]:
        return self._server.refused
