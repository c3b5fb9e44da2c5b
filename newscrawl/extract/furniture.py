"""What a page prints below an article and a reader skips: tools, pagers, counters, credits of the editor, notices.

Asked only of the last lines of a text, and always of a whole block: the same words in a sentence mean nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newscrawl.extract.text import fold, plain

if TYPE_CHECKING:
    from newscrawl.extract.blocks import Block

_EDGE = " \t|·•:\u3000[]【】()（）<>《》»«›‹＞"
_MAX_LINE = 80  # characters of a tool bar, pager or credit
_MAX_NOTICE = 300  # characters of a disclaimer

_RULE = re.compile(r"[-—─━=_*·•~\s]*(?:分[隔割]线|end)?[-—─━=_*~]{3,}[\s·•]*", re.IGNORECASE)
# Between the words of a bar.
_GAP = r"[\s:|·•,、/()\[\]【】<>»«]*+"
_COUNT = r"\(?\d[\d,.]*+(?:次|人|条|万|%)?\)?"
# One of these is enough to know a line by.
_SURE = (
    r"打印(?:本页|此页|本文|此文|文章)|(?:关闭|加入)(?:窗口|本页|收藏)|推荐给(?:好友|朋友)|返回(?:顶部|首页|列表|上一?页|上一级|频道|目录)|"
    r"(?:欢迎)?发表(?:评论|回复)|取消回复|我要(?:评论|分享|投稿|纠错|收藏)|我有话说|我来说两句|(?:点击)?查看(?:所有|全部|更多)?评论|点击查看|"
    r"展开(?:阅读)?全文|阅读(?:剩余)?全文|余下全文|收起全文|(?:顶|踩|赞)一下|"
    r"(?:已有|共有?)\s*\d+\s*(?:人|条|位网友)(?:发表)?(?:评论|参与|跟[贴帖])|用户名:?\s*密码|验证码|匿名发表"
)
# Of these a line needs two.
_TOOLS = (
    r"\d+\s*(?:人参与|条评论)|打印|关闭|收藏|挑错|纠错|报错|举报|推荐|邀请|分享|评论|回复|返回|顶|踩|赞|点赞|打赏|投稿|订阅|复制|字号|字体(?:大小)?|放大|缩小|登录|注册|"
    r"[大中小](?=\s|$|[|/\]】])"
)
_BAR = re.compile(rf"{_GAP}(?:(?P<sure>{_SURE})|(?P<tool>{_TOOLS})|{_COUNT}){_GAP}", re.IGNORECASE)
_PAGE_WORD = (
    r"首页|尾页|末页|第?\s*[\d一]+\s*页|[上下][一1]?[页頁]|[前后]一?页|共\s*\d+\s*页|本页|全文阅读|显示全文|跳转"
)
_PAGER = re.compile(rf"(?=.*[页頁])(?:{_PAGE_WORD}|\d+|\.{{2,}}|[…|/<>«»:\s()\[\]])++")
_EDITORS = r"(?:责任|值班|本期|网络|文字|网站)?编辑|责编|编审|审核|审校|校对|初审|复审|终审|终校|录入|编发"
EDITORS = re.compile(rf"(?:{_EDITORS})\s*[:/]\s*[^\s|,;:]{{0,12}}")
_PERSON = r"(?:[\u3400-\u9fff·]{1,4}|[a-z0-9_.-]{2,16})"
_EDITED = re.compile(
    rf"(?:(?:{_EDITORS})\s*[:/|]\s*(?:{_PERSON}?(?=(?:{_EDITORS})\s*[:/|])|(?:{_PERSON}(?:[\s、,/]+|$))*))++",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"(?:文章|本文|相关)?(?:标签|标记|关键[词字]|tags?)\s*:", re.IGNORECASE)
_NOTICE = re.compile(
    r"[【\[(]?(?:(?:特别|免责|版权|郑重|重要|本[站网])?声明|免责条款|版权说明|风险提示)[】\])]?\s*:?.*?"
    r"(?:本[站网文]|网站|转载|版权|侵权|[\u3400-\u9fff]网).*|"
    r"(?:如需)?转载(?:时)?(?:本[站网文](?:文章)?)?(?:请|务必|须).{0,12}(?:出处|来源|作者|链接).{0,60}|"
    r"(?:本文|文章|原文|本页)(?:固定)?(?:链接|地址|网址|转载自)\s*:.*|凡(?:本[站网])?注明.{0,40}(?:作品|稿件|文章|内容|转载).*|"
    r"未经.{0,16}(?:授权|许可|允许|同意).{0,12}(?:不得|禁止|严禁|谢绝).*转载.*|"
    r"(?:打开|下载)(?:[\u3400-\u9fff]{2,6}网|本站).{0,4}(?:app|客户端).{0,20}|.{0,12}(?:app|客户端).{0,4}(?:阅读体验更佳|内打开|查看全文)|"
    r"您的(?:电子)?(?:邮箱|邮件)地址不会被公开.*",
    re.IGNORECASE,
)
_COMMENTS = re.compile(
    r"(?:网友|用户|读者|最新|全部|热门|精彩|所有|文章)(?:评论|留言|点评|跟[贴帖])(?:\d+条?)?|评论列表|发表(?:评论|回复)"
)
_MAY_HEAD = re.compile(r"[评評留跟点點]|回[复復]")  # a quick look before the thorough one
_COMMENTED = re.compile(
    r"\d{1,2}:\d\d|(?:分钟|小时|天)前|^.{0,16}\d{4}-\d{1,2}-\d{1,2}.{0,6}$|发表(?:于|时间|$)|暂无|还没有|沙发|登录|用户名|条评论"
)
_FELT = re.compile(
    r"(?:鲜花|握手|雷人|路过|鸡蛋|感动|愤怒|搞笑|难过|高兴|开心|无聊|同情|新奇|羡慕|震惊|惊讶|支持|反对|伤心|流汗|鼓掌|悲伤|给力)\s*\d*"
)
_ASKS_FEELING = re.compile(r".{0,14}(?:心情|感受|感觉)(?:如何|是|怎样|怎么样)?.{0,4}")
_MANY_FEELINGS = 3  # words of feeling in a row that are buttons


def is_bar(text: str) -> bool:
    """True for a row of tools and counters: 收藏 挑错 打印, 顶一下 (0) 0%, 已有 0 人评论,点击查看.

    >>> is_bar("收藏 打印"), is_bar("收藏"), is_bar("打印店里挤满了人")
    (True, False, False)
    """
    line = plain(text).strip()
    if not 2 <= len(line) <= _MAX_LINE:
        return False
    at, tools, sure = 0, 0, False
    while at < len(line):
        match = _BAR.match(line, at)
        if not match or match.end() == at:
            return False
        sure = sure or match["sure"] is not None
        tools += match["tool"] is not None
        at = match.end()
    return sure or tools > 1


def is_pager(text: str) -> bool:
    """True for the pages of an article: [1] [2] [3] 下一页."""
    return len(text) <= _MAX_LINE and _PAGER.fullmatch(plain(text).strip()) is not None


def is_rule(text: str) -> bool:
    """True for a line of strokes: ------分隔线------."""
    return len(text) <= _MAX_LINE and _RULE.fullmatch(text.strip()) is not None


def is_editors_credit(text: str) -> bool:
    """True for who edited, which is no byline: (责任编辑:张三), 编辑:李四 审核:王五.

    >>> is_editors_credit("[责任编辑: admin]"), is_editors_credit("编辑部的故事")
    (True, False)
    """
    line = plain(text).strip(_EDGE)
    return len(line) <= _MAX_LINE and line[-1:] not in "/:" and _EDITED.fullmatch(line) is not None


def is_notice(text: str) -> bool:
    """True for what a site says of its rights and its reader's: 免责声明:本文仅代表作者个人观点,与本站无关。"""
    return len(text) <= _MAX_NOTICE and _NOTICE.fullmatch(plain(text).strip()) is not None


def is_tag_list(block: Block) -> bool:
    """True for the article's tags, each a link: 标签:柑橘 丰收."""
    return block.linked > 0 and len(block.text) <= _MAX_LINE and _LABELLED.match(plain(block.text).strip()) is not None


def is_furniture(block: Block) -> bool:
    """True for a last line that is no part of the text."""
    text = block.text
    return (
        is_bar(text)
        or is_pager(text)
        or is_rule(text)
        or is_editors_credit(text)
        or is_notice(text)
        or is_tag_list(block)
    )


def asks_feeling(text: str) -> bool:
    """True for the heading of a row of feelings: 看完这篇文章心情如何."""
    return len(text) <= 24 and _ASKS_FEELING.fullmatch(plain(text).strip(_EDGE)) is not None


def feelings_at_end(texts: list[str]) -> int:
    """How many of the last lines are buttons of feelings (鲜花 握手 雷人 路过 鸡蛋); 0 for fewer than a few."""
    count = 0
    for text in reversed(texts):
        if not _FELT.fullmatch(text):
            break
        count += 1
    return count if count >= _MANY_FEELINGS else 0


def heads_comments(text: str, following: str) -> bool:
    """True for the heading of what readers say, by what follows: a name and a time, a form, 暂无评论."""
    if len(text) > 24 or not _MAY_HEAD.search(text) or not _COMMENTS.fullmatch(fold(text).strip(_EDGE)):
        return False
    return len(following) <= _MAX_LINE and "。" not in following and _COMMENTED.search(plain(following)) is not None
