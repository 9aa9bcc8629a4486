"""How gunicorn serves Matinee: gevent, so that hundreds of open streams and slow clients hold nobody up."""

import os

bind = f"{os.environ.get('MATINEE_HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gevent"
workers = int(os.environ.get("MATINEE_WEB_WORKERS") or min(2, os.cpu_count() or 1))
worker_connections = 2000

# An open event stream never ends by itself: five seconds are for requests, then a worker goes.
graceful_timeout = 5
timeout = 60
keepalive = 30

# The heartbeat file on a disk under load can stall a worker past its timeout.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108

# gunicorn would open one in the home directory, outside the instance folder.
control_socket_disable = True

# Every request is one line of the application's own log, with its request id.
accesslog = None
errorlog = "-"
loglevel = os.environ.get("MATINEE_GUNICORN_LOG", "warning")
