"""Files on their way out: in pieces, from where a player asks, and as nothing that can run."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, abort, request
from werkzeug.http import parse_range_header

from makeithappen.core.files import file_size, read_file

POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


def file_response(name: str, media_type: str, download_name: str) -> Response:
    """A file of ours under a name of ours; a part of it where one is asked for. Raises Missing."""
    size = file_size(name)
    start, end = _asked(name, size)
    is_part = (start, end) != (0, size)
    headers = {
        "Accept-Ranges": "bytes",
        "Content-Disposition": f'inline; filename="{download_name}"',
        "Content-Length": str(end - start),
        "Content-Security-Policy": POLICY,
        "ETag": f'"{name}"',
    }
    if is_part:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    status = HTTPStatus.PARTIAL_CONTENT if is_part else HTTPStatus.OK
    pieces = read_file(name, start, end - start)
    return Response(pieces, status, headers, mimetype=media_type)


def _asked(name: str, size: int) -> tuple[int, int]:
    """From where to where; the whole file where several parts, or nothing we know, is asked for."""
    asked = parse_range_header(request.headers.get("Range"))
    same = request.headers.get("If-Range", f'"{name}"') == f'"{name}"'
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1 or not same:
        return 0, size
    found = asked.range_for_length(size)
    if found is None:
        abort(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
    return found
