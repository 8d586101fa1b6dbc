"""Accounts, home and static files."""

ENDPOINTS = {
    "assets.static_file": "anyone",
    "home.index": "anyone",
    "home.accessibility": "anyone",
    "home.privacy": "anyone",
    "home.healthy": "anyone",
    "home.ready": "anyone",
    "sign_ins.sign_in": "anyone",
    "sign_ins.sign_in_now": "anyone",
    "sign_ins.sign_out": "signed_in",
    "sign_ins.code": "anyone",
    "accounts.register": "anyone",
    "accounts.forgotten": "anyone",
    "accounts.reset": "anyone",
    "accounts.show": "signed_in",
    "accounts.change_password": "signed_in",
    "accounts.change_contact": "signed_in",
    "accounts.end_sign_in": "signed_in",
}
