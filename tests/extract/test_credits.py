"""Credits of the Chinese local press, and lines that must not be taken for one."""

from __future__ import annotations

import pytest

from newscrawl.extract.credits import read_credit

CREDITS = {
    "刘顺菊 王朝旭 文/图": ["刘顺菊", "王朝旭"],
    "本报记者 张三 李四 摄影报道": ["张三", "李四"],
    "(记者 王五)": ["王五"],
    "\uff08记者 王五\uff09": ["王五"],
    "记者 王五 通讯员 赵六": ["王五", "赵六"],
    "欧阳修远 司马光 文/图": ["欧阳修远", "司马光"],
    "文/张三 图/李四": ["张三", "李四"],
    "张三/文 李四/图": ["张三", "李四"],
    "(张三 摄)": ["张三"],
    "本报记者张三丰": ["张三丰"],
    "四川日报全媒体记者 张三": ["张三"],
    "成都商报-红星新闻记者 张三": ["张三"],
    "简阳融媒体中心 记者 张三": ["张三"],
    "记者张三通讯员李四": ["张三", "李四"],
    "□ 张三": ["张三"],
    "王 五 李四光 文/图": ["王五", "李四光"],
    "劉順菊 王朝旭 文/圖": ["劉順菊", "王朝旭"],
    "记者 阿卜杜拉·买买提 摄": ["阿卜杜拉·买买提"],
    "张三 本报记者 李四 文/图": ["张三", "李四"],
    "特约通讯员 诸葛明亮": ["诸葛明亮"],
    "记者 张三、李四、王五": ["张三", "李四", "王五"],
    "文字 张三 摄影 李四": ["张三", "李四"],
    "作者:张三": ["张三"],
    "据新华社": [],
    "(据新华社)": [],
    "据新华社北京12月18日电": [],
    "据《四川日报》": [],
    "本报综合": [],
}
NO_CREDITS = (
    "记者节到了",
    "记者看到,文图并茂的展板前挤满了人",
    "强化党建引领",
    "花落尽",
    "记者手记",
    "记者从现场获悉",
    "——这是踏水镇清晨最常听见的对话。",
    "写给春天",
    "何去何从",
    "安全生产",
    "通讯员来信",
    "文化广场",
    "报道",
    "文/图",
    "记者",
    "摄影展开幕",
    "石桥镇 养马镇",
    "新华社区居民",
    "据说",
    "高铁成都站",
    "刘顺菊 王朝旭",
)


@pytest.mark.parametrize("line", CREDITS)
def test_a_credit_is_read(line: str) -> None:
    found = read_credit(line)
    assert found is not None
    assert found.authors == CREDITS[line]
    assert found.text == line.strip("()\uff08\uff09")


@pytest.mark.parametrize("line", NO_CREDITS)
def test_a_line_of_the_text_is_no_credit(line: str) -> None:
    assert read_credit(line) is None


def test_bare_names_are_a_credit_only_where_asked_for() -> None:
    found = read_credit("刘顺菊 王朝旭", bare=True)
    assert found is not None
    assert found.authors == ["刘顺菊", "王朝旭"]
    assert read_credit("石桥镇 养马镇", bare=True) is None
