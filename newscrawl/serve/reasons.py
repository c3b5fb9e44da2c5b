"""Why a page was not archived, and what is odd about an article, in Chinese.

The archive keeps these sentences in English, as log lines and exports have them. A sentence that is not known here is
shown as it is.
"""

from __future__ import annotations

import re

from newscrawl.serve.language import Language

# Sentences of policy, spiders, middlewares and extract; what a group holds stands in for \1.
_SENTENCES: dict[str, str] = {
    r"The site says the page does not exist \(HTTP (\d+)\)\.": r"网站称此页不存在（HTTP \1）。",
    r"The site says the page does not exist, with status 200: (?:the page reads like an error page: )?(.*)\.": (
        r"网站称此页不存在（状态码 200）：\1。"
    ),
    r"The site answered HTTP (\d+)\.": r"网站返回 HTTP \1。",
    r"The site answered HTTP (\d+), without a whole page\.": r"网站返回 HTTP \1，没有完整的网页。",
    r"The site answered 304 to a question that was not conditional\.": r"请求不带条件，网站却返回 304（未修改）。",
    r"The site sent (\S+), not a web page\.": r"网站返回的是 \1，不是网页。",
    r"The site sent an empty page\.": r"网站返回空白网页。",
    r"The site took too long to answer\.": r"网站响应超时。",
    r"The site refused the connection\.": r"网站拒绝连接。",
    r"The site's name does not resolve\.": r"网站域名无法解析。",
    r"The connection broke: (.*)\.": r"连接中断：\1。",
    r"The fetch failed: (.*)": r"采集失败：\1",
    r"The body is larger than newscrawl reads \((.*), unpacked\)\.": r"网页过大（解压后超过 \1）。",
    r"The body was cut short: less came than was announced\.": r"网页不完整：收到的少于声明的长度。",
    r"The body was cut short or damaged: its (.*) stream does not end well\.": (
        r"网页不完整或已损坏：\1 压缩流未正常结束。"
    ),
    r"The body may be cut short: its length was not announced, and </html> is missing\.": (
        r"网页可能不完整：未声明长度，也没有 </html>。"
    ),
    r"robots\.txt forbids this page to us\.": r"robots.txt 不许采集此页。",
    r"It has moved to (\S+)\.": r"已移至 \1。",
    r"It redirects off the site, to (\S+)\.": r"跳转到站外：\1。",
    r"It redirects to (\S+), another page of a listing\.": r"跳转到另一列表页：\1。",
    r"It redirects to (\S+), which is no article\.": r"跳转到 \1，不是文章。",
    r"It redirects to (\S+), which is no listing\.": r"跳转到 \1，不是列表页。",
    r"It redirects in a loop, or too many times\.": r"循环跳转，或跳转过多。",
    r"It is no listing: the page names no article and no pager\.": r"不是列表页：没有文章链接，也没有分页。",
    r"It is no listing: the page reads like an error page: (.*)\.": r"不是列表页：像是错误页（\1）。",
    r"It is no listing: the page asks for a login or a check: (.*)\.": r"不是列表页：要求登录或验证（\1）。",
    r"The page is empty\.": r"网页空白。",
    r"The page shows no text\.": r"网页没有文字。",
    r"The bytes are no text\.": r"内容不是文本。",
    r"The bytes are (.*), no web page\.": r"内容是 \1，不是网页。",
    r"The page is an error message of the site\.": r"网页是网站的错误提示。",
    r"The page asks to log in\.": r"网页要求登录。",
    r"The address is that of a listing\.": r"网址是列表页的网址。",
    r"The page is a listing, or another list of links\.": r"网页是列表页，或其他链接列表。",
    r"The page has no headline\.": r"网页没有标题。",
    r"The page has neither the landmarks of an article nor a text\.": r"网页既没有文章的标志，也没有正文。",
    r"Not fetched yet\.": r"尚未采集。",
    r"No reason is recorded\.": r"没有记录原因。",
    r"To be tried again from (\S+)\.": r"\1 起重试。",
    r"No headline is printed\.": r"未印标题。",
    r"No source is printed\.": r"未印来源。",
    r"No source line was found\.": r"没有找到来源行。",
    r"The source '(.*)' is from (.*)\.": r"来源“\1”取自网页的其他部分（\2）。",
    r"The date '(.*)' is from (.*)\.": r"日期“\1”取自网页的其他部分（\2）。",
    r"No date is printed\.": r"未印日期。",
    r"The printed date '(.*)' is relative\.": r"所印日期“\1”是相对日期。",
    r"The printed date '(.*)' is impossible\.": r"所印日期“\1”不存在。",
    r"The address says (\S+), the page says (\S+)\.": r"网址中的月份是 \1，网页上的日期是 \2。",
    r"The article has no text, only pictures\.": r"文章没有文字，只有图片。",
    r"The article has no text, only a video\.": r"文章没有文字，只有视频。",
    r"The article has no text\.": r"文章没有文字。",
    r"The text is hidden by a style, for a script to show\.": r"正文被样式隐藏，由脚本显示。",
    r"No breadcrumb or address tells the city\.": r"面包屑和网址都没有标明城市。",
    r"The site's landmarks are absent: the text was found by the general method\.": (
        r"没有本站网页的标志：正文由通用方法找出。"
    ),
}
_PATTERNS = [(re.compile(sentence), chinese) for sentence, chinese in _SENTENCES.items()]
_RETRY = re.compile(r"(.*) (To be tried again from \S+\.)", re.DOTALL)


def told(reason: str, language: Language) -> tuple[str, str]:
    """The reason for a reader of this language, and the language that it then is in, for the `lang` attribute."""
    chinese = in_chinese(reason) if language == "zh" else None
    return (reason, "en") if chinese is None else (chinese, "zh-CN")


def in_chinese(reason: str) -> str | None:
    """A stored sentence (and when the page is tried again) in Chinese; None where it is not known."""
    retry = _RETRY.fullmatch(reason)
    parts = [_sentence(part) for part in (retry.groups() if retry else (reason,))]
    known = [part for part in parts if part is not None]
    return "".join(known) if len(known) == len(parts) else None


def _sentence(english: str) -> str | None:
    for pattern, chinese in _PATTERNS:
        match = pattern.fullmatch(english)
        if match:
            return match.expand(chinese)
    return None
