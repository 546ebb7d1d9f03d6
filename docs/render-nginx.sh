#!/bin/sh
# Renders the nginx templates of this folder's parent into the folder NGINX_RUN, as the official image does in its
# container. The variables are explained in each template. NGINX_DIRECT and NGINX_S3 are needed only for the template that
# uses them.
set -eu
templates=$(dirname "$0")/..
names=$(printf '${%s} ' NGINX_LISTEN NGINX_WEBS NGINX_WEB_NAME NGINX_RESOLVER NGINX_OUTER_PROXY NGINX_RUN NGINX_DATA NGINX_DIRECT NGINX_S3)
render() { envsubst "$names" < "$templates/$1.template" > "$NGINX_RUN/$1"; }
# Sockets stay behind when nginx is killed, and then it does not start again.
rm -f "$NGINX_RUN"/*.sock "$NGINX_RUN"/*.conf
render nginx.conf
[ -z "${NGINX_DIRECT:-}" ] || render nginx.direct.conf
[ -z "${NGINX_S3:-}" ] || render nginx.s3.conf
