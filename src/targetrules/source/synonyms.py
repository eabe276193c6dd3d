"""Synonyms that authors write for the words of the language, and the correction that each is answered with.

``and`` is near to ``any``, and means the contrary; whoever writes it is told how conditions are joined.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

__all__ = ["correction_for", "synonym_of"]

# The key of each answer; a word that must be possible there, or the answer would be out of place; what people write.
_ANSWERS: Final = {
    "at-least": (
        "at_least",
        "≥ >= => ge gte min minimum floor not_below not_under not_less not_less_than no_less_than not_fewer_than",
        "no_fewer_than not_lower_than greater_or_equal greater_than_or_equal 不低于 不少于 不小于 大于等于 至少",
        "达到 满",
    ),
    "at-most": (
        "at_most",
        "≤ <= =< le lte max maximum ceiling not_above not_over not_more not_more_than no_more_than not_higher_than",
        "not_greater_than less_or_equal less_than_or_equal up_to 不高于 不超过 不大于 不多于 小于等于 至多",
    ),
    "above": ("above", "> gt greater greater_than more more_than over higher_than exceeds 高于 大于 超过 多于"),
    "below": (
        "below",
        "< lt less less_than fewer fewer_than under lower_than smaller_than 低于 小于 少于",
        "不足 不满 未满 未达 不到 未到",
    ),
    "equals": ("at_least", "= == === eq equal equals equal_to is 等于"),
    "unequal": ("at_least", "!= <> ≠ ne neq not_equal not_equals unequal is_not 不等于"),
    "all": ("all", "and && & also both each all_of all_true 且 并且 而且 同时 和"),
    "any": ("any", "or || | either some one_of any_of 或 或者 任一"),
    "number-of": ("number_of", "count_of how_many n_of any_n some_of at_least_of two_of three_of 其中几项 几项 若干项"),
    "not": ("not", "! no none neither nor nobody is_not unequal 非 不 不是 没有"),
    "never": ("not", "never not_ever 从未 从不"),
    "consecutive": ("consecutive", "in_a_row running successive successively consecutively straight 连续"),
    "times": ("times", "count counts how_often occurrences number_of_times frequency 次数 次"),
    "of-last": ("of_last", "window over_last in_last in_the_last last_years last_periods within_last 最近"),
    "when": ("when", "if where whenever condition conditions 如果 若 当 条件"),
    "unless": ("unless", "except except_when exception exceptions if_not 除非 除外"),
    "otherwise": ("otherwise", "else default others rest if_not 否则 其他 其余"),
    "scale": (
        "scale",
        "piecewise breakpoints score_table conversion lookup brackets 分段 换算 折算 评分表",
    ),
    "between": ("between", "interpolation interpolate interpolated method 插值 内插"),
    "points-outside": ("outside", "beyond extrapolation extrapolate out_of_range 外推 超出"),
    "linear": ("step", "proportional interpolated interpolate interpolation 线性 按比例 内插"),
    "step": ("step", "stepwise steps staircase previous 阶梯 分档"),
    "clamp": ("clamp", "clip hold clamped limit 截断 封顶"),
    "formula": ("formula", "then number 则 那么"),
    "else": ("when", "else otherwise elif else_if 否则"),
    "rounding": ("half-up", "half_down round_half_down"),
    "half-up": ("half-up", "round nearest commercial 四舍五入"),
    "half-even": ("half-even", "bankers banker even 四舍六入"),
    "rank": ("rank", "名次 排名 位次 排位 序号 place position"),
    "size": ("size", "单位数 人数 个数 总数 数量 count number total"),
    "lasts-outside": ("consecutive", "lasts duration 影响期 有效期"),
    "within-outside": ("consecutive", "within deadline due by due_within time_limit 期限 时限 限期"),
    "every": ("every", "each interval step frequency cycle every_years years every_n 每 每隔 间隔 周期"),
    "in": ("every", "quarter quarters month months half halves part season part_of_year 季度 月份 月 季 半年"),
    "status": ("consecutive", "status statuses in_status has_status 状态"),
    "every-outside": ("consecutive", "every schedule every_years every_n 每 每隔 周期"),
    "outside": ("consecutive", "severity kind force actions action to replaces source article from_when"),
    "inside": (
        "when",
        "consecutive times of_last ever ago gaps since resets restarts grade place rated known received receives",
    ),
    "within": ("lasts", "deadline due due_within due_date time_limit 期限 时限 限期 办理期限"),
    "lasts-at-most": ("lasts_at_most", "lasts duration length at_most max_duration 影响期 有效期"),
    "lasts": ("lasts", "duration length lasting validity 影响期 有效期"),
    "for": ("lasts", "for 为期"),
    "kind": ("kind", "type category nature sort class 性质 类型 种类 类别"),
    "reward": ("reward", "incentive award bonus prize commendation 奖励 表彰 奖 激励"),
    "support": ("support", "help assistance aid 帮扶 扶持 支持 帮助"),
    "sanction": ("sanction", "penalty punishment discipline disciplinary_action 惩戒 惩罚 惩处 处罚 处分 罚"),
    "closed": ("closed", "holidays holiday public_holidays days_off closures 节假日 假日 放假 放假日期"),
    "open": ("open", "workdays working_days make_up_days makeup_days moved_days 调休 补班 调休上班"),
    "covers": ("covers", "years year range valid from until 年份 年度 起止"),
    "type-number": ("flag", "integer int float decimal percent percentage numeric double 数字 数值 整数 小数 百分比"),
    "type-flag": ("flag", "bool boolean yes_no checkbox 是否 布尔"),
    "type-choice": ("flag", "enum category select options 选项 类别 枚举"),
    "type-text": ("flag", "string str varchar 文字 文本 字符串"),
    "year": ("quarter", "annual annually yearly years 年 年度"),
    "school-year": ("quarter", "school_year schoolyear academic_year academic school 学年 学年度"),
    "fiscal-year": ("quarter", "fiscal_year financial_year budget_year tax_year fiscal fy 财年 财政年度 会计年度"),
    "half": ("quarter", "half_year half_yearly semester semiannual 半年"),
    "quarter": ("quarter", "quarterly quarters 季 季度"),
    "month": ("quarter", "monthly months 月 月份 月度"),
    "sequence": ("quarter", "session term round 届 届次 期 期次"),
    "id": ("id", "name 名称 编号 代号"),
    "of": ("of", "options words values choices 选项 取值"),
    "articles": ("left_out", "clauses sections paragraphs provisions article clause section 条文 条款 条目"),
    "left-out": ("left_out", "omitted omits excluded excludes skipped not_encoded leaves_out 略去 未写入 不写入"),
    "place": ("aspects", "path where at location position 位置 何处"),
    "aspects": ("aspects", "aspect shows seen never 方面 各项"),
    "change": ("aspects", "mutant mutation changed 改动 变异"),
    "why": ("why", "reason because rationale description note 理由 原因 说明"),
    "enter": ("enter", "when if begin begins start condition entry enters 进入 纳入 列入"),
    "leave": ("leave", "exit exits end ends until stop leaves 退出 解除 离开 摘帽"),
    "from": (
        "from",
        "start since begin begins beginning starting start_year required_from valid_from effective_from",
        "起 自 从 开始 起始",
    ),
    "until": ("until", "end ending end_year till through 止 至 到 截至 截止 结束"),
    "extends": (
        "extends",
        "extend inherits inherit inherits_from base base_policy parent based_on takes_over 沿用 继承 依据 母本",
    ),
    "may": ("may", "bounds bound range limits allowed within can granted grants 允许 范围 界限"),
    "first-period": (
        "first_period",
        "valid_from effective_from in_force_from from since start starts 首个时期 起始时期 施行时期 起始年度",
    ),
    "decided": ("decided", "decision decided_grade decided_received 决定 决定等次 处理决定"),
    "decided-in-condition": ("number_of", "decided 决定"),
    "approve-by": (
        "approve_by",
        "approved_by approves approver approvers approval approving_office signed_by confirmed_by ratified_by by",
        "审批 审批机构 批准 批准机构 审定 审定机构 由谁批准",
    ),
    "objections-within": (
        "objections_within",
        "objections objections_until objection_days objection_period public_notice publicity",
        "异议 异议期 异议期限 公示 公示期 公示天数",
    ),
    "appeals-within": (
        "appeals_within",
        "appeals appeal appeals_until appeal_days appeal_period review_within",
        "申诉 申诉期 申诉期限 复核期限 申诉天数",
    ),
    "discretion-by": (
        "discretion_by",
        "discretion may_by decides_discretion discretion_office imposed_by waived_by exempted_by",
        "裁量 裁量机构 裁量权 酌定 酌情 免于 由谁裁量",
    ),
    "issue-by": (
        "issue_by",
        "issued_by issue_until issue_date issue_deadline targets_by deadline due due_by",
        "下达期限 下达时间 下达日期 何时下达 目标下达",
    ),
    "gives": (
        "gives",
        "brings inputs input provides yields produces values results gathers 带来 产生 提供 指标 输入 取得",
    ),
    "by": (
        "for_each_unit",
        "office offices who actor recorded_by done_by responsible responsibility to role",
        "承办 承办机构 责任单位 责任机构 机构",
    ),
    "for-each-unit": (
        "for_each_unit",
        "each_unit per_unit every_unit unit_by_unit each every for for_every_unit 逐单位 每个单位 各单位 分单位",
    ),
    "steps": ("steps", "step stages stage phases phase list order sequence 步骤 环节 程序 阶段"),
    "received": ("received", "consequences 处理 处理结果"),
    "grade": ("grade", "等次 最终等次 评定等次"),
    "period": ("period", "year years date 年度 年份 期间 时间"),
    "period-part": ("number_of", "quarter month half 季度 月份 月 半年"),
    "group": ("group", "groups level kind category 类别 组别 分组 级别"),
    "value": ("value", "score amount 数值 分值 分数 分数线"),
    "published": ("published", "publish publication publications 公布 已公布 发布"),
    "value-of-cut": ("published", "value number 数值"),
    "cut-group": ("published", "within ranking rankings group groups 分组 类别 排名"),
    "entered": ("number_of", "at_entry entered on_entry since_entry entry 进入时 纳入时"),
    "ranking-by": (
        "smallest_group",
        "criteria criterion rank_by order_by sort_by then then_by tie_break tie_breaker tiebreak tiebreaker second",
        "依据 按 指标 其次",
    ),
    "every-unless": ("unless", "every each schedule 每 每隔"),
    "every-ranking": ("smallest_group", "every each schedule 每 每隔"),
    "every-quota": ("ties", "every each schedule 每 每隔"),
    "every-measure": ("versions", "every each schedule 每 每隔"),
    "every-input": ("excess", "every each schedule 每 每隔"),
    "every-policy": ("first_period", "every each schedule 每 每隔"),
    "service": ("service", "送达 送达之日 送达日 delivery receipt served notified notification date_of_service"),
    "decision": ("decision", "决定 决定之日 作出决定 date_of_decision decided"),
    "highest": ("highest", "high max maximum most largest descending desc 最高 高 从高到低 降序"),
    "lowest": ("lowest", "low min minimum least smallest ascending asc 最低 低 从低到高 升序"),
    "ranking-best": ("best", "order sort direction descending ascending desc asc 排序 顺序 方向"),
    "changeable": (
        "changeable",
        "alterable modifiable adjustable mutable actionable propose proposed suggest suggested",
        "可改 可更改 能否改动 可变更",
    ),
    "follow_up": (
        "follow_up",
        "outcome_of rectification rectified fulfilled fulfilment carried_out executed",
        "整改 整改情况 落实 落实情况 执行情况 后续 跟踪",
    ),
    "answers": ("answers", "options choices votes points scores 选项 分值 答案"),
    "quorum": ("voters", "quorum minimum least_answers min_answers valid_answers turnout 有效票数 最低票数 至少"),
    "ballot-weights": ("voters", "weights weight groups by_group electorate 权重 投票人 人员 参评人员"),
    "target": ("not_carried", "goal goals aim aims objective objectives quota 目标 任务 目标值"),
    "weight": ("not_carried", "points marks max_points full_marks 分值 权重 满分 权数"),
    "scoring": ("not_carried", "score scored score_by method grading 计分 评分 计分方式 计分办法"),
    "optional": ("optional", "required mandatory nullable needed 必填 必需"),
}

_OF_WORD: Final[dict[str, list[tuple[str, str]]]] = {}
for _answer, (_needed, *_lines) in _ANSWERS.items():
    for _word in " ".join(_lines).split():
        _OF_WORD.setdefault(_word, []).append((_needed, _answer))


def correction_for(name: str, known: Collection[str]) -> str | None:
    """The key of the answer to a wrong word (``diagnostics.instead-…``), None where it is no word of this kind.

    ``known`` is what would be right there.
    """
    return next((answer for _, answer in _answers(name, known)), None)


def synonym_of(name: str, known: Collection[str]) -> str | None:
    """The word of the language that the wrong one is just another word for: ``when`` for ``if``."""
    return next((word for word, answer in _answers(name, known) if answer.replace("-", "_") == word), None)


def _answers(name: str, known: Collection[str]) -> Iterator[tuple[str, str]]:
    word = name.strip().casefold().replace("-", "_").replace(" ", "_")
    return (each for each in _OF_WORD.get(word, ()) if each[0] in known)
