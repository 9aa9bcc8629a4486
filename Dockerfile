# Matinee in one image: the web and the worker are the same image with different commands (see compose.yaml).
FROM python:3.12-slim-bookworm AS packages
WORKDIR /matinee
COPY requirements/base.txt requirements/base.txt
RUN python -m venv /matinee/.venv \
    && /matinee/.venv/bin/pip install --no-cache-dir --require-hashes -r requirements/base.txt

FROM python:3.12-slim-bookworm
# The distribution's ffmpeg is kept safe by its own updates, so no version is pinned.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ffmpeg \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --home-dir /data --create-home matinee
WORKDIR /matinee
COPY --from=packages /matinee/.venv .venv
COPY app app
COPY migrations migrations
COPY config.py gunicorn.conf.py wsgi.py LICENSE NOTICE ./
ENV PATH=/matinee/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    MATINEE_INSTANCE=/data \
    MATINEE_HOST=0.0.0.0 \
    PORT=8000
USER 10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-m", "app.operations.healthcheck"]
CMD ["gunicorn", "--config", "gunicorn.conf.py", "wsgi:app"]
