"""Files in a store that speaks S3: for sites whose machines come and go.

Needs obstore, which comes with `pip install makeithappen[s3]`; nothing else here knows of it.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterator
from functools import cached_property
from typing import Any, BinaryIO
from urllib.parse import unquote, urlsplit

from makeithappen.core.errors import Missing, SettingError
from makeithappen.core.files import PIECE_BYTES


class Bucket:
    """A bucket that nobody but the site can read. `url` is https://KEY:SECRET@host/bucket."""

    def __init__(self, url: str, region: str) -> None:
        if importlib.util.find_spec("obstore") is None:
            raise SettingError("MIH_FILES_S3_URL needs obstore: install makeithappen[s3].")
        self._url, self._region = url, region

    @cached_property
    def _calls(self) -> Any:
        return importlib.import_module("obstore")

    @cached_property
    def _bucket(self) -> Any:
        """Made when it is needed: in the process that serves, not in the one it came from."""
        parts = urlsplit(self._url)
        port = f":{parts.port}" if parts.port else ""
        stores = importlib.import_module("obstore.store")
        return stores.S3Store(
            parts.path.strip("/"),
            endpoint=f"{parts.scheme}://{parts.hostname}{port}",
            region=self._region,
            access_key_id=unquote(parts.username or ""),
            secret_access_key=unquote(parts.password or ""),
            virtual_hosted_style_request=False,
            client_options={
                "allow_http": parts.scheme == "http",
                "connect_timeout": "5s",
                "timeout": "60s",
            },
        )

    def put(self, name: str, file: BinaryIO) -> None:
        self._calls.put(self._bucket, name, file, max_concurrency=2)

    def size(self, name: str) -> int:
        try:
            return self._calls.head(self._bucket, name)["size"]
        except FileNotFoundError as error:
            raise Missing(name) from error

    def read(self, name: str, start: int, length: int) -> Iterator[bytes]:
        if length <= 0:
            return iter(())
        try:
            part = {"range": (start, start + length)}
            found = self._calls.get(self._bucket, name, options=part)
        except FileNotFoundError as error:
            raise Missing(name) from error
        return (bytes(piece) for piece in found.stream(min_chunk_size=PIECE_BYTES))

    def delete(self, name: str) -> None:
        try:
            self._calls.delete(self._bucket, name)
        except FileNotFoundError:
            return
