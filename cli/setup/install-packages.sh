#!/bin/sh
# Runs as root: installs Debian packages without letting Debian's own RabbitMQ or epmd start, now or at the next boot.
set -eu
policy=/usr/sbin/policy-rc.d
mark='# made by the set-up of Kapok while it installs packages'
brings_services=false
dpkg-query -W -f '${Status}' rabbitmq-server 2>/dev/null | grep -q '^install ok installed' || brings_services=true

# Services that a package brings are started through invoke-rc.d, which asks this file. Somebody else's is left alone.
if [ ! -e "$policy" ] || grep -qxF "$mark" "$policy"; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 1' HUP INT TERM
  printf '#!/bin/sh\n%s\nexit 101\n' "$mark" >"$policy"
  chmod 755 "$policy"
fi

export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=120 "$@"

if [ "$brings_services" = true ] && [ -e /etc/init.d/rabbitmq-server ]; then
  update-rc.d rabbitmq-server disable || true
  if command -v systemctl >/dev/null; then
    systemctl disable rabbitmq-server.service epmd.service epmd.socket || true
  fi
fi
