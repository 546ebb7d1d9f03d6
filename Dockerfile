# One image for all parts of Guestlink; the command names the part. It runs without root, on a read-only file system.
# The layers are ordered by how seldom they change: a change of code rebuilds only the last ones, and an upgrade
# fetches only those.
FROM python:3.13-slim AS dependencies
WORKDIR /src
COPY requirements.txt requirements-s3.txt ./
# Set it to "[s3]" for media in a bucket.
ARG EXTRAS=""
# --compile, because the running container cannot write compiled files. A file whose hash is not listed is refused. The
# .pth file makes the code (in /opt/app) importable.
RUN python -m venv /opt/guestlink \
 && /opt/guestlink/bin/pip install --no-cache-dir --compile --require-hashes -r "requirements${EXTRAS:+-s3}.txt" \
 && /opt/guestlink/bin/pip uninstall -y pip \
 && echo /opt/app > "$(echo /opt/guestlink/lib/python*/site-packages)/guestlink.pth"

FROM python:3.13-slim AS code
WORKDIR /src
COPY requirements-build.txt ./
# In an environment of its own, because the packages of the base image may not be replaced.
ENV PATH=/opt/build/bin:$PATH
RUN python -m venv /opt/build && pip install --no-cache-dir --require-hashes -r requirements-build.txt
# hls.js has a layer of its own. This fails if it cannot be fetched; the build hook would only warn.
COPY package.json package-lock.json .npmrc hatch_build.py ./
RUN python -c "from pathlib import Path; import hatch_build; hatch_build.fetch(Path(), Path('web/static/vendor'))"
COPY --from=dependencies /opt/guestlink /opt/guestlink
COPY pyproject.toml README.md LICENSE celeryconfig.py ./
COPY models models
COPY tasks tasks
COPY web web
# Installed with the Python of the dependencies, so that the command `guestlink` starts that one.
RUN pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /tmp/wheels . \
 && pip --python /opt/guestlink/bin/python install --no-cache-dir --no-deps --no-index --compile --target /opt/app /tmp/wheels/*.whl
# This fails if the build hook had no Brotli; it would only warn.
RUN ls /opt/app/web/static/compressed/*

FROM python:3.13-slim
# pg_dump and pg_restore, for `guestlink backup` and `restore`. They must be as new as the server (docker-compose.yml).
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/*
RUN groupadd --system --gid 10001 guestlink && useradd --no-log-init --uid 10001 --gid 10001 guestlink \
 && install -d -o guestlink -g guestlink -m 0750 /data /data/media /data/live
COPY --from=dependencies /opt/guestlink /opt/guestlink
COPY --from=code /opt/app /opt/app
ENV PATH=/opt/app/bin:/opt/guestlink/bin:$PATH GUESTLINK_DATA=/data GUESTLINK_BIND=0.0.0.0:8000 \
    PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER guestlink
WORKDIR /data
VOLUME /data
EXPOSE 8000
# For `web`, the default command. docker-compose.yml disables it for the other parts. It costs a few milliseconds: a
# check that starts Python takes seconds on a busy host, and calls a healthy web process ill.
HEALTHCHECK --interval=10s --timeout=4s --start-period=20s CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/8000 && printf 'GET /healthz HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r -t 3 _ status _ <&3 && [ \"$status\" = 200 ]"]
ENTRYPOINT ["guestlink"]
CMD ["web"]
