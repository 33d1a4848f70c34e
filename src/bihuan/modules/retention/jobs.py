"""What follows the erasing of a ticket: its files go, one by one, for there may be hundreds, and its words leave the
search index, where SQLite would keep them for years."""

from collections.abc import Iterable

from bihuan.kernel import forgetting
from bihuan.kernel.command import StoredEvent
from bihuan.kernel.hooks import JobContext, Keyed
from bihuan.kernel.tx import Tx
from bihuan.modules.files import interface as files
from bihuan.modules.files.messages import EraseFile


def erase_files(stored: StoredEvent, context: JobContext) -> Iterable[Keyed]:
    """Files that hang on this ticket and on nothing else: photos, signatures, recordings are personal, too."""
    ticket = stored.stream_id

    def own_files(tx: Tx) -> list[str]:
        hanging = [row["id"] for row in files.hanging_on(tx, "ticket", ticket)]
        return [file for file in hanging if files.owners_of(tx, file) == [ticket]]

    for file in context.read(own_files):
        yield Keyed(file, EraseFile(file))


def forget_words(_stored: StoredEvent, context: JobContext) -> Iterable[Keyed]:
    """Step by step, until the index holds nothing of what is gone."""
    forgetting.forget_words(context.write, "ticket")
    return ()
