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
    "flow.bad_length": (
        "{path} 应为时长，如 30m、4h、2d，最长十年。",
        "{path} must be a length of time such as 30m, 4h or 2d, ten years at most.",
    ),
    "flow.wait_for_what": (
        "{path}：没有说明等什么；请填写时长、日期字段或事件。",
        "{path}: nothing to wait for; name a length of time, a date field or an event.",
    ),
    "flow.children_of_what": (
        "{path}：请说明按团队（teams）还是按子表的行（rows）开子工单，两者选一。",
        "{path}: say whether children are opened for teams or for the rows of a sub-table: one of them.",
    ),
    "flow.bad_teams": (
        "{path}：团队不能重复，最多 {most} 个；同一团队要开两张时请各写一个 key。",
        "{path}: each team once and {most} at most; give each a key where one team gets two.",
    ),
    "flow.does_nothing": (
        "{path}：自动动作什么也不做；请填写要设置的字段或推送地址。",
        "{path}: this action does nothing; name what it sets or where it pushes to.",
    ),
    "flow.wait_twice": (
        "{path}：等到日期的步骤不能同时设置时长或事件，请拆成并行的两步。",
        "{path}: a wait until a date has no length and no event besides; draw two waits side by side.",
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
    "flow.never_true": (
        "“{name}”的分支 {way} 的条件自相矛盾，永远不成立；请修改条件或删除该分支。",
        "The condition of way {way} in “{name}” contradicts itself and is never true; mend it or remove the way.",
    ),
    "flow.not_proven": (
        "“{name}”的分支 {way} 条件太多，无法证明它能走到；请核对后确认发布，或拆分条件。",
        "Whether the way {way} of “{name}” can be taken could not be proven: too many cases. Confirm it, or split it.",
    ),
    "flow.never_done": (
        "“{name}”的结束条件永远不成立，总要做满 {most} 轮；请修改条件。",
        "The condition that ends “{name}” is never true: it always takes {most} rounds. Mend the condition.",
    ),
    "flow.never_repeats": (
        "“{name}”的每一轮都会结束流程，不会有第二轮；请删除循环或其中的结束步骤。",
        "Every round of “{name}” ends the flow, so there is no second one; remove the repetition or the end in it.",
    ),
    "flow.round_without_person": (
        "“{name}”的一轮可能既没有人处理也不等待，会原地空转；请加上办理、审批或等待步骤。",
        "A round of “{name}” may need nobody and wait for nothing; add a step for a person, or a wait.",
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
    "flow.chooser_not_before": (
        "“{name}”的人员由步骤 {by} 指定，但流程不一定先经过它；请改由前面必经的步骤指定。",
        "The people of “{name}” are named at {by}, which not every way has passed; let an earlier step name them.",
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
        "“{name}”可能找不到处理人，届时要由派单员指定；可设置“找不到人时”。",
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
        "“{name}”还没做完，却在已关闭的阶段 {stage}；请更换阶段。",
        "“{name}” is still open but shows the closed stage {stage}; choose another.",
    ),
    "flow.field_no_date": (
        "“{name}”要等到字段 {field}，但它不是日期或时间，请重新选择。",
        "“{name}” waits until the field {field}, which is no date and no time; choose another.",
    ),
    "flow.may_wait_for_ever": (
        "“{name}”可能永远等不到，负责人也不能提前结束，只有流程管理员能放行；请设置最长等待时间。",
        "“{name}” may wait for ever, and only a flow admin could let it go on; say how long it waits at most.",
    ),
    "flow.children_of_no_list": (
        "“{name}”按字段 {field} 开子工单，但它不是子表，也存不了团队，请重新选择。",
        "“{name}” opens children by the field {field}, which is no sub-table and holds no teams; choose another.",
    ),
    "flow.children_too_few": (
        "“{name}”要等 {needed} 张子工单完成，却只开 {count} 张；请改小或增加团队。",
        "“{name}” waits for {needed} children and opens {count}; lower the number or add teams.",
    ),
    "flow.opens_itself": (
        "“{name}”的子工单类型 {type} 走的就是本流程，会层层开下去；请换一个类型。",
        "“{name}” opens children of {type}, which run on this very flow without end; choose another type.",
    ),
    "flow.child_type_unknown": (
        "“{name}”的子工单类型 {type} 还不存在；启用前请先建好，否则这一步会报异常。",
        "“{name}” opens children of {type}, which is no ticket type yet; make it before the flow is used.",
    ),
    "flow.pass_by_no_ending": (
        "“{name}”到时限要按 {action} 自动通过，但这一步没有能完成它的这个动作；请改用它已有的动作。",
        "“{name}” is to be passed by {action} when its time is over, which does not end this step; name one that does.",
    ),
    "flow.pass_needs_signature": (
        "“{name}”要求手写签名，到时限无法自动通过；请改为升级、移交或退回，或不要求签名。",
        "“{name}” asks for a signature, which nobody gives when its time is over; escalate or hand it over instead.",
    ),
    "flow.pass_needs_evidence": (
        "“{name}”要求上传凭证（{kinds}），到时限无法自动通过；请改为升级、移交或退回，或不要求凭证。",
        "“{name}” asks for evidence ({kinds}), which nobody gives when its time is over; escalate or hand it over.",
    ),
    "flow.pass_needs_fields": (
        "“{name}”有必填项（{fields}），到时限时若还空着就不能自动通过；请在前面的步骤填好，或改为升级。",
        "“{name}” demands fields ({fields}): left empty, it is not passed when its time is over; fill them earlier.",
    ),
    "flow.told_unknown": (
        "“{name}”的时限要通知“{word}”，没有这种人员；请重新选择通知谁。",
        "A deadline of “{name}” tells {word}, which stands for nobody; choose whom to tell.",
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
