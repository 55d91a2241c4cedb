# One image for every process of production; compose.yaml starts them (docs/operations.md, « Containers »).
FROM debian:13-slim AS build
RUN apt-get update && apt-get install --yes --no-install-recommends postgresql-client python3 python3-venv
WORKDIR /app
COPY requirements.lock .
RUN python3 -m venv .venv \
    && .venv/bin/pip install --no-cache-dir --no-compile --require-hashes --requirement requirements.lock \
    && .venv/bin/pip uninstall --yes pip \
    && find .venv -path '*/locale/*' -name '*.[mp]o' ! -path '*/fr/*' ! -path '*/en*/*' -delete

FROM debian:13-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        age ca-certificates curl libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 libpq5 python3 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /app atelier \
    && install --directory --owner atelier --mode 700 /data
WORKDIR /app
# Without the wrappers in Perl of postgresql-client: 50 MB less.
COPY --from=build /usr/lib/postgresql/17/bin/pg_dump /usr/lib/postgresql/17/bin/pg_restore /usr/local/bin/
COPY --from=build /app/.venv .venv
COPY . .
USER atelier
ENV PATH=/app/.venv/bin:/usr/local/bin:/usr/bin:/bin ATELIER_VAR=/data WEB_HOST=0.0.0.0 PYTHONDONTWRITEBYTECODE=1
VOLUME /data
EXPOSE 8000
# As the proxy asks: production answers the host of SITE_URL alone, and https.
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD \
    curl --fail --silent --header "Host: ${SITE_URL#https://}" --header "X-Forwarded-Proto: https" \
    http://127.0.0.1:${WEB_PORT:-8000}/sante/pret/
CMD ["honcho", "start", "--no-prefix", "web"]
