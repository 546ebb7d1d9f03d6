#!/bin/sh
# Renders the nginx templates of this folder's parent into the folder NGINX_RUN, as the official image does in its
# container. The variables are explained in each template. NGINX_DIRECT and NGINX_S3 are needed only for the template that
# uses them.
set -eu
refuse() { echo "$1" >&2; exit 1; }
case "${NGINX_OUTER_PROXY:-}" in
    "" | *[!0-9A-Fa-f.:/]*) refuse "NGINX_OUTER_PROXY must be one network, like 172.31.255.1/32, or 192.0.2.0/32 for none" ;;
esac
case "${NGINX_DATA:-}${NGINX_RUN:-}" in
    *[!A-Za-z0-9_./-]*) refuse "NGINX_DATA and NGINX_RUN must be paths of letters, digits, and - _ . only" ;;
esac
templates=$(dirname "$0")/..
names=$(printf '${%s} ' NGINX_LISTEN NGINX_WEBS NGINX_WEB_NAME NGINX_RESOLVER NGINX_OUTER_PROXY NGINX_RUN NGINX_DATA NGINX_DIRECT NGINX_S3)
render() { envsubst "$names" < "$templates/$1.template" > "$NGINX_RUN/$1"; }
# Sockets stay behind when nginx is killed, and then it does not start again.
rm -f "$NGINX_RUN"/*.sock "$NGINX_RUN"/*.conf
render nginx.conf
[ -z "${NGINX_DIRECT:-}" ] || render nginx.direct.conf
[ -z "${NGINX_S3:-}" ] || render nginx.s3.conf
