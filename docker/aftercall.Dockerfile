# The daemon and its command. Build from the top of the checkout: docker build -f docker/aftercall.Dockerfile .
FROM debian:bookworm-slim AS screens
RUN apt-get update \
    && apt-get install -y --no-install-recommends npm \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY package.json package-lock.json ./
COPY scripts/make-node ./scripts/
RUN mkdir -p aftercall/screens && scripts/make-node

FROM debian:bookworm-slim AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends python3-venv \
    && rm -rf /var/lib/apt/lists/*
RUN python3 -m venv /opt/aftercall
WORKDIR /src
COPY docker/requirements.lock ./
RUN /opt/aftercall/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY acd ./acd
COPY dialer ./dialer
COPY aftercall ./aftercall
COPY asterisk_conf ./asterisk_conf
COPY migrations ./migrations
COPY --from=screens /src/aftercall/screens/vendor ./aftercall/screens/vendor
RUN /opt/aftercall/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends python3 ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 4747 recordings \
    && useradd --system --home-dir /var/lib/aftercall --create-home --groups recordings aftercall
COPY --from=build /opt/aftercall /opt/aftercall
ENV PATH=/opt/aftercall/bin:/usr/bin:/bin \
    PYTHONUNBUFFERED=1 \
    AFTERCALL_STATE_DIR=/var/lib/aftercall \
    AFTERCALL_API__SOCKET=/var/lib/aftercall/aftercall.sock
USER aftercall
WORKDIR /var/lib/aftercall
VOLUME /var/lib/aftercall
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
    CMD ["python3", "-c", "import os, socket; socket.socket(socket.AF_UNIX).connect(os.environ['AFTERCALL_API__SOCKET'])"]
CMD ["aftercall", "run"]
