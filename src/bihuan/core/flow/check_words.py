"""What the publish check says, in the admin's words: what is wrong, and what to do. Chinese and English.

`{name}` is the step's label in the reader's language; other places are filled from the finding's data.
"""

from collections.abc import Mapping

TEXTS: Mapping[str, tuple[str, str]] = {
    # How it is written.
    "flow.object_expected": (
        "{path} 应为一组键值，请按文档补全。",
        "{path} must be an object; write it as the guide shows.",
    ),
    "flow.list_expected": ("{path} 应为列表，请改为列表。", "{path} must be a list; write it as one."),
    "flow.missing": ("{path} 未填写，请补上。", "{path} is missing; fill it in."),
    "flow.bad_key": (
        "{path} 只能用小写英文字母、数字和下划线，并以字母开头。",
        "{path} must be lower-case letters, digits and underscores, starting with a letter.",
    ),
    "flow.bad_label": ("{path} 需要 1 至 200 字的名称。", "{path} needs a name of 1 to 200 characters."),
    "flow.bad_choice": ("{path} 只能是以下之一：{options}。", "{path} must be one of: {options}."),
    "flow.bad_flag": ("{path} 只能是 true 或 false。", "{path} must be true or false."),
    "flow.bad_number": (
        "{path} 应为 {least} 到 {most} 的整数。",
        "{path} must be a whole number from {least} to {most}.",
    ),
    "flow.bad_names": ("{path} 应为名称列表。", "{path} must be a list of names."),
    "flow.bad_source": (
        "{path} 没有说明人员来源，请用以下之一：{kinds}。",
        "{path} does not say where its people come from; use one of: {kinds}.",
    ),
    "flow.bad_evidence": ("{path} 应为 1 至 50 的数量，类型为：{kinds}。", "{path} must be 1 to 50 files of: {kinds}."),
    "flow.unknown_key": (
        "{path} 不是已知的设置，请检查拼写或删除。",
        "{path} is not a known setting; check its spelling or remove it.",
    ),
    "flow.too_deep": (
        "{path} 嵌套超过 {deepest} 层，请拆分流程。",
        "{path} is nested deeper than {deepest}; split the flow.",
    ),
    "flow.too_many_steps": ("步骤超过 {most} 个，请拆分流程。", "More than {most} steps; split the flow."),
    "flow.block_not_supported": (
        "{path}：当前版本尚不能运行“{kind}”，请先移除。",
        "{path}: this version cannot run “{kind}” yet; remove it for now.",
    ),
    "flow.starts_with_start": (
        "流程的第一步必须是提交（start），请加上。",
        "A flow begins with a start step; put one first.",
    ),
    "flow.second_start": (
        "“{name}”：只能有一个提交步骤，请删除多余的。",
        "“{name}”: a flow has one start step; remove this one.",
    ),
    "flow.duplicate_id": ("编号 {step} 用了两次，请改其中一个。", "The id {step} is used twice; rename one of them."),
    "flow.duplicate_stage": ("阶段 {stage} 写了两次，请删去一个。", "The stage {stage} is listed twice; remove one."),
    "flow.duplicate_way": ("{path} 中有同名的分支，请改名。", "{path} has two ways with the same key; rename one."),
    "flow.bad_lanes": (
        "{path}：并行需要 2 至 {most} 条分支，请补上或删减。",
        "{path}: a parallel block has 2 to {most} lanes; add or remove some.",
    ),
    "flow.duplicate_action": ("{path}：动作 {action} 写了两次。", "{path}: the action {action} is listed twice."),
    "flow.action_unknown": (
        "{path}：这种步骤没有动作 {action}；只有办理步骤可自定义动作。",
        "{path}: this kind of step has no action {action}; only handle steps name their own.",
    ),
    "flow.stage_unknown": (
        "“{name}”的阶段 {stage} 不存在，请选择已有阶段。",
        "“{name}” names the stage {stage}, which does not exist; choose one that does.",
    ),
    "flow.target_unknown": (
        "“{name}”要退回的步骤 {target} 不存在，请重新选择。",
        "“{name}” goes back to {target}, which is no step of this flow; choose another.",
    ),
    # Whether it makes sense.
    "flow.unreachable": (
        "“{name}”永远走不到：前面已经结束。请删除它或移动到前面。",
        "“{name}” can never be reached: everything before it ends. Remove or move it.",
    ),
    "flow.dead_way": (
        "“{name}”的分支 {way} 永远不会被选中，请检查条件或顺序。",
        "The way {way} of “{name}” is never taken; check its condition and the order.",
    ),
    "flow.no_default": (
        "“{name}”没有默认分支，条件都不满足时无路可走，请加上。",
        "“{name}” has no default way; add one for when no condition holds.",
    ),
    "flow.lane_without_person": (
        "“{name}”的分支 {lane} 没有人参与，一开始就结束；请添加步骤或删除该分支。",
        "The lane {lane} of “{name}” needs nobody and ends at once; give it a step or remove it.",
    ),
    "flow.no_end": (
        "流程在“{name}”之后没有结束，请加上结束步骤。",
        "Nothing ends the flow after “{name}”; add an end step.",
    ),
    "flow.condition_unreadable": (
        "“{name}”的分支 {way} 的条件无法读取（{reason}：{at}），请修改条件或字段。",
        "The condition of way {way} in “{name}” cannot be read ({reason} at {at}); mend it or its field.",
    ),
    "flow.field_unknown": (
        "“{name}”用到的字段 {field} 不在表单中，请重新选择。",
        "“{name}” uses the field {field}, which the form does not have; choose another.",
    ),
    "flow.field_names_nobody": (
        "“{name}”的字段 {field} 不能指定人员，请选择人员或部门字段。",
        "The field {field} of “{name}” cannot name people; choose a person or department field.",
    ),
    "flow.role_unknown": (
        "“{name}”用到的角色 {role} 不存在，请重新选择。",
        "“{name}” uses the role {role}, which does not exist; choose another.",
    ),
    "flow.may_find_nobody": (
        "“{name}”可能找不到审批人，请设置“找不到人时”的处理。",
        "“{name}” may find no approver; say what happens then.",
    ),
    "flow.work_may_find_nobody": (
        "“{name}”可能找不到处理人，届时要由调度指定；可设置“找不到人时”。",
        "“{name}” may find nobody and then waits for a dispatcher; you may say who takes over.",
    ),
    "flow.claim_without_candidates": (
        "“{name}”是抢单，但没有说明谁可以抢，请设置人员来源。",
        "“{name}” is to be claimed, but by nobody; say who may claim it.",
    ),
    "flow.nobody_assigns": (
        "“{name}”需要派单，但没有调度角色，只有流程管理员能派；请设置。",
        "“{name}” waits to be assigned, but only flow admins may do so; name its dispatchers.",
    ),
    "flow.not_on_the_way": (
        "“{name}”不能退回到 {target}：并非每次都会先经过它。请选择前面的步骤。",
        "“{name}” cannot go back to {target}: not every way here has passed it. Choose an earlier step.",
    ),
    "flow.circle_without_person": (
        "“{name}”找不到人时会自动拒绝并退回 {target}，可能无人参与地循环；请改为流程管理员处理。",
        "“{name}” refuses by itself if nobody is found and returns to {target}: an endless circle; ask the flow admin.",
    ),
    "flow.refusal_runs_on": (
        "“{name}”被拒绝后的分支没有结束，会继续走到下一步；若非本意，请加结束。",
        "After a refusal “{name}” runs on to the next step; if that is not meant, end the branch.",
    ),
    "flow.end_stays_open": (
        "“{name}”结束流程，但阶段 {stage} 不是已解决、已关闭或已取消；请更换阶段。",
        "“{name}” ends the flow in {stage}, which is not resolved, closed or cancelled; choose another stage.",
    ),
    "flow.work_in_closed_stage": (
        "“{name}”还要有人处理，却在已关闭的阶段 {stage}；请更换阶段。",
        "“{name}” still needs a person but shows the closed stage {stage}; choose another.",
    ),
    "flow.no_closing_stage": (
        "没有“已关闭”或“已取消”类的阶段，撤回和强制关闭无处可去；请添加一个。",
        "There is no closed or cancelled stage for withdrawals and forced closing; add one.",
    ),
    "flow.reopen_into_block": (
        "重开的目标“{name}”在分支里面，请选择主干上的步骤。",
        "Reopening leads into a block at “{name}”; choose a step of the main sequence.",
    ),
    "flow.reopen_never_open": (
        "没有步骤处于“已解决”阶段，重开永远不会开放；请设置阶段或删去重开。",
        "No step shows a resolved stage, so reopening is never open; add the stage or drop the rule.",
    ),
    "flow.many_stages": (
        "有 {count} 个阶段，建议不超过 {most} 个，人们才记得住。",
        "{count} stages; people remember about {most}.",
    ),
    "flow.same_rank": (
        "阶段 {stages} 的顺序相同，并行时显示哪个不确定；请区分。",
        "The stages {stages} have the same rank; which one shows is arbitrary. Tell them apart.",
    ),
    "flow.unused_stage": ("没有步骤使用阶段 {stage}，可删除。", "No step shows the stage {stage}; it can go."),
    "flow.many_required": (
        "“{name}”有 {count} 个必填项，建议不超过 {most} 个。",
        "“{name}” demands {count} fields; about {most} is what people bear.",
    ),
}
