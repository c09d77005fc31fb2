"""What a production server loads: `gunicorn wsgi:app`; the `flask` command finds it too."""

from portal.app import create_app

app = create_app()
