# One file for all images. Each service has its own, which holds that service, shared/ and runner/; the operator's holds
# all of them and the command line, for migrations, status and dead letters.
#   docker build --build-arg SERVICE=hours -t kapok/hours .
#   docker build --target operator -t kapok/operator .

FROM python:3.11-slim-bookworm AS packages
COPY requirements.lock /
RUN python -m venv --without-pip /opt/venv \
 && pip --python /opt/venv/bin/python install --quiet --no-cache-dir --only-binary :all: --require-hashes \
    -r requirements.lock

FROM python:3.11-slim-bookworm AS base
# What installs programs is of no use to a service, and of some to who breaks into it.
RUN find / -xdev -depth \( -path '*/python3*/ensurepip' -o -path '*-packages/pip' -o -path '*-packages/pip-*' \
      -o -path '*-packages/setuptools' -o -path '*-packages/setuptools-*' -o -path '*-packages/wheel' \
      -o -path '*-packages/wheel-*' -o -path '*/share/python-wheels' -o -path '*/bin/pip*' \) -exec rm -rf {} + \
 && groupadd --gid 10001 kapok && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent kapok
COPY --from=packages /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH PYTHONPATH=/app PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PYTHONSAFEPATH=1 \
    PYTHONWARNINGS=ignore
WORKDIR /app
COPY shared shared
COPY runner runner
ENTRYPOINT ["python", "-m"]

FROM base AS operator
COPY services services
COPY cli cli
COPY deploy/rabbitmq deploy/rabbitmq
RUN python -m compileall -q --invalidation-mode unchecked-hash /app
USER 10001:10001
ENV KAPOK_DEPLOYMENT=containers
ENTRYPOINT ["python", "-m", "cli.main"]
CMD ["status"]
LABEL org.opencontainers.image.title="Kapok operator" org.opencontainers.image.licenses="Apache-2.0"

FROM base AS service
ARG SERVICE
COPY services/__init__.py services/
COPY services/${SERVICE} services/${SERVICE}
RUN test -n "${SERVICE}" && python -m compileall -q --invalidation-mode unchecked-hash /app
USER 10001:10001
ENV KAPOK_SERVICES=${SERVICE} KAPOK_HTTP_HOST=0.0.0.0 KAPOK_HTTP_PORT=8080 KAPOK_OPS_PORT=9090
EXPOSE 8080 9090
CMD ["runner.api"]
LABEL org.opencontainers.image.title="Kapok ${SERVICE}" org.opencontainers.image.licenses="Apache-2.0"
