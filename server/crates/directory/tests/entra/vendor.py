"""A token and a sign-in address with Microsoft's own client (PyPI msal), and a page of people with that token; prints
what came of it."""

import json
import os
from urllib.parse import parse_qsl, urlsplit

import msal
import requests

session = requests.Session()
session.verify = os.environ["ENTRA_CA"]


def client(secret):
    return msal.ConfidentialClientApplication(
        os.environ["ENTRA_ID"],
        client_credential=secret,
        authority=os.environ["ENTRA_AUTHORITY"],
        instance_discovery=False,
        http_client=session,
    )


app = client(os.environ["ENTRA_SECRET"])
token = app.acquire_token_for_client(["https://graph.microsoft.com/.default"])
people = session.get(
    os.environ["ENTRA_GRAPH"] + "/v1.0/users?$select=id&$top=5",
    headers={"authorization": f"Bearer {token['access_token']}"},
    timeout=10,
)
page = urlsplit(app.initiate_auth_code_flow(["User.Read"], redirect_uri=os.environ["ENTRA_BACK"])["auth_uri"])
print(
    json.dumps(
        {
            "token_type": token["token_type"],
            "people": len(people.json()["value"]),
            "page": page.path,
            "asked": dict(parse_qsl(page.query)),
            "wrong secret": client("wrong").acquire_token_for_client(["https://graph.microsoft.com/.default"]),
        }
    )
)
