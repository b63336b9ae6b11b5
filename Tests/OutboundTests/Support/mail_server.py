"""Real SMTP servers on loopback for the tests of e-mail: aiosmtpd, as Scripts/install-prerequisites installs it.

Usage: mail_server.py FOLDER CERTIFICATE KEY USER PASSWORD

Writes FOLDER/ports.json when all servers listen, and FOLDER/N.json for each message that was taken. Ends when its standard
input is closed.
"""

import asyncio
import base64
import json
import os
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

folder, certificate, key, user, password = sys.argv[1:]
folder = pathlib.Path(folder)
taken = 0


class Handler:
    """Takes messages, and refuses what a test asks it to refuse by the local part of an address."""

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused"):
            return "550 5.1.1 No such person here"
        if address.startswith("later"):
            return "451 4.3.0 Try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        global taken
        if b"X-Unwanted" in envelope.content or any(name.startswith("unwanted") for name in envelope.rcpt_tos):
            return "554 5.7.1 Content refused"
        taken += 1
        message = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "hello": session.host_name,
            "tls": session.ssl is not None or server.transport.get_extra_info("sslcontext") is not None,
            "login": session.authenticated,
            "content": base64.b64encode(envelope.content).decode(),
        }
        path = folder / f"{taken}.part"
        path.write_text(json.dumps(message))
        path.rename(folder / f"{taken}.json")
        return "250 2.0.0 Taken"


def authenticate(server, session, envelope, mechanism, data):
    is_known = (
        isinstance(data, LoginPassword) and data.login == user.encode() and data.password == password.encode()
    )
    return AuthResult(success=is_known, handled=is_known)


def context():
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(certificate, key)
    return made


async def main():
    loop = asyncio.get_running_loop()
    login = {"auth_required": True, "authenticator": authenticate}
    kinds = {
        "plain": ({}, None),
        "starttls": ({"tls_context": context(), "require_starttls": True, **login}, None),
        "login": (
            {"tls_context": context(), "require_starttls": True, "auth_exclude_mechanism": ["PLAIN"], **login},
            None,
        ),
        "tls": ({"auth_require_tls": False, **login}, context()),
    }
    ports, servers = {}, []
    for name, (options, wrapped) in kinds.items():

        def make(options=options):
            return SMTP(Handler(), hostname="mail.test", loop=loop, **options)

        server = await loop.create_server(make, "127.0.0.1", 0, ssl=wrapped)
        servers.append(server)
        ports[name] = server.sockets[0].getsockname()[1]
    part = folder / "ports.part"
    part.write_text(json.dumps(ports))
    part.rename(folder / "ports.json")
    # The tests hold the other end: it is closed when they end, however they end.
    await loop.run_in_executor(None, sys.stdin.read)
    os._exit(0)


asyncio.run(main())
