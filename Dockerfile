# A small image with the program: docker build -t ivr-lint . See docs/ci.md.
FROM rust:1-alpine AS build
# ring, used for TLS, is partly written in C. Alpine keeps only one version of a package, so it cannot be pinned.
# hadolint ignore=DL3018
RUN apk add --no-cache musl-dev
WORKDIR /src
COPY Cargo.toml Cargo.lock ./
COPY crates crates
RUN cargo install --locked --path crates/ivr-lint --root /out

# Not from scratch: GitLab and Jenkins jobs need a shell in the image. TLS roots are built into the program; a private CA
# can be mounted and named in SSL_CERT_FILE.
FROM alpine:3
COPY --from=build /out/bin/ivr-lint /usr/local/bin/ivr-lint
COPY LICENSE-APACHE LICENSE-MIT /usr/share/licenses/ivr-lint/
# nobody, by number, so that a cluster can verify that it is not root.
USER 65534:65534
WORKDIR /flows
ENTRYPOINT ["ivr-lint"]
