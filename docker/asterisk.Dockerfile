# Asterisk 22 with our configuration, prompts and music. Build from the top of the checkout.
FROM debian:bookworm-slim AS sounds
RUN apt-get update \
    && apt-get install -y --no-install-recommends python3 espeak-ng sox \
    && rm -rf /var/lib/apt/lists/*
COPY scripts/cache scripts/make-sounds scripts/prompts.tsv /scripts/
RUN /scripts/make-sounds /made

# Debian's stable releases have no Asterisk; sid has 22.10.1 or later.
FROM debian:sid-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends asterisk \
    && rm -rf /var/lib/apt/lists/* /etc/asterisk/*
COPY --from=sounds /made/ /usr/share/asterisk/
COPY asterisk_conf /usr/share/aftercall/asterisk_conf
COPY docker/asterisk-start /usr/local/bin/asterisk-start
VOLUME ["/etc/asterisk", "/var/lib/asterisk", "/var/spool/asterisk"]
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["asterisk", "-rx", "core show uptime"]
CMD ["asterisk-start"]
