"""The blueprint that the views of the ideas hang on."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("ideas", __name__)
