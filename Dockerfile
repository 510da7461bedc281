# The image of the action: Postgres, the program in an environment of its own, git, uv.
# Builds on any engine, the one without BuildKit too: no mounts, no here-documents.
ARG BASE=debian:trixie-slim

FROM ${BASE} AS environment
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates python3 python3-pip python3-venv
COPY requirements-image.lock /build/
RUN python3 -m venv --without-pip /opt/alembic-squash/venv \
    && python3 -m pip --python /opt/alembic-squash/venv/bin/python install --no-cache-dir \
       --no-compile --require-hashes --requirement /build/requirements-image.lock
COPY pyproject.toml README.md LICENSE /build/
COPY squash /build/squash
RUN python3 -m pip --python /opt/alembic-squash/venv/bin/python install --no-cache-dir \
       --no-compile --no-deps --no-build-isolation /build \
    && /opt/alembic-squash/venv/bin/python -m compileall -q -j 0 \
       --invalidation-mode unchecked-hash /opt/alembic-squash/venv/lib
COPY entrypoint.py /opt/alembic-squash/

FROM ${BASE}
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
# Further majors, in one string; see "The image" in the README.
ARG POSTGRES_MAJORS=17
ARG POSTGRES_ORIGIN=debian
COPY image/postgres.sh /opt/alembic-squash/image/
# Nothing in the image needs to become somebody else: it starts as root and only ever steps down.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates git python3 \
    && sh /opt/alembic-squash/image/postgres.sh "${POSTGRES_ORIGIN}" "${POSTGRES_MAJORS}" \
    && apt-get clean \
    && find / -xdev -type f -perm /6000 -exec chmod a-s {} + \
    && rm -rf /var/lib/apt/lists/* /var/log/* /var/cache/debconf/*-old
COPY --from=environment /opt/alembic-squash /opt/alembic-squash
COPY image/bake.py /opt/alembic-squash/image/
RUN /opt/alembic-squash/venv/bin/python -I /opt/alembic-squash/image/bake.py

ARG VERSION=unreleased
ARG REVISION=unknown
LABEL org.opencontainers.image.title="alembic-squash-action" \
      org.opencontainers.image.description="Squash the oldest revisions of an Alembic history into one proved baseline" \
      org.opencontainers.image.source="https://github.com/org/alembic-squash-action" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"

ENV LANG=C.UTF-8
# Actions demand root; the server and the project's code run as other accounts.
# Isolated: neither the folder it runs in nor PYTHON* variables of a job choose what is imported.
ENTRYPOINT ["/opt/alembic-squash/venv/bin/python", "-I", "-u", "/opt/alembic-squash/entrypoint.py"]
