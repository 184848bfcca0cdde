"""What is said where a file can't be taken: each sentence names a way out."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from makeithappen.ideas.rules.attachments import AttachmentRefusal as Refusal
from makeithappen.ideas.rules.attachments import Kind

SENTENCES = {
    Refusal.NOT_OPEN: _l("This idea is with the panel or answered, so nothing can be added to it."),
    Refusal.TOO_MANY: _l("An idea can have %(most)s files. Take one away to add another."),
    Refusal.HEIC: _l(
        "We can't read this kind of photo (HEIC). Send a screenshot of it, or set your phone's "
        "camera to “Most compatible” and take it again."
    ),
    Refusal.UNKNOWN: _l(
        "We can't use this kind of file. Send a photo, a voice message or a film from your phone, "
        "write it in words, or ask us for help."
    ),
    Refusal.PICTURE_TOO_LARGE: _l(
        "This picture is too large. Send a screenshot of it, or take a smaller photo."
    ),
    Refusal.PICTURE_UNREADABLE: _l(
        "We could not read this picture. Take it again, or send a screenshot of it."
    ),
    Refusal.PICTURE_TWO_THINGS: _l(
        "This file is a picture and something else at the same time. Send a screenshot of it, or "
        "take the photo again."
    ),
    Refusal.BROKEN: _l(
        "This recording breaks off or is damaged. Record it again, write it in words, or ask us "
        "for help."
    ),
    Refusal.UNPLAYABLE: _l(
        "Other people's phones could not play this recording. Record it again with this phone, "
        "write it in words, or ask us for help."
    ),
    Refusal.RECORDING_TWO_THINGS: _l(
        "This file is a recording and something else at the same time. Record it again with this "
        "phone, write it in words, or ask us for help."
    ),
    Refusal.SOUND_TOO_LARGE: _l(
        "This recording is larger than %(most)s MB. Make a shorter one, or send it in two parts."
    ),
    Refusal.FILM_TOO_LARGE: _l(
        "This film is larger than %(most)s MB. Make a shorter one, or send it in two parts."
    ),
    Refusal.TOO_LONG: _l(
        "This recording is longer than %(most)s minutes. Make a shorter one, or send it in two "
        "parts."
    ),
}

KINDS = {
    Kind.PICTURE: _l("Picture"),
    Kind.SOUND: _l("Recording"),
    Kind.FILM: _l("Film"),
}
