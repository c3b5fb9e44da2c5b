"""What stands around a text as content systems of 2008 to 2022 print it: tools, pagers, credits, notices, counters."""

from __future__ import annotations

import pytest

from newscrawl.errors import NotAnArticle
from newscrawl.extract import extract_article
from newscrawl.items import Article
from newscrawl.sites import YYBNET

URL = "https://www.yybnet.net/chengdu/news/201812/8361234.html"
TITLE = "86个村建成日间照料中心"
CRUMBS = "<div>地方网 &gt; 成都市 &gt; 简阳新闻 &gt; 正文</div>"
LINE = "<div>来源:西南商报 2018-12-18 10:57</div>"
FIRST, SECOND = "截至目前,全市已有86个村建成了日间照料中心。", "下一步,覆盖面还将继续扩大。"
BODY = f"<p>{FIRST}</p><p>{SECOND}</p>"
JUNK = "<h3>新闻推荐</h3><p><a href=/chengdu/1.html>石桥古镇修缮工程完工</a></p><p>历时两年的工程日前完工...</p>"


def read(
    body: str = BODY, *, line: str = LINE, crumbs: str = CRUMBS, title: str = TITLE, url: str = URL, head: str = ""
) -> Article:
    page = f"<title>{title}-简阳新闻-地方网</title>{head}{crumbs}<h1>{title}</h1>{line}<div>{body}</div>{JUNK}"
    return extract_article(page.encode(), url=url, content_type="text/html; charset=utf-8", site=YYBNET)


@pytest.mark.parametrize(
    "tail",
    [
        "<p>(责任编辑:张敏)</p>",
        "<p align=right>责任编辑: admin</p>",
        "<div><span>责任编辑:刘晓燕</span> <span>审核:王强</span></div>",
        "<p align=center><b>[1]</b> <a href=8361234_2.html>[2]</a> <a href=8361234_2.html>下一页</a></p>",
        "<p>上一页 <a href=8361234_2.html>下一页</a></p>",
        "<ul><li>共3页: <li>上一页<li>1<li><a href=8361234_2.html>2</a><li><a href=8361234_2.html>下一页</a></ul>",
        "<div><a>顶一下</a>(0) 0% <a>踩一下</a>(0) 0%</div>",
        "<div><span>收藏</span><span>挑错</span><span>推荐</span><span>打印</span></div>",
        "<p>【<a href=#>打印此页</a>】 【<a href=#>关闭窗口</a>】</p>",
        "<strong>------分隔线----------------------------</strong>",
        "<div><a href=#>展开全文</a></div>",
        "<div>欢迎发表评论 <a href=#>我要评论</a></div>",
        "<div>已有 <b>0</b> 人评论,<a href=#>点击查看</a></div>",
        "<p>免责声明:本文仅代表作者个人观点,与地方网无关。其原创性未经本站证实。</p>",
        "<p>转载请注明出处:<a href=/>地方网</a></p>",
        "<p>关键词:<a href=/t/1>柑橘</a>,<a href=/t/2>丰收</a></p>",
        "<table><tr><td>鲜花<td>握手<td>雷人<td>路过<td>鸡蛋</table>",
        "<h4>看完这篇文章心情如何</h4><ul><li>感动 0<li>愤怒 0<li>搞笑 0</ul>",
        "<h3>网友评论</h3><dl><dt>匿名 2018-12-19 08:11 发表<dd>说得太好了,支持家乡建设!</dl>",
        "<form><p>发表评论</p><p>用户名:<input> 密码:<input type=password></p></form>",
        "<h4>推荐阅读</h4><p><a href=/a/1>一条新闻</a></p><p><a href=/a/2>又一条新闻</a></p>",
    ],
)
@pytest.mark.parametrize("below", ["", "<p>上一篇:没有了</p><p>下一篇:没有了</p>"])
def test_what_hangs_on_below_a_text_is_cut(tail: str, below: str) -> None:
    article = read(BODY + "<p>本报记者 赵晓明 李娜</p>" + tail + below)
    assert article.body == f"{FIRST}\n{SECOND}"
    assert article.authors == ["赵晓明", "李娜"]


@pytest.mark.parametrize(
    "last",
    [
        "编辑部的故事还在继续。",
        "责任编辑这一行,他干了三十年。",
        "网友评论",
        "有网友评论:说得好。",
        "声明:经双方协商,租赁合同自即日起解除。",
        "打印店里挤满了人",
        "评论认为,这一做法值得推广",
        "2018",
        "这是一种幸福的感觉",
        "下载国家反诈中心APP",
        "返回",
        "网友评论3条,都说好",
        "见第3页",
    ],
)
def test_a_last_line_that_only_resembles_it_stays(last: str) -> None:
    assert read(f"{BODY}<p>{last}</p>").body == f"{FIRST}\n{SECOND}\n{last}"


@pytest.mark.parametrize("following", ["2018年12月,该片上映3.5万场。", "观众刘女士:值得一看。", "该片得分8.5分"])
def test_what_readers_say_may_be_a_part_of_the_text(following: str) -> None:
    assert read(f"{BODY}<p>网友评论</p><p>{following}</p>").body == f"{FIRST}\n{SECOND}\n网友评论\n{following}"


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("来源:西南商报 查看:102 次", "西南商报"),
        ("来源:西南商报查看:102 次", "西南商报"),
        ("来源:西南商报 我有话说(12人参与)", "西南商报"),
        ("来源:西南商报 阅读 1,024", "西南商报"),
        ("来源:西南商报打印 关闭", "西南商报"),
        ("来源:西南商报收藏 纠错", "西南商报"),
        ("来源:西南商报 | 0条评论 | 我要评论", "西南商报"),
        ("来源:西南商报 / 录入时间:2018-12-18 10:57", "西南商报"),
        ("来源:西南商报加入时间:2018-12-18 10:57", "西南商报"),
        ("2018-12-18 10:57|查看: 236|评论: 0|来自: 西南商报", "西南商报"),
        ("【字体:大 中 小】 | 更新时间:2018-12-18 10:57 | 【字体:大 中 小】 | 来源:西南商报", "西南商报"),
        ("作者: 刘顺菊浏览次数:1,024次日期: 2018.12.18 10:57信息来源: 西南商报", "西南商报"),
        ("阅读次数:[128] 发布时间: 2018.12.18 10:57 责任编辑: admin 来源:西南商报", "西南商报"),
        ("来源:简阳发布 2018-12-18 10:57", "简阳发布"),
        ("来源:人民网 - 四川频道 打印", "人民网 - 四川频道"),
        ("来源:全民阅读 2018-12-18", "全民阅读"),
        ("来源:新浪微博 2018-12-18", "新浪微博"),
        ("来源: 【大 中 小】 2018-12-18", None),
    ],
)
def test_tools_and_counters_are_no_part_of_the_source(line: str, source: str | None) -> None:
    article = read(line=f"<div>{line}</div>")
    assert article.source == source
    assert article.body == f"{FIRST}\n{SECOND}"


@pytest.mark.parametrize(
    "line",
    [
        "来源:西南商报 作者:刘顺菊 浏览次数:33",
        "稿源:西南商报作者:刘顺菊日期:2018-12-18",
        "【大 中 小】作者:刘顺菊2018年12月18日 星期二 15:19",
    ],
)
def test_a_name_in_the_source_line_ends_where_the_next_label_begins(line: str) -> None:
    article = read(line=f"<div>{line}</div>")
    assert (article.byline, article.authors) == ("作者:刘顺菊", ["刘顺菊"])


@pytest.mark.parametrize("line", ["字体:[大 中 小] 打印 关闭", "阅读次数:[128]", "责任编辑: admin"])
def test_tools_below_the_headline_are_no_text(line: str) -> None:
    article = read(line=f"<div>{line}</div>")
    assert article.body == f"{FIRST}\n{SECOND}"
    assert article.source is None


BARE = "<div>地方网 &gt; 成都市 &gt; 简阳新闻</div>"


@pytest.mark.parametrize("line", ["<div>2018-12-18 10:57</div>", "<div>2018-12-18 阅读 1,024</div>"])
@pytest.mark.parametrize("url", [URL, ""])
def test_an_article_below_a_breadcrumb_that_ends_with_the_channel(line: str, url: str) -> None:
    article = read(line=line, crumbs=BARE, url=url)
    assert (article.title, article.district, article.source) == (TITLE, "简阳", None)


def test_an_article_without_a_source_line_is_known_by_its_address() -> None:
    assert read(line="", crumbs=BARE).body == f"{FIRST}\n{SECOND}"
    with pytest.raises(NotAnArticle, match="listing"):
        read(line="", crumbs=BARE, url="")


def test_a_date_in_the_headlines_own_element_is_no_headline() -> None:
    page = f"<title>{TITLE}</title>{BARE}<h1>{TITLE}<br><span>2018-12-18 10:57 评论:0</span></h1>{BODY}{JUNK}"
    article = extract_article(page.encode(), url=URL, content_type="text/html; charset=utf-8", site=YYBNET)
    assert (article.title, article.published_at) == (TITLE, "2018-12-18T10:57:00+08:00")


@pytest.mark.parametrize("title", ["沱江秋色", "春天里的承诺"])
def test_a_short_headline_that_ends_the_breadcrumb(title: str) -> None:
    crumbs = f"<div>地方网 &gt; 成都市 &gt; 简阳新闻 &gt; {title}</div>"
    assert read(title=title, crumbs=crumbs).title == title
    assert read(title=title, crumbs=crumbs, line="<div>2018-12-18</div>", url="").title == title


def test_a_login_form_in_the_head_makes_no_login_page() -> None:
    head = "<form>用户名:<input> 密码:<input type=password></form>"
    article = read(line="<div>来源:西南商报</div>", head=head)
    assert (article.source, article.published_at) == ("西南商报", None)


@pytest.mark.parametrize(
    "player",
    [
        '<embed src="http://player.example.com/v.swf" width=480>',
        '<picture><source srcset="/a.webp"><img src="/a.jpg"></picture>',
    ],
)
def test_what_follows_an_element_without_an_end_is_read(player: str) -> None:
    assert read(player + BODY).body == f"{FIRST}\n{SECOND}"
    if "img" in player:
        assert [image["url"] for image in read(player + BODY).images] == ["https://www.yybnet.net/a.jpg"]


@pytest.mark.parametrize(
    "picture",
    [
        '<mip-img layout="responsive" width="640" src="/a.jpg"></mip-img>',
        '<amp-img layout="responsive" width="640" src="/a.jpg"></amp-img>',
        '<img src="/images/grey.gif" data-echo="/a.jpg">',
        '<img src="static/image/common/none.gif" file="/a.jpg" zoomfile="/a.jpg">',
    ],
)
def test_pictures_by_whatever_name_their_loader_knows_them(picture: str) -> None:
    article = read(f"<p>{FIRST}</p><p>{picture}</p><p>{SECOND}</p>")
    assert article.images == [{"url": "https://www.yybnet.net/a.jpg", "caption": None}]


def test_a_button_in_the_source_line_is_no_picture() -> None:
    article = read(line='<div>来源:西南商报 2018-12-18 <img src="/i/x.png"></div>')
    assert (article.source, article.images) == ("西南商报", [])


CENTRED = '<p align="center"><img src="/a.jpg"></p><p style="text-align: center">{line}</p>'


def test_a_line_centred_below_a_picture_is_its_caption() -> None:
    article = read(f"<p>{FIRST}</p>{CENTRED.format(line='老人被成功救出')}<p>{SECOND}</p>")
    assert article.images == [{"url": "https://www.yybnet.net/a.jpg", "caption": "老人被成功救出"}]
    assert article.body == f"{FIRST}\n{SECOND}"


@pytest.mark.parametrize("body", ["<p>{0}</p>" + CENTRED.format(line="<b>一片园</b>") + "<p>{1}</p>"])
def test_a_bold_line_below_a_picture_heads_the_text(body: str) -> None:
    article = read(body.format(FIRST, SECOND))
    assert article.body == f"{FIRST}\n一片园\n{SECOND}"
    assert article.images[0]["caption"] is None


def test_centred_verse_below_a_picture_is_no_caption() -> None:
    verse = "".join(f"<p align=center>{line}</p>" for line in ("沱江的水", "从远山走来", "带着稻谷的香气"))
    article = read(f"<p align=center><img src=/a.jpg></p>{verse}", title="沱江秋色")
    assert article.body == "沱江的水\n从远山走来\n带着稻谷的香气"


BOX = '<div><h4>相关新闻</h4><ul><li><a href="/chengdu/1.html">甲</a></li><li><a href="/b">乙</a></li></ul></div>'


@pytest.mark.parametrize("lines", [("沱江的水", "从远山走来", "慢慢摇"), ("联系人:刘老师", "地址:建设路88号", SECOND)])
def test_a_box_in_a_text_of_short_lines(lines: tuple[str, ...]) -> None:
    first, *rest = lines
    article = read(f"<p>{first}</p>{BOX}" + "".join(f"<p>{line}</p>" for line in rest))
    assert article.body == "\n".join(lines)


LINKS = "".join(
    f"<li><a href=/chengdu/{n}.html>简阳羊肉汤走进北京{n}</a> <span>2022-04-16</span></li>" for n in range(4)
)
SUMMARIES = "".join(
    f"<dt><a href=/chengdu/{n}.html>国潮那么潮{n}</a></dt><dd>近日,多地发布通知...</dd>" for n in range(4)
)
CHANNELS = "".join(f"<td><a href=/chengdu/{name}/>{name}新闻</a></td>" for name in ("简阳", "彭州", "大邑", "金堂"))


@pytest.mark.parametrize("heading", ["最新文章", "推荐阅读:", "24小时热文", "精彩推荐<a href=/more/>更多&gt;&gt;</a>"])
@pytest.mark.parametrize("listed", [f"<ul>{LINKS}</ul>", f"<dl>{SUMMARIES}</dl>"])
@pytest.mark.parametrize("wrap", ["{}", "<div>{}</div>"])
def test_a_list_under_a_heading_nobody_declared_is_no_text(heading: str, listed: str, wrap: str) -> None:
    article = read(BODY + wrap.format(f"<h4>{heading}</h4>{listed}"))
    assert article.body == f"{FIRST}\n{SECOND}"


def test_such_a_heading_in_a_text_stays() -> None:
    article = read(f"<p>{FIRST}</p><p>最新动态</p><p>{SECOND}</p>")
    assert article.body == f"{FIRST}\n最新动态\n{SECOND}"


def test_a_row_of_channels_below_a_text_is_no_text() -> None:
    assert read(f"{BODY}<table><tr>{CHANNELS}</tr></table>").body == f"{FIRST}\n{SECOND}"


@pytest.mark.parametrize(
    "line",
    [
        "<dl><dt>来源:</dt><dd>西南商报</dd><dt>时间:</dt><dd>2018-12-18 10:57</dd></dl>",
        "<dl><dt>时间:</dt><dd>2018年12月18日10:57</dd><dt>来源:</dt><dd>西南商报</dd></dl>",
        "<div>来源:西南商报 2018 - 12 - 18 10:57</div>",
        "<div>来源:西南商报 2018-12-18(星期二)10:57</div>",
    ],
)
def test_labels_and_values_in_any_elements(line: str) -> None:
    article = read(line=line)
    assert (article.source, article.published_at) == ("西南商报", "2018-12-18T10:57:00+08:00")
    assert article.body == f"{FIRST}\n{SECOND}"


def test_a_source_in_an_element_of_its_own_above_verse() -> None:
    article = read("<p>沱江的水</p><p>从远山走来</p>", line="<dl><dt>来源:</dt><dd>西南商报</dd></dl>")
    assert (article.source, article.body) == ("西南商报", "沱江的水\n从远山走来")


def test_a_list_in_a_text_that_goes_on_below_a_box_beside_the_landmarks() -> None:
    page = (
        f"<title>{TITLE}</title>{CRUMBS}<h1>{TITLE}</h1>{LINE}<p>{FIRST}</p><p>{SECOND}</p>{BOX}<p>{FIRST}</p>"
        f"<ul><li>身份证</li><li>户口簿</li></ul><p>{SECOND}</p><h3>新闻推荐</h3><p><a href=/1.html>甲</a></p>"
    )
    article = extract_article(page.encode(), url=URL, content_type="text/html; charset=utf-8", site=YYBNET)
    assert article.body == f"{FIRST}\n{SECOND}\n{FIRST}\n身份证\n户口簿\n{SECOND}"


STEPS = ("地方网", "成都市", "简阳新闻")


@pytest.mark.parametrize(
    "crumbs",
    [
        "<ul>" + "".join(f"<li><a href=/x/>{step}</a></li>" for step in STEPS) + "</ul>",
        "<ul>" + "".join(f"<li><a href=/x/>{step}</a></li>" for step in STEPS) + f"<li>{TITLE}</li></ul>",
        "<table><tr>" + "<td>&gt;</td>".join(f"<td>{step}</td>" for step in (*STEPS, TITLE)) + "</tr></table>",
        "<div>" + " &gt; ".join(f"【{step}】" for step in STEPS) + " &gt; 正文</div>",
    ],
)
def test_a_breadcrumb_in_pieces_that_does_not_end_with_its_leaf(crumbs: str) -> None:
    article = read(crumbs=crumbs)
    assert (article.city, article.district, article.title) == ("成都市", "简阳", TITLE)
    assert article.body == f"{FIRST}\n{SECOND}"


def test_a_navigation_is_no_breadcrumb() -> None:
    names = ("首页", "成都市", "新都新闻", "温江新闻", "简阳新闻")
    crumbs = "<ul>" + "".join(f"<li><a href=/x/>{name}</a></li>" for name in names) + "</ul>"
    assert read(crumbs=crumbs).district is None
    assert read(crumbs=crumbs + CRUMBS).district == "简阳"


def test_a_page_whose_title_names_the_site_is_the_sites_own() -> None:
    page = (
        "<title>沱江秋色-地方网</title><div>首页 &gt; 成都市 &gt; 简阳新闻 &gt; 正文</div><h1>沱江秋色</h1>"
        "<p>沱江的水</p><p>从远山走来</p><div><h4>最新文章</h4><dl><dt><a href=/1.html>国潮那么潮</a></dt>"
        "<dd>近日,多地发布通知,要求做好各项准备工作...</dd><dt><a href=/2.html>羊肉汤走进北京</a></dt></dl></div>"
    )
    article = extract_article(page.encode(), url="", content_type="text/html; charset=utf-8", site=YYBNET)
    assert article.body == "沱江的水\n从远山走来"


@pytest.mark.parametrize("anchor", ['<a name="content">', "<a id=top>", '<a href="#top">'])
@pytest.mark.parametrize("wrap", ["<p>{}</p>", "{}<br><br>"])
def test_an_anchor_that_is_never_closed_makes_no_link_of_the_text(anchor: str, wrap: str) -> None:
    body = anchor + wrap.format(FIRST) + '<p><img src="/a.jpg"></p>' + wrap.format(SECOND)
    article = read(body)
    assert article.body == f"{FIRST}\n{SECOND}"
    assert [image["url"] for image in article.images] == ["https://www.yybnet.net/a.jpg"]


def test_text_of_no_size_is_not_seen() -> None:
    jam = '<font style="font-size:0px;color:#fff">- R, S2 e4 p# n</font>'
    assert read(f"<p>{FIRST}{jam}</p><p>{jam}{SECOND}</p>").body == f"{FIRST}\n{SECOND}"
    assert read(f'<div style="font-size:0">{BODY}</div>').body == f"{FIRST}\n{SECOND}"
