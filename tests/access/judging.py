"""Queue, score sheets, progress, ranking."""

ENDPOINTS = {
    "judge.index": "signed_in",
    "judge.show": "judge",
    "judge.next_entry": "judge",
    "sheets.show": "queue_entry",
    "sheets.save": "queue_entry",
    "sheets.skip": "queue_entry",
    "sheets.recuse": "queue_entry",
    "dossier_files.picture": "queue_entry",
    "progress.show": "organiser",
    "progress.sheets": "organiser",
    "progress.sheet": "organiser",
    "ranking.show": "organiser",
    "ranking.entry": "organiser",
    "ranking.workbook": "organiser",
    "ranking.sheets": "organiser",
}
