"""Imports a package into an empty collection of Anki, twice, and prints its content as JSON.

    pip install anki==26.9.3
    python import.py FILE.apkg [NEWER.apkg]

The second import is of NEWER.apkg if it is given.
"""

import json
import os
import sys
import tempfile

from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest


def run(collection, path):
    request = ImportAnkiPackageRequest(package_path=os.path.abspath(path), options=ImportAnkiPackageOptions())
    log = collection.import_anki_package(request).log
    kinds = ["new", "updated", "duplicate", "conflicting", "first_field_match", "missing_notetype", "missing_deck"]
    return {kind: len(getattr(log, kind)) for kind in kinds}


with tempfile.TemporaryDirectory() as folder:
    collection = Collection(os.path.join(folder, "collection.anki2"))
    imports = [run(collection, path) for path in (sys.argv[1], sys.argv[-1])]
    notes = [collection.get_note(id) for id in collection.find_notes("")]
    print(json.dumps({
        "imports": imports,
        "notes": [{"guid": note.guid, "fields": dict(note.items()), "tags": note.tags} for note in notes],
        "decks": {deck.name: len(collection.find_cards(f'"deck:{deck.name}"')) for deck in collection.decks.all_names_and_ids()},
        "first answer": notes[0].cards()[0].answer(),
    }, indent=1))
    collection.close()
