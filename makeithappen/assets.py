"""Static files as they are served: compressed beforehand, under names that hold their digest.

A browser keeps such a file for ever, and asks for a new one as soon as it has changed.
"""

from __future__ import annotations

import atexit
import os
import shutil
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp

from flask import Flask
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

STATIC = Path(__file__).parent / "static"
DIGEST_LENGTH = 12
_FOR_EVER = rf"\.[0-9a-f]{{{DIGEST_LENGTH}}}\.[a-z]+$"


def init_app(app: Flask) -> None:
    """Serve the static files before the app is asked, and give pages their names."""
    folder, names = _built()
    served = WhiteNoise(
        app.wsgi_app,
        root=str(folder),
        prefix="static/",
        max_age=3600,
        allow_all_origins=False,
        immutable_file_test=_FOR_EVER,
    )
    app.wsgi_app = served  # type: ignore[method-assign]

    @app.url_defaults
    def named(endpoint: str, values: dict[str, str]) -> None:  # pyright: ignore[reportUnusedFunction]
        if endpoint == "static":
            values["filename"] = names.get(values["filename"], values["filename"])


@cache
def _built() -> tuple[Path, dict[str, str]]:
    """A folder with all files under their new names, and these names by the plain ones."""
    folder, names, owner = Path(mkdtemp(prefix="mih-static-")), dict[str, str](), os.getpid()
    compressor = Compressor(use_brotli=False, quiet=True)
    for path in sorted(path for path in STATIC.rglob("*") if path.is_file()):
        plain, data = path.relative_to(STATIC), path.read_bytes()
        digest = sha256(data).hexdigest()[:DIGEST_LENGTH]
        named = plain.with_name(f"{plain.stem}.{digest}{plain.suffix}")
        for name in (plain, named):
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(data)
        if compressor.should_compress(named.name):
            list(compressor.compress(str(folder / named)))
        names[plain.as_posix()] = named.as_posix()

    def forget() -> None:
        if os.getpid() == owner:  # a worker that ends leaves it to the others
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(forget)
    return folder, names
