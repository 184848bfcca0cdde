"""Mail about one's own account: whoever did not do it themselves can raise the alarm."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from makeithappen.core.catalogs import for_others
from makeithappen.core.outbox import queue_mail
from makeithappen.people.models import Person


@for_others()
def tell(session: Session, person_id: str, said: Any, at: datetime) -> None:
    """Tell somebody by mail what changed about their account, at the address they have now."""
    email = session.get_one(Person, person_id).email
    if email:
        body = _(
            "Hello,\n\n%(said)s\n\nWas it not you, and did nobody tell you? "
            "Then tell whoever looks after the site, today.\n",
            said=said,
        )
        queue_mail(session, to=email, subject=_("Your account was changed"), body=body, at=at)
