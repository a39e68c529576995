"""A walk with Duo's own client (PyPI duo_universal) against the stand-in; prints what the client believed."""

import json
import os
from urllib.parse import parse_qs, urlsplit

import requests
from duo_universal.client import Client, DuoException

host, ca = os.environ["DUO_HOST"], os.environ["DUO_CA"]
name, redirect_uri = os.environ["DUO_NAME"], os.environ["DUO_REDIRECT"]
secret = os.environ["DUO_SECRET"]


def client(with_secret=secret):
    return Client(os.environ["DUO_ID"], with_secret, host, redirect_uri, duo_certs=ca)


def there_and_back(duo):
    state, nonce = duo.generate_state(), duo.generate_state()
    answer = requests.get(duo.create_auth_url(name, state, nonce=nonce), allow_redirects=False, verify=ca, timeout=10)
    assert answer.status_code == 302, answer.text
    back = parse_qs(urlsplit(answer.headers["location"]).query)
    assert back["state"] == [state], back
    return back["duo_code"][0], nonce


def refused(deed):
    try:
        deed()
    except DuoException as why:
        return str(why)
    raise AssertionError("taken")


duo = client()
health = duo.health_check()
code, nonce = there_and_back(duo)
token = duo.exchange_authorization_code_for_2fa_result(code, name, nonce=nonce)
other_code, other_nonce = there_and_back(duo)
print(
    json.dumps(
        {
            "health": health["stat"],
            "token": token,
            "code twice": refused(lambda: duo.exchange_authorization_code_for_2fa_result(code, name, nonce=nonce)),
            "another nonce": refused(lambda: duo.exchange_authorization_code_for_2fa_result(other_code, name, nonce=nonce)),
            "wrong secret": refused(client("0" * 40).health_check),
        }
    )
)
