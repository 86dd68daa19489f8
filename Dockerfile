# syntax=docker/dockerfile:1

# ── Build ────────────────────────────────────────────────────────────────────
FROM rust:1-slim-bookworm AS build
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
# TLS to PostgreSQL (feature pg-tls) is the one thing that needs headers of the system.
# Debian drops old versions from its mirrors: a pin would only make the build fail.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libssl-dev make pkg-config \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build

# The dependencies alone, compiled for an empty crate: this layer is used again until Cargo.lock changes.
# Targets with a name of their own are left out of the manifest, since their files are not here yet.
COPY .cargo .cargo
COPY Cargo.toml Cargo.lock ./
COPY benches/Cargo.toml benches/
COPY crates/press/Cargo.toml crates/press/
RUN cp Cargo.toml manifest \
    && awk '/^\[\[(bin|test|bench|example)\]\]/ { skip = 1; next } /^\[/ { skip = 0 } !skip' manifest > Cargo.toml \
    && mkdir -p src benches/load benches/static_answer crates/press/src \
    && echo 'fn main() {}' | tee src/main.rs benches/load/main.rs benches/static_answer/main.rs \
    && touch src/lib.rs crates/press/src/lib.rs \
    && cargo build --release --locked --features pg-tls \
    && rm -rf src crates manifest target/release/.fingerprint/jalon-* target/release/deps/*jalon*

COPY . .
RUN cargo build --release --locked --features pg-tls --bin jalon \
    && install -D --mode=0755 target/release/jalon /out/jalon \
    && install -d --mode=0750 /out/data

# ── Run ──────────────────────────────────────────────────────────────────────
FROM debian:bookworm-slim
# Debian drops old versions from its mirrors: a pin would only make the build fail.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates libssl3 \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 10001 jalon \
    && useradd --system --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin jalon
COPY --from=build /out/jalon /usr/local/bin/jalon
COPY --from=build --chown=10001:10001 /out/data /data
COPY LICENSE /usr/share/doc/jalon/LICENSE

LABEL org.opencontainers.image.title="Jalon" \
      org.opencontainers.image.description="The open API for French PLIEs" \
      org.opencontainers.image.licenses="EUPL-1.2"

# Nothing is written outside /data, so that the root file system may be read-only.
ENV JALON_LISTEN=0.0.0.0:8080 \
    JALON_DATABASE_URL=sqlite:/data/jalon.db \
    JALON_DATA_DIR=/data \
    JALON_LOG_FORMAT=json
VOLUME ["/data"]
WORKDIR /data
USER 10001:10001
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 CMD ["jalon", "healthcheck"]
ENTRYPOINT ["jalon"]
CMD ["serve"]
