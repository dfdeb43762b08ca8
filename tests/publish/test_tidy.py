"""Outputs of a page do not depend on when a kernel sent what was printed."""

from nbformat.v4 import new_output

from analysis.publish.tidy import joined


def test_prints_in_a_row_to_one_stream_are_one_output_and_nothing_changes_its_place() -> None:
    def printed(name: str, text: str) -> object:
        return new_output("stream", name=name, text=text)

    shown = new_output("display_data", data={"text/plain": "shown"})
    sent = [printed("stdout", "a"), printed("stdout", "\n"), printed("stderr", "b"), shown]
    sent += [printed("stdout", "c"), shown, shown, printed("stdout", "d"), printed("stdout", "")]
    assert joined(sent) == [
        printed("stdout", "a\n"),
        printed("stderr", "b"),
        shown,
        printed("stdout", "c"),
        shown,
        shown,
        printed("stdout", "d"),
    ]
    assert joined([]) == []
