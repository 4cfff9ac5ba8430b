# A small image with the program and nothing else of ours: docker build -t ivr-lint . See docs/ci.md.
FROM rust:1-alpine AS build
# ring, which signs and encrypts, is partly C. Alpine keeps one version of a package only, so there is none to pin.
# hadolint ignore=DL3018
RUN apk add --no-cache musl-dev
WORKDIR /src
COPY Cargo.toml Cargo.lock ./
COPY crates crates
RUN cargo install --locked --path crates/ivr-lint --root /out

# Not from scratch: jobs of GitLab and Jenkins need a shell in the image. TLS roots are built into the program; a private
# CA is mounted, and SSL_CERT_FILE leads to it.
FROM alpine:3
COPY --from=build /out/bin/ivr-lint /usr/local/bin/ivr-lint
COPY LICENSE-APACHE LICENSE-MIT /usr/share/licenses/ivr-lint/
# Nobody, by number, so that a cluster can see that it is not root.
USER 65534:65534
WORKDIR /flows
ENTRYPOINT ["ivr-lint"]
