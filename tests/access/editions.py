"""Editions, rule books, the people of an edition, and the public pages of a contest."""

ENDPOINTS = {
    "editions.index": "staff",
    "editions.edit": "organiser",
    "contests.show": "anyone",
    "staff.show": "organiser",
    "staff.grant": "organiser",
    "staff.withdraw": "organiser",
    "staff.register": "organiser",
    "staff.issue_code": "organiser",
    "rulebooks.new": "admin_only",
    "rulebooks.new_from_preset": "admin_only",
    "rulebooks.new_from_file": "admin_only",
    "rulebooks.new_from_copy": "admin_only",
    "rulebooks.show": "organiser",
    "rulebooks.download": "organiser",
    "rubrics.edit": "organiser",
    "rubrics.scoring": "organiser",
    "prize_structure.edit": "organiser",
    "regulations.show": "anyone",
}
