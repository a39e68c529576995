"""What samba-seed and samba-account share: opening a controller's own database, and adding users and groups.

Works on the controller's files as root, whether it runs or not; a running one sees the change at once and
replicates it as if it had come over LDAP.
"""

import base64
import os
import shlex
import sys

import ldb
from samba.auth import system_session
from samba.dcerpc import security
from samba.ndr import ndr_pack
from samba.param import LoadParm
from samba.samdb import SamDB

USER_PASSWORD = "Initial-Passw0rd-1"
DAY = 24 * 60 * 60 * 10_000_000  # in the 100 ns units of AD's intervals

# A write that password_hash does not look at: the only way to date a pwdLastSet back.
BYPASS_PASSWORD_HASH = "local_oid:1.3.6.1.4.1.7165.4.3.12:0"


class Controller:
    """One domain controller, by its state directory."""

    def __init__(self, state):
        self.state = os.path.realpath(state)
        self.env = {}
        with open(f"{self.state}/env", encoding="utf-8") as file:
            for word in shlex.split(file.read()):
                name, equals, value = word.partition("=")
                if equals:
                    self.env[name] = value
        settings = LoadParm()
        settings.load(self.env["SAMBA_CONF"])
        settings.set("log level", "0")
        self.db = SamDB(url=self.env["SAM"], session_info=system_session(settings), lp=settings)
        self.base = self.env["BASE_DN"]
        self.domain = self.env["DNSDOM"]

    def dn(self, relative):
        return f"{relative},{self.base}"

    def find(self, name, attributes=("*",)):
        """The one object with this sAMAccountName."""
        found = self.db.search(
            self.base, ldb.SCOPE_SUBTREE, f"(sAMAccountName={ldb.binary_encode(name)})", attrs=list(attributes)
        )
        if len(found) != 1:
            sys.exit(f"{len(found)} accounts called {name}")
        return found[0]

    def modify(self, dn, controls=None, **attributes):
        """Replaces attributes; None removes one."""
        message = ldb.Message(dn if isinstance(dn, ldb.Dn) else ldb.Dn(self.db, dn))
        for key, value in attributes.items():
            name = key.replace("_", "-")
            message[name] = ldb.MessageElement([] if value is None else _texts(value), ldb.FLAG_MOD_REPLACE, name)
        self.db.modify(message, controls)

    def add_unit(self, dn):
        self.db.add({"dn": dn, "objectClass": "organizationalUnit"})

    def add_user(self, name, parent, cn=None, password=USER_PASSWORD, **attributes):
        """Adds an enabled user; `cn` as a person would write it, escaped here."""
        dn = self.child(parent, cn or name)
        message = {
            "dn": str(dn),
            "objectClass": "user",
            "sAMAccountName": name,
            "userPrincipalName": attributes.pop("upn", None) or f"{name}@{self.domain}",
            "userAccountControl": "512",
            "unicodePwd": quoted(password),
        }
        for key, value in attributes.items():
            if value:
                message[key] = _texts(value)
        self.db.add(message)
        return dn

    def add_group(self, name, members, parent, cn=None):
        dn = self.child(parent, cn or name)
        message = {"dn": str(dn), "objectClass": "group", "sAMAccountName": name}
        if members:
            message["member"] = [str(m) for m in members]
        self.db.add(message)
        return dn

    def child(self, parent, cn):
        dn = ldb.Dn(self.db, "CN=x")
        dn.add_base(ldb.Dn(self.db, parent))
        dn.set_component(0, "CN", cn)
        return dn

    def member(self, group_dn, user_dn, add=True):
        message = ldb.Message(ldb.Dn(self.db, str(group_dn)))
        message["member"] = ldb.MessageElement([str(user_dn)], ldb.FLAG_MOD_ADD if add else ldb.FLAG_MOD_DELETE, "member")
        self.db.modify(message)

    def protect(self, dn):
        """What AD does within an hour to members of its protected groups, and Samba never does:
        adminCount 1 and a descriptor that inherits nothing, so that delegated rights end here."""
        descriptor = security.descriptor.from_sddl(
            "O:DAG:DAD:PAI(A;;RPWPCRCCDCLCLORCWOWDSDDTSW;;;DA)(A;;RPWPCRCCDCLCLORCWOWDSDDTSW;;;SY)"
            "(A;;RPLCLORC;;;AU)(OA;;CR;ab721a53-1e2f-11d0-9819-00aa0040529b;;WD)"
            "(OA;;CR;ab721a53-1e2f-11d0-9819-00aa0040529b;;PS)",
            security.dom_sid(self.db.get_domain_sid()),
        )
        self.modify(dn, adminCount=1, nTSecurityDescriptor=ndr_pack(descriptor))


def quoted(password):
    """unicodePwd's form: UTF-16LE in double quotes."""
    return f'"{password}"'.encode("utf-16-le")


def _texts(value):
    return [v if isinstance(v, bytes) else str(v) for v in (value if isinstance(value, list) else [value])]


def printable(value):
    try:
        text = bytes(value).decode("utf-8")
    except UnicodeDecodeError:
        return base64.b64encode(bytes(value)).decode()
    return text if text.isprintable() else base64.b64encode(bytes(value)).decode()
