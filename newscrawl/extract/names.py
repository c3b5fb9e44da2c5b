"""Chinese personal names: two to four characters that begin with a surname."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞"
    "任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计"
    "伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房"
    "裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉钮龚程嵇邢裴陆荣翁荀羊惠甄曲家封芮储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯"
    "宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双"
    "闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居"
    "衡步都耿满弘匡国文寇广禄阙东殳沃利蔚越隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙养鞠须丰巢关蒯相查后荆红游竺权逯盖"
    "益桓公仉督岳帅缑亢况有琴商牟佘佴伯赏墨哈谯笪年爱阳佟言福肖代付邝覃区涂揭练占苟税青敬兰母雍岷闫逯鄢漆鹿蹇冼麦覃仝"
    "趙錢孫馮陳衛蔣韓楊許呂張嚴謝鄒蘇範魯韋馬鳳鄭吳葉劉龍黃鍾鐘駱盧應單龔陸榮儲靳譚賴閻顧齊賀倫羅湯畢樂紀貢費聶關"
    "萬車寧廣國溫習軍楚晉欒鄧賈婁顏於郟連喬蔺滿蕭閔項藍來欧歐苑亓么逢粟侍玉仁修信海官初哈拉才原晋楚门"
)
_COMPOUND = _words(
    "欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 夏侯 东方 東方 皇甫 尉迟 尉遲 公孙 公孫 慕容 令狐 宇文 长孙 長孫 司徒 轩辕 "
    "端木 独孤 獨孤 南宫 南宮 百里 呼延 赫连 澹台 淳于 单于 太史 申屠 公羊 钟离 鍾離 闾丘 濮阳 第五 拓跋 完颜 纳兰 "
    "欧陽 东郭 西门 万俟 闻人 仲孙 亓官 司寇 子车 颛孙 巫马 公西 漆雕 乐正 壤驷 公良 谷梁 宰父 夹谷 段干 梁丘 左丘 "
)
# Words that begin with a surname's character and are no one's name.
_NOT_NAMES = _words(
    "文图 文字 图片 摄影 记者 通讯员 全国 全市 全县 全省 全村 全镇 安全 安装 安排 成都 成功 成立 成员 高级 高度 "
    "高兴 高温 高考 平安 平台 和谐 和平 明天 明年 明显 方面 方法 方案 方式 万元 万人 万亩 时间 时代 时刻 时尚 国家 "
    "国际 国庆 国内 文化 文明 文艺 文章 东西 东部 南部 新闻 向上 向前 于是 干部 干净 关于 关注 关心 关键 江苏 江西 "
    "江山 山东 山西 山区 山村 海南 海外 广东 广西 广州 广告 广大 云南 云端 湖南 湖北 水利 水库 水果 花开 花园 石头 "
    "石油 马上 马路 牛奶 白天 白色 黄色 黄河 黄金 金融 金色 红色 青年 青春 乐山 温江 温暖 简阳 简单 金堂 蒲江 双流 "
    "双方 都江 大邑 彭州 郫都 邛崃 崇州 新津 新都 家庭 家乡 家长 家园 计划 计算 经济 经过 经验 经常 项目 连续 连接 "
    "通知 通过 通报 路上 路边 武汉 武警 宁夏 宁波 单位 单元 强化 强调 强制 师生 师傅 易地 古城 古镇 尚未 利用 利润 "
    "终于 终身 都市 都是 游客 游戏 别样 充分 满意 应急 应用 应当 祝福 祝贺 景区 景点 梅花 柳树 林业 林区 田间 田野 "
    "农业 农村 农民 农户 沙漠 养老 养殖 养生 空间 空气 权利 权威 查看 查处 后来 相关 相信 公司 公里 公园 公安 公开 "
    "公布 公告 有关 有限 有人 有序 年度 年轻 年底 爱心 爱情 福利 福建 言论 代表 代理 付出 区域 区县 占地 信息 信用 "
    "信心 官方 原因 原来 原则 来自 来源 玉米 修建 修复 初步 初中 初心 海关 门票 门诊 司机 司法 乔迁 甘肃 常州 常见 "
    "常德 常务 乐观 乐园 汤圆 贺岁 康复 包括 包装 房屋 房子 管理 支持 支部 支书 支付 童年 童心 盛会 盛开 盛夏 钟声 "
    "高速 高铁 夏天 夏日 夏季 胡同 万里 车辆 车站 车队 周末 周边 周年 周一 周二 周三 周四 周五 周六 周日 孙子 任务 "
    "任何 元旦 元宵 余人 余亩 余家 余名 余元 安徽 安县 安居 安心 平方 平均 章程 舒适 纪委 纪律 纪念 席位 席卷 麻将 "
    "危险 危房 江水 江边 颜色 方便 解决 解放 应对 宣传 宣布 洪水 包裹 左右 石桥 吉祥 程序 段落 富裕 富民 谷雨 班子 "
    "仲夏 秋天 秋季 秋收 全面 全力 全部 全新 全体 全域 武侯 龙泉 龙头 幸福 幸运 白果 怀念 从此 从事 从业 能力 能够 "
    "能源 双拥 党员 党委 党建 党组 党支部 劳动 劳务 申请 申报 牛年 寿命 边境 边缘 农机 农资 柴油 鱼塘 容易 向往 "
    "步行 步伐 国企 国土 国道 国网 广场 广播 东风 东南 利益 越来越 师资 融合 融入 融媒体 冷水 简介 曾经 须知 丰收 "
    "丰富 关爱 关怀 红旗 红军 岳母 商业 商务 商家 商报 年货 年味 年轻人 爱国 阳光 言行 福州 "
)
_HAN = ("\u3400", "\u9fff")
_MAX_LENGTH = 4
_DOTS = "·•‧\u30fb"


def is_name(text: str) -> bool:
    """True for what reads as one person's name: 王五, 欧阳修远, 阿卜杜拉·买买提.

    A name is two or three characters after a one-character surname's rule, up to four with a compound surname
    or two surnames; names with a dot in them (of other peoples of China) may be longer.
    """
    if any(dot in text for dot in _DOTS):
        return _is_dotted(text)
    if not 2 <= len(text) <= _MAX_LENGTH or not all(_is_han(char) for char in text) or text in _NOT_NAMES:
        return False
    if text[:2] in _NOT_NAMES and len(text) > 2:
        return False
    if text[:2] in _COMPOUND:
        return len(text) >= 3
    if text[0] not in _SURNAMES:
        return False
    return len(text) <= 3 or text[1] in _SURNAMES


def looks_like_name(text: str) -> bool:
    """True for two to four Chinese characters that may be a name where a title (记者) says that it is one."""
    if any(dot in text for dot in _DOTS):
        return _is_dotted(text)
    return 2 <= len(text) <= _MAX_LENGTH and all(_is_han(char) for char in text) and text not in _NOT_NAMES


def _is_dotted(text: str) -> bool:
    parts = [part for dot in _DOTS for part in (text.split(dot) if dot in text else [])]
    return 2 <= len(parts) <= 4 and all(1 <= len(part) <= 8 and all(map(_is_han, part)) for part in parts)


def _is_han(char: str) -> bool:
    return _HAN[0] <= char <= _HAN[1] or char >= "\U00020000" or char == "〇"


def split_spaced(words: list[str]) -> list[str]:
    """Join names printed with a space inside, to fill the line: 王 五, 李四光 is 王五, 李四光.

    >>> split_spaced(["王", "五", "李四光"])
    ['王五', '李四光']
    """
    names: list[str] = []
    index = 0
    while index < len(words):
        pair = "".join(words[index : index + 2])
        if len(words[index]) == 1 and index + 1 < len(words) and len(words[index + 1]) == 1 and is_name(pair):
            names.append(pair)
            index += 2
        else:
            names.append(words[index])
            index += 1
    return names
