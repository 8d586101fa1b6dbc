"""The intake desk, the overview of an edition and its audit trail."""

ENDPOINTS = {
    "desk.overview": "secretary",
    "intake.dossiers": "secretary",
    "intake.export": "secretary",
    "intake.dossier": "secretary",
    "intake.screen": "secretary",
    "intake.reclassify": "secretary",
    "paper.new": "secretary",
    "paper.slip": "secretary",
    "paper.new_slip": "secretary",
    "audit.trail": "organiser",
    "audit.export": "organiser",
}
