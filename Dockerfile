# One image for all parts of Guestlink; the command names the part. It runs without root, on a read-only file system.
FROM python:3.13-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE celeryconfig.py hatch_build.py package.json package-lock.json .npmrc ./
COPY models models
COPY tasks tasks
COPY web web
# Set it to "[s3]" for media in a bucket.
ARG EXTRAS=""
# --compile, because the running container cannot write compiled files. The bounds on versions are read from
# pyproject.toml, because pip does not know uv's settings.
RUN python -m venv /opt/guestlink \
 && python -c "import tomllib as t; print(*t.load(open('pyproject.toml', 'rb'))['tool']['uv']['constraint-dependencies'], sep='\n')" > /tmp/bounds \
 && /opt/guestlink/bin/pip install --no-cache-dir --compile -c /tmp/bounds ".$EXTRAS" \
 && /opt/guestlink/bin/pip uninstall -y pip \
 # Fails if hls.js is missing. The build hook only warns, and pip hides warnings.
 && ls /opt/guestlink/lib/python*/site-packages/web/static/vendor/hls.light.min.mjs

FROM python:3.13-slim
# pg_dump and pg_restore, for `guestlink backup` and `restore`. They must be as new as the server (docker-compose.yml).
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/*
RUN groupadd --system --gid 10001 guestlink && useradd --no-log-init --uid 10001 --gid 10001 guestlink \
 && install -d -o guestlink -g guestlink -m 0750 /data /data/media /data/live
COPY --from=build /opt/guestlink /opt/guestlink
ENV PATH=/opt/guestlink/bin:$PATH GUESTLINK_DATA=/data GUESTLINK_BIND=0.0.0.0:8000 \
    PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER guestlink
WORKDIR /data
VOLUME /data
EXPOSE 8000
# For `web`, the default command. docker-compose.yml disables it for the other parts.
HEALTHCHECK --interval=10s --timeout=4s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=3)"]
ENTRYPOINT ["guestlink"]
CMD ["web"]
