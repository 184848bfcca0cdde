"""What a WSGI server loads."""

import os

from makeithappen.app import create_app
from makeithappen.config import Config

app = create_app(Config.from_env(os.environ))
