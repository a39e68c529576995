"""A mail server for the lab: takes every mail, delivers none, and lets tests and people read them.

    GET    /                                          an inbox for people
    GET    /api/mails[?to=ADDR][&subject=TEXT][&wait=SECONDS]   JSON, oldest first; waits for the first match
    DELETE /api/mails
    GET    /api/fail?code=451[&count=1]               the next mails are refused with that code

Every mail is kept as STATE/eml/NNNNNN.eml as well.
"""

import email
import email.policy
import html
import json
import ssl
import sys
import threading
import time
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlparse

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

STATE = sys.argv[1]
SMTP_PORT, SMTPS_PORT, API_PORT = map(int, sys.argv[2:5])

mails = []
refusals = []
arrived = threading.Condition()


class Mail:
    """One mail. It is taken apart when somebody asks for it: a benchmark sends thousands that nobody reads."""

    def __init__(self, number, envelope, tls):
        self.number = number
        self.time = time.time()
        self.envelope = envelope
        self.tls = tls

    @cached_property
    def parsed(self):
        message = email.message_from_bytes(self.envelope.content, policy=email.policy.default)

        def part(kind):
            body = message.get_body((kind,))
            return body.get_content() if body else ""

        return {
            "id": self.number,
            "time": self.time,
            "mail_from": self.envelope.mail_from,
            "rcpt_to": self.envelope.rcpt_tos,
            "tls": self.tls,
            "subject": str(message["subject"] or ""),
            "headers": {k: str(v) for k, v in message.items()},
            "text": part("plain"),
            "html": part("html"),
        }

    def is_to(self, address):
        return address.lower() in (one.lower() for one in self.envelope.rcpt_tos)


class Keep:
    async def handle_DATA(self, server, session, envelope):
        if refusals:
            return f"{refusals.pop(0)} refused because a test asked for it"
        with arrived:
            number = len(mails) + 1
            mails.append(Mail(number, envelope, session.ssl is not None or server.over_tls))
            arrived.notify_all()
        with open(f"{STATE}/eml/{number:06d}.eml", "wb") as file:
            file.write(envelope.content)
        return f"250 OK id={number}"


class Server(SMTP):
    over_tls = False


class TlsServer(SMTP):
    over_tls = True


class PlainController(Controller):
    def factory(self):
        return Server(self.handler, tls_context=TLS, enable_SMTPUTF8=True)


class TlsController(Controller):
    def factory(self):
        return TlsServer(self.handler, enable_SMTPUTF8=True)


TLS = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
TLS.load_cert_chain(f"{STATE}/tls/mail.crt", f"{STATE}/tls/mail.key")


def chosen(query):
    return [
        m.parsed
        for m in mails
        if ("to" not in query or m.is_to(query["to"]))
        and ("subject" not in query or query["subject"] in m.parsed["subject"])
    ]


def inbox():
    rows = "".join(
        f"<article><h2>{html.escape(m['subject'])}</h2><p>to {html.escape(', '.join(m['rcpt_to']))}</p>"
        f"<pre>{html.escape(m['text'] or m['html'])}</pre></article>"
        for m in reversed(chosen({}))
    )
    return f"<!doctype html><title>Lab mail</title><h1>{len(mails)} mails</h1>{rows}".encode()


class Api(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def answer(self, body, code=200, kind="application/json"):
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(code)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        url = urlparse(self.path)
        query = {k: v[0] for k, v in parse_qs(url.query).items()}
        if url.path == "/":
            self.answer(inbox(), kind="text/html")
        elif url.path == "/api/fail":
            refusals.extend([query.get("code", "451")] * int(query.get("count", "1")))
            self.answer({})
        elif url.path == "/api/mails":
            with arrived:
                arrived.wait_for(lambda: chosen(query), timeout=min(float(query.get("wait", 0)), 60))
                found = chosen(query)
            self.answer(found)
        else:
            self.answer({}, 404)

    def do_DELETE(self):
        with arrived:
            mails.clear()
        self.answer({})


PlainController(Keep(), hostname="127.0.0.1", port=SMTP_PORT).start()
TlsController(Keep(), hostname="127.0.0.1", port=SMTPS_PORT, ssl_context=TLS).start()
ThreadingHTTPServer(("127.0.0.1", API_PORT), Api).serve_forever()
