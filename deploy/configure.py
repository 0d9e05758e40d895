"""Write the configuration of the proxy for one site: `python3 deploy/configure.py --host observatoire.example.org`.

It needs Python alone, nothing installed. What it writes replaces what it wrote before, so it is run again when a
replica joins or a certificate moves.
"""

from __future__ import annotations

import argparse
import shutil
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

TEMPLATES = Path(__file__).parent / "nginx"
NO_LOGS = "off"


def main() -> None:
    """Write the files, and say where they are."""
    options = _parser().parse_args()
    writes_logs = options.logs != NO_LOGS
    here = [] if options.mounted else [Path(options.cache), *([Path(options.logs)] if writes_logs else [])]
    for folder in (options.folder, *here):
        folder.mkdir(parents=True, exist_ok=True)
    replicas = options.replica or [f"127.0.0.1:{8501 + rank}" for rank in range(2)]
    values = {
        "HOST": options.host,
        "HTTP": options.http,
        "HTTPS": options.https,
        "PORT_SHOWN": "" if options.https == "443" else f":{options.https.rpartition(':')[2]}",
        "CERTIFICATE": options.certificate or f"/etc/letsencrypt/live/{options.host}/fullchain.pem",
        "KEY": options.key or f"/etc/letsencrypt/live/{options.host}/privkey.pem",
        "CHALLENGES": options.challenges,
        "CACHE": options.cache,
        "ACCESS": f"{options.logs}/access.log observatoire buffer=64k flush=5s" if writes_logs else NO_LOGS,
        "ERRORS": f"{options.logs}/error.log" if writes_logs else "stderr",
        "BEHIND": behind_text(options.behind),
        "RUN": options.run,
        "USER": options.user,
        "WORKERS": options.workers,
        "FOLDER": options.mounted or options.folder.resolve(),
    }
    for template in sorted(TEMPLATES.glob("*.conf")):
        text = template.read_text(encoding="utf-8")
        for name, value in values.items():
            text = text.replace(f"@{name}@", str(value))
        (options.folder / template.name).write_text(text, encoding="utf-8")
    (options.folder / "replicas.conf").write_text(replicas_text(replicas), encoding="utf-8")
    shutil.copytree(TEMPLATES / "refusals", options.folder / "refusals", dirs_exist_ok=True)
    print(f"{len(replicas)} replicas of {options.host}: {options.folder.resolve()}/nginx.conf")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 deploy/configure.py", description=__doc__)
    parser.add_argument("--host", required=True, help="name that people type: observatoire.example.org")
    parser.add_argument("--replica", action="append", help="address of a replica, once for each (two on this machine)")
    parser.add_argument("--folder", type=Path, default=Path("/etc/observatoire/nginx"), help="where files are written")
    parser.add_argument("--mounted", help="where the proxy finds them, when it runs in a container")
    parser.add_argument("--certificate", help="of TLS, with its chain (that of Let's Encrypt)")
    parser.add_argument("--key", help="of the certificate")
    parser.add_argument("--challenges", default="/var/www/html", help="folder in which Let's Encrypt's client writes")
    parser.add_argument("--http", default="80", help="port, or address and port, of plain requests")
    parser.add_argument("--https", default="443", help="port, or address and port, of the site")
    parser.add_argument("--cache", default="/var/cache/nginx/observatoire", help="folder of what is kept for all")
    parser.add_argument("--logs", default="/var/log/observatoire", help="folder of the logs; « off »: requests in none")
    parser.add_argument(
        "--behind",
        action="append",
        type=ip_network,
        default=[],
        help="address of a proxy before this one, once for each",
    )
    parser.add_argument("--run", default="/run", help="folder of the process's number")
    parser.add_argument("--user", default="www-data", help="who serves")
    parser.add_argument("--workers", default="auto", help="processes of nginx: as many as processors")
    return parser


def behind_text(proxies: list[IPv4Network | IPv6Network]) -> str:
    """Return what has nginx believe the proxies that stand before it when they say who asks."""
    if not proxies:
        return ""
    trusted = [f"set_real_ip_from {proxy};" for proxy in proxies]
    return "\n".join([*trusted, "real_ip_header X-Forwarded-For;", "real_ip_recursive on;", ""])


def replicas_text(replicas: list[str]) -> str:
    """Return the groups of replicas: one for newcomers, one for who is already with each, the others standing in.

    Parameters
    ----------
    replicas : list of str
        Address and port of each, "127.0.0.1:8501"; the first is named 1, and so on.
    """
    # A replica that refuses is not asked for two seconds: it is back three seconds after a fall.
    trust, names = "max_fails=1 fail_timeout=2s", range(1, len(replicas) + 1)
    groups = [_group("newcomers", ["least_conn;", *(f"server {address} {trust};" for address in replicas)])]
    for name, own in zip(names, replicas, strict=True):
        others = [f"server {address} {trust} backup;" for address in replicas if address != own]
        groups.append(_group(f"replica_{name}", [f"server {own} {trust};", *others]))
    asked = [f"    {name} replica_{name};" for name in names]
    answering = [
        f'    "~{address.replace(".", chr(92) + ".")}$" {name};' for name, address in zip(names, replicas, strict=True)
    ]
    return "\n".join(
        [
            "# Who answers. Written by `deploy/configure.py`.",
            *groups,
            "map $cookie_otc_relais $asked {", "    default newcomers;", *asked, "}",
            "# Of all that were tried, the last.",
            "map $upstream_addr $answering {", '    default "";', *answering, "}",
            "",
        ]
    )  # fmt: skip


def _group(name: str, lines: list[str]) -> str:
    inside = [f"zone {name} 64k;", *lines, "keepalive 32;", "keepalive_timeout 4s;"]  # a replica closes after five
    return "\n".join([f"upstream {name} {{", *(f"    {line}" for line in inside), "}"])


if __name__ == "__main__":
    main()
