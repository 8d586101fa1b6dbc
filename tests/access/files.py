"""Files of entries."""

ENDPOINTS = {
    "attachments.show": "entry_reader",
    "attachments.upload": "entry_editor",
    "attachments.remove": "entry_editor",
    "files.original": "file_reader",
    "files.picture": "file_reader",
    "files.view": "file_reader",
}
