"""Who in the demo has an app for codes: whoever moves money, or decides who does."""

from __future__ import annotations

from collections.abc import Iterable

from makeithappen.core.access import Role

WITH_APPS = (Role.FUND_HOLDER, Role.APPROVER, Role.ADMINISTRATOR)


def has_app(roles: Iterable[Role]) -> bool:
    """Whether somebody with these roles has one."""
    return bool(set(roles) & set(WITH_APPS))
