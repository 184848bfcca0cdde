"""What a WSGI server loads."""

import os

from makeithappen.app import check_ready_to_serve, create_app
from makeithappen.config import Config

app = create_app(Config.from_env(os.environ))
check_ready_to_serve(app)
