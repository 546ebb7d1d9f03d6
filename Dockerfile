# Guestlink: one image for every part; the command says which. Small, without root, with a read-only file system.
FROM python:3.13-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE celeryconfig.py hatch_build.py package.json package-lock.json .npmrc ./
COPY models models
COPY tasks tasks
COPY web web
RUN python -m venv /opt/guestlink && /opt/guestlink/bin/pip install --no-cache-dir .

FROM python:3.13-slim
RUN useradd --system --uid 10001 guestlink && install -d -o guestlink /data
COPY --from=build /opt/guestlink /opt/guestlink
ENV PATH=/opt/guestlink/bin:$PATH GUESTLINK_DATA=/data GUESTLINK_BIND=0.0.0.0:8000 PYTHONUNBUFFERED=1
USER guestlink
VOLUME /data
EXPOSE 8000
ENTRYPOINT ["guestlink"]
CMD ["web"]
