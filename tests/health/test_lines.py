"""Lines that begin to repeat."""

from __future__ import annotations

from newscrawl.health import Text
from newscrawl.health.lines import judge_lines, judge_shared_lines

ADVERT = "关注微信公众号,回复“早报”。"


def texts(*bodies: str, fresh: int = 1, start: int = 0) -> list[Text]:
    return [
        Text(f"https://x/{start + at}", f"标题第{start + at}号", f"{body}\n正文{start + at}。" * 3, at < fresh)
        for at, body in enumerate(bodies)
    ]


def found(*bodies: str, fresh: int = 1, alarmed: tuple[str, ...] = ()) -> list[str]:
    return [line.text for line in judge_lines(texts(*bodies, fresh=fresh), alarmed)]


NORMAL = [f"各不相同的一段{number}" for number in range(20)]


def test_four_in_a_row_are_boilerplate() -> None:
    assert found(*[ADVERT] * 3, *NORMAL) == []
    assert found(*[ADVERT] * 4, *NORMAL) == [ADVERT]
    assert found(*[ADVERT] * 9, *NORMAL, fresh=2) == [ADVERT]


def test_without_a_new_article_there_is_no_new_alarm() -> None:
    assert found(*[ADVERT] * 4, *NORMAL, fresh=0) == []


def test_a_line_that_was_usual_is_no_alarm() -> None:
    assert found(*[ADVERT] * 4, *NORMAL[:5], *[ADVERT] * 3, *NORMAL[5:]) == []


def test_short_lines_are_headings() -> None:
    assert found(*["结语"] * 6, *NORMAL) == []


def test_an_alarm_goes_on_while_the_newest_article_has_the_line() -> None:
    assert found(*[ADVERT] * 15, *NORMAL, alarmed=(ADVERT,)) == [ADVERT]
    assert found(*NORMAL[:1], *[ADVERT] * 15, *NORMAL[1:], alarmed=(ADVERT,)) == []


def test_copies_of_one_story_are_one_article() -> None:
    copy = Text("https://x/copy", "同题", "同一篇文章的全文。\n它的第二段。", True)
    assert list(judge_lines([copy] * 5 + texts(*NORMAL))) == []


def test_one_headline_for_all_is_an_alarm() -> None:
    same = [Text(f"https://x/{n}", "地方网", f"正文各不相同{n}。", True) for n in range(5)]
    (line,) = judge_lines(same + texts(*NORMAL, fresh=0))
    assert line.text == "headline: 地方网"
    assert line.sentence.startswith("the headline “地方网” stands in each of the last 5 articles")


def test_a_first_run_is_looked_through_as_a_whole() -> None:
    mixed = [ADVERT, *NORMAL[:1]] * 8
    assert found(*mixed[:-1], fresh=20) == [ADVERT]
    assert found(*NORMAL, fresh=20) == []


def test_a_line_over_all_channels_is_seen_at_once() -> None:
    fresh = texts(*[ADVERT] * 8, fresh=8)
    older = texts(*NORMAL, fresh=0, start=100)
    assert [line.text for line in judge_shared_lines(fresh, older)] == [ADVERT]
    assert list(judge_shared_lines(fresh, older, [ADVERT])) == []
    assert list(judge_shared_lines(fresh[:7], older)) == []
    assert list(judge_shared_lines(fresh, texts(*[ADVERT] * 5, *NORMAL, fresh=0, start=100))) == []
