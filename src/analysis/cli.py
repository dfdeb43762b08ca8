"""The command line: one command, its errors and its exit code; what parses it is imported only where a command is named."""

import gc
import sys
from collections.abc import Sequence

from analysis.blas import one_thread
from analysis.cli_overview import asks_for_overview, overview
from analysis.messages import Lang, language, text
from analysis.problems import RetretError

GOOD, WRONG_USE, INTERRUPTED = 0, 2, 130


def _asked_language(argv: Sequence[str]) -> str | None:
    """The value of --lang before parsing, so that help and errors speak it too."""
    for place, word in enumerate(argv):
        if word == "--lang" and place + 1 < len(argv):
            return argv[place + 1]
        if word.startswith("--lang="):
            return word.removeprefix("--lang=")
    return None


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 good, 1 problems in data, 2 wrong use."""
    one_thread()
    words = list(sys.argv[1:] if argv is None else argv)
    spoken: Lang = "id"
    try:
        spoken = language(_asked_language(words))
        if asks_for_overview(words):
            print(overview(spoken))
            return GOOD
        return _run(words, spoken)
    except RetretError as error:
        print(text(error.code, spoken, **error.values), file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print(text("interrupted", spoken), file=sys.stderr)
        return INTERRUPTED
    finally:
        if argv is None:
            # This process ends now: to look for cycles among a million things that all go would take half a second.
            gc.freeze()


def _run(words: list[str], spoken: Lang) -> int:
    from cyclopts import CycloptsError

    from analysis.cli_app import make_app
    from analysis.cli_delivery import with_folder_said

    try:
        result = make_app(spoken)(
            with_folder_said(words), exit_on_error=False, print_error=True, result_action="return_value"
        )
    except CycloptsError:
        return WRONG_USE
    return result if isinstance(result, int) else GOOD


if __name__ == "__main__":
    sys.exit(main())
