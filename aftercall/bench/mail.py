"""A private mail house on free ports of 127.0.0.1: Dovecot for IMAP, Exim for SMTP, one folder of mailboxes between them.

Exim takes mail for the mailboxes given; everything stays in the folder. For those who log in some addresses are furniture:
`gone@away.example` is taken and comes back as a bounce, `busy@away.example` is refused for now, whoever else for good.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from aftercall.bench.errors import BenchError
from aftercall.bench.folders import Folder
from aftercall.bench.ports import free_port
from aftercall.bench.process import Process
from aftercall.bench.started import Started

_TRIES = 3
_OWNER = "Debian-exim"
_REMEDY = "run `make setup` as root, or apt-get install dovecot-imapd exim4-daemon-light"
LARGEST = 40 << 20

_DOVECOT = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
instance_name = {folder}
ssl = yes
ssl_cert = <{folder}/certificate.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login
mail_fsync = never
auth_failure_delay = 0
first_valid_uid = 1
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/imap-users
}}
userdb {{
  driver = static
  args = uid={owner} gid={owner} home={folder}/mail/%u mail=maildir:{folder}/mail/%u/Maildir
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
namespace inbox {{
  inbox = yes
}}
"""

_EXIM = """
primary_hostname = mail.aftercall.example
spool_directory = {folder}/spool
log_file_path = {folder}/spool/%slog
pid_file_path = {folder}/spool/exim.pid
exim_user = {owner}
exim_group = {owner}
deliver_drop_privilege = true
local_interfaces = 127.0.0.1
daemon_smtp_ports = {smtp} : {smtps}
tls_on_connect_ports = {smtps}
tls_advertise_hosts = *
tls_certificate = {folder}/certificate.pem
tls_privatekey = {folder}/key.pem
auth_advertise_hosts = *
message_size_limit = {largest}
host_lookup =
rfc1413_query_timeout = 0s
keep_environment =
add_environment = PATH=/usr/bin:/bin
acl_smtp_rcpt = rcpt
queue_run_max = 2
smtp_accept_max = 50
ignore_bounce_errors_after = 0s
begin acl
rcpt:
  accept condition = ${{lookup{{$local_part@$domain}}lsearch{{{folder}/boxes}}{{yes}}{{no}}}}
  deny !authenticated = *
       message = relay not permitted
  defer local_parts = busy
        domains = away.example
        message = try again later
  accept local_parts = gone
         domains = away.example
  deny message = no such person here
begin routers
boxes:
  driver = accept
  address_data = ${{lookup{{$local_part@$domain}}lsearch{{{folder}/boxes}}}}
  condition = ${{lookup{{$local_part@$domain}}lsearch{{{folder}/boxes}}{{yes}}{{no}}}}
  transport = maildir
away:
  driver = redirect
  allow_fail
  data = :fail: the person has gone away
begin transports
maildir:
  driver = appendfile
  directory = $address_data
  maildir_format
  create_directory
  delivery_date_add
  envelope_to_add
  return_path_add
begin retry
* * F,1h,1m
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if eq{{$auth3}}{{${{lookup{{$auth2}}lsearch{{{folder}/smtp-users}}}}}}}}
  server_set_id = $auth2
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_condition = ${{if eq{{$auth2}}{{${{lookup{{$auth1}}lsearch{{{folder}/smtp-users}}}}}}}}
  server_set_id = $auth1
"""


class MailHouse(Started):
    """`boxes`: address -> password. `certificate` is what both show, and whom to trust: signed by itself, for 127.0.0.1."""

    host = "127.0.0.1"

    def __init__(self, boxes: Mapping[str, str]) -> None:
        self._dovecot, self._exim = _find("dovecot"), _find("exim4")
        if os.geteuid() != 0:
            raise BenchError("private mail servers can be started by root alone: run as root")
        self._folder = Folder("aftercall-mail")
        self.folder = self._folder.path
        self.boxes = dict(boxes)
        self.certificate = self.folder / "certificate.pem"
        self.imap = self.imaps = self.smtp = self.smtps = 0
        self.imap_server = Process(
            "Dovecot", [self._dovecot, "-F", "-c", self.folder / "dovecot.conf"], self.folder / "dovecot.out"
        )
        self.smtp_server = Process(
            "Exim",
            [self._exim, "-C", self.folder / "exim.conf", "-bdf", "-q1m"],
            self.folder / "exim.out",
            user=_OWNER,  # from the start: as root it would become him by itself, and then outlive us
        )

    def start(self) -> None:
        """Start, or start again, and wait until both take connections; the ports stay from the first success on."""
        if self.imap:
            self._launch()
            return
        self._furnish()
        for left in reversed(range(_TRIES)):
            self.imap, self.imaps, self.smtp, self.smtps = (free_port() for _ in range(4))
            self._write_conf()
            try:
                self._launch()
                return
            except BenchError:
                self.stop()
                if not left:
                    raise

    def stop(self) -> None:
        self.smtp_server.stop()
        self.imap_server.stop()

    def maildir(self, address: str) -> Path:
        return self.folder / "mail" / address / "Maildir"

    def give(self, place: Path) -> None:
        """What somebody else put into the folder belongs to the servers."""
        _give(place)

    def log(self) -> str:
        """What Exim did, for a test that fails."""
        with suppress(OSError):
            return (self.folder / "spool" / "mainlog").read_text(errors="replace")
        return "(no log)"

    # --- inside ------------------------------------------------------------------------------------------------------

    def _launch(self) -> None:
        for server, ports in (
            (self.imap_server, (self.imap, self.imaps)),
            (self.smtp_server, (self.smtp, self.smtps)),
        ):
            if not server.alive:
                server.start()
                server.wait_ready(lambda ports=ports: all(map(_listens, ports)), 20)  # type: ignore[misc]

    def _furnish(self) -> None:
        for name in ("run", "state", "spool", "mail"):
            (self.folder / name).mkdir()
        self.folder.chmod(0o755)  # its servers are other users
        boxes = "".join(f"{address}: {self.maildir(address)}\n" for address in self.boxes)
        (self.folder / "boxes").write_text(boxes)
        (self.folder / "smtp-users").write_text("".join(f"{a}: {p}\n" for a, p in self.boxes.items()))
        (self.folder / "imap-users").write_text("".join(f"{a}:{p}\n" for a, p in self.boxes.items()))
        _certificate(self.folder)
        for address in self.boxes:
            self.maildir(address).mkdir(parents=True)
        for place in ("spool", "mail", "boxes", "smtp-users", "certificate.pem", "key.pem"):
            _give(self.folder / place)

    def _write_conf(self) -> None:
        words = {"folder": self.folder, "owner": _OWNER, "largest": LARGEST, "imap": self.imap}
        words |= {"imaps": self.imaps, "smtp": self.smtp, "smtps": self.smtps}
        (self.folder / "dovecot.conf").write_text(_DOVECOT.format(**words))
        (self.folder / "exim.conf").write_text(_EXIM.format(**words))


def _give(place: Path) -> None:
    shutil.chown(place, _OWNER, _OWNER)
    for inner in place.rglob("*") if place.is_dir() else ():
        shutil.chown(inner, _OWNER, _OWNER)


def _certificate(folder: Path) -> None:
    """Signed by itself, for this machine, for a month."""
    words = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=localhost"
    where = ["-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"]
    files = ["-keyout", f"{folder}/key.pem", "-out", f"{folder}/certificate.pem"]
    subprocess.run(["openssl", *words.split(), *where, *files], check=True, capture_output=True)


def _listens(port: int) -> bool:
    try:
        with socket.create_connection((MailHouse.host, port), 1):
            return True
    except OSError:
        return False


def _find(program: str) -> str:
    found = shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/bin")
    if found is None:
        raise BenchError(f"{program} is not installed: {_REMEDY}")
    return found
