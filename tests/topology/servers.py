"""PostgreSQL, RabbitMQ, Redis and nginx for one test run, each in a folder of its own and on a free port."""

import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.topology.parts import ROOT, Part
from tests.vocabulary.waiting import free_port

TEMPLATE = ROOT / "nginx.conf.template"
S3_TEMPLATE = ROOT / "nginx.s3.conf.template"
DIRECT_TEMPLATE = ROOT / "nginx.direct.conf.template"
# Debian has it in a package of its own (libnginx-mod-stream). In the official image it is part of nginx.
STREAM_MODULE = Path("/usr/lib/nginx/modules/ngx_stream_module.so")
# A network without machines (RFC 5737).
NOBODY = "192.0.2.0/32"
# Not the wrapper of Debian in PATH, which would use the RabbitMQ node and the user of this machine.
RABBITMQ = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")


def postgresql_program(name: str) -> str | None:
    """Its path. Debian keeps these programs out of PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    return str(found[-1]) if found else shutil.which(name)


def missing() -> list[str]:
    """The programs that the topology needs and this machine lacks."""
    programs = {
        "postgresql": postgresql_program("postgres"),
        "rabbitmq-server": RABBITMQ.exists() and shutil.which("epmd"),
        "redis-server": shutil.which("redis-server"),
        "nginx": shutil.which("nginx"),
        "envsubst (gettext-base)": shutil.which("envsubst"),
    }
    return [name for name, found in programs.items() if not found]


def clean_environment() -> dict[str, str]:
    """The environment of this process, without settings of Guestlink and of the servers."""
    foreign = ("GUESTLINK_", "RABBITMQ_", "PG")
    return {name: value for name, value in os.environ.items() if not name.startswith(foreign)}


@dataclass
class Server:
    port: int
    parts: list[Part]


StartServer = Callable[[Server], Server]


def postgresql(folder: Path) -> Server:
    # PostgreSQL refuses to run as root.
    user = "postgres" if os.geteuid() == 0 else None
    data, port = folder / "postgresql", free_port()
    data.mkdir()
    if user:
        shutil.chown(data, user, user)
    command = [postgresql_program("initdb") or "initdb", "-D", str(data), "-U", "guestlink", "-A", "trust", "-N"]
    subprocess.run(
        [*command, "-E", "UTF8", "--locale=C.UTF-8"],
        user=user,
        cwd="/",
        env=clean_environment(),
        check=True,
        stdout=subprocess.DEVNULL,
    )
    command = [postgresql_program("postgres") or "postgres", "-D", str(data), "-p", str(port)]
    options = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "max_connections": "200"}
    command += [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    # On SIGINT it ends at once, without waiting for open connections.
    return Server(port, [Part("postgres", command, clean_environment(), folder, user=user, ends_by=signal.SIGINT)])


RABBITMQ_CONFIGURATION = """\
listeners.tcp.1 = 127.0.0.1:{port}
default_user = guestlink
default_pass = guestlink
loopback_users = none
disk_free_limit.absolute = 50MB
log.console = true
log.console.level = warning
log.file = false
vm_memory_high_watermark.absolute = 300MiB
raft.wal_max_size_bytes = 64000000
"""


def rabbitmq(folder: Path) -> Server:
    """A node and a name server (epmd) of its own, so that killing them disturbs no other RabbitMQ."""
    data, port, names, distribution = folder / "rabbitmq", free_port(), free_port(), free_port()
    data.mkdir()
    (data / "rabbitmq.conf").write_text(RABBITMQ_CONFIGURATION.format(port=port))
    (data / "enabled_plugins").write_text("[].\n")
    environment = clean_environment() | {
        "HOME": str(data),
        "ERL_EPMD_PORT": str(names),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODENAME": "guestlink@localhost",
        "RABBITMQ_DIST_PORT": str(distribution),
        "RABBITMQ_MNESIA_BASE": str(data),
        "RABBITMQ_LOG_BASE": str(data),
        "RABBITMQ_CONFIG_FILE": str(data / "rabbitmq.conf"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(data / "enabled_plugins"),
        # With these two, the shell becomes the node itself, so killing the part kills the node.
        "RABBITMQ_ALLOW_INPUT": "true",
        "RABBITMQ_SERVER_START_ARGS": "-noinput",
        # Without busy waiting, which would take the cores of a small machine.
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+sbwt none +sbwtdcpu none +sbwtdio none",
    }
    epmd = Part("epmd", [shutil.which("epmd") or "epmd", "-port", str(names)], environment, folder)
    # SIGKILL, as an orderly end takes ten seconds and its queues are not needed any more.
    node = Part("rabbitmq", [str(RABBITMQ)], environment, folder, ends_by=signal.SIGKILL)
    return Server(port, [epmd, node])


def redis(folder: Path, name: str = "redis", *, persistent: bool = False) -> Server:
    data, port = folder / name, free_port()
    data.mkdir()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", str(data), "--save", ""]
    command += ["--appendonly", "yes" if persistent else "no"]
    return Server(port, [Part(name, command, clean_environment(), folder)])


def nginx(
    folder: Path, data: Path, web_ports: list[int], outer_proxy: str = NOBODY, s3: str = "", user: str = "nobody"
) -> Server:
    """As in the official image, envsubst fills in the template. `s3` is the address of the media in a bucket."""
    run, port = folder / "nginx", free_port()
    run.mkdir()
    variables = {
        "NGINX_LISTEN": f"127.0.0.1:{port}",
        "NGINX_WEBS": " ".join(f"server 127.0.0.1:{web} max_fails=1 fail_timeout=2s;" for web in web_ports),
        "NGINX_WEB_NAME": "webs",
        "NGINX_RESOLVER": "127.0.0.1:9",
        "NGINX_OUTER_PROXY": outer_proxy,
        "NGINX_RUN": str(run),
        "NGINX_DATA": str(data),
    }
    (run / "nginx.conf").write_text(_rendered(TEMPLATE, variables))
    if s3:
        (run / "nginx.s3.conf").write_text(_rendered(S3_TEMPLATE, {"NGINX_S3": s3}))
    # As in the containers, nginx runs as another user than the web, in the same group.
    rest = "daemon off;" + (f" user {user} root;" if os.geteuid() == 0 else "")
    # A socket stays behind when nginx is killed, and nginx does not start on it. A container gets a new folder.
    start = 'rm -f "$1"/*.sock && exec nginx -c "$1/nginx.conf" -g "$2"'
    command = ["sh", "-c", start, "sh", str(run), rest]
    return Server(port, [Part("nginx", command, clean_environment(), folder)])


def direct_nginx(folder: Path, web_ports: list[int], outer_proxy: str = NOBODY) -> Server:
    """nginx as clients reach it without a proxy in front (nginx.direct.conf.template)."""
    server, direct_port, run = nginx(folder, folder, web_ports, outer_proxy, user="root"), free_port(), folder / "nginx"
    conf = run / "nginx.conf"
    conf.write_text(
        conf.read_text().replace(f"listen 127.0.0.1:{server.port} ", f"listen unix:{run}/direct.sock proxy_protocol ")
    )
    variables = {"NGINX_DIRECT": f"127.0.0.1:{direct_port}", "NGINX_OUTER_PROXY": outer_proxy, "NGINX_RUN": str(run)}
    (run / "nginx.direct.conf").write_text(_rendered(DIRECT_TEMPLATE, variables))
    if STREAM_MODULE.exists():
        server.parts[0].command[-1] += f" load_module {STREAM_MODULE};"
    return Server(direct_port, server.parts)


def _rendered(template: Path, variables: dict[str, str]) -> str:
    names = " ".join(f"${{{name}}}" for name in variables)
    command, environment = ["envsubst", names], clean_environment() | variables
    with template.open() as file:
        return subprocess.run(command, env=environment, stdin=file, capture_output=True, text=True, check=True).stdout
