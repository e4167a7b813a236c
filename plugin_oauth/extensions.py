"""Flask extensions, unbound: the app binds them (app.py), every room may import them."""

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_migrate import Migrate
from flask_wtf import CSRFProtect

csrf = CSRFProtect()
limiter = Limiter(get_remote_address)
migrate = Migrate()
