"""The optional library: absent it is one message, and nothing loads it before it is asked for."""

import subprocess
import sys

import pytest

from analysis.messages import LANGS, text
from analysis.problems import RetretError
from tests.effects.panels import effects, frame


def test_without_the_library_one_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "statsmodels"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "statsmodels", None)
    with pytest.raises(RetretError) as found:
        effects(frame(1, value=lambda u, k, e: float(k % 7)), likelihood="poisson")
    assert (found.value.code, found.value.exit_code) == ("compare-not-installed", 1)
    for lang in LANGS:
        said = text(found.value.code, lang, **found.value.values)
        assert "pip install 'retret[compare]'" in said
        assert "\n" not in said
    # What needs no library needs none.
    for errors in ("newey-west", "prais-winsten", "arima"):
        assert effects(frame(1), errors=errors).height
    assert effects(frame(1), estimators=("local-level",)).height


def test_comparison_methods_load_it_only_when_they_are_called() -> None:
    asked = (
        "import sys, pkgutil, importlib, analysis.effects.compare as c, analysis.effects.estimate\n"
        "[importlib.import_module(f'{c.__name__}.{m.name}') for m in pkgutil.iter_modules(c.__path__)]\n"
        "print(*sorted({name.split('.')[0] for name in sys.modules}))"
    )
    run = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert "statsmodels" not in run.stdout.split()
