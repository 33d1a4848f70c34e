#!/bin/sh
# Two hosts on one machine: run as root of a network namespace of its own, `unshare --map-root-user --net`.
# The first command runs here, at 10.77.0.1; once the address $1 answers, the second runs on a host at 10.77.0.2.
set -eu
url=$1 server=$2 phone=$3
ip link set lo up
unshare --net sleep 300 &
host=$!
trap 'kill $host $serving 2>/dev/null; wait' EXIT
serving=
# The other host's namespace is there once it differs from ours.
while [ "$(readlink /proc/$host/ns/net)" = "$(readlink /proc/self/ns/net)" ]; do :; done
ip link add here type veth peer name there
ip link set there netns $host
ip addr add 10.77.0.1/24 dev here
ip link set here up
nsenter --target $host --net sh -c 'ip link set lo up; ip addr add 10.77.0.2/24 dev there; ip link set there up'
sh -c "exec $server" &
serving=$!
curl --silent --insecure --retry 120 --retry-connrefused --retry-delay 1 --max-time 120 --output /dev/null "$url"
nsenter --target $host --net sh -c "$phone"
