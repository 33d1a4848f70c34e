import { defineTexts } from "@bihuan/i18n";

export const texts = defineTexts(
  {
    title: "我的待办",
    none: "现在没有待办",
    noneHint: "派给你的工单和要你审批的事项会出现在这里。",
    since: "{time} 开始",
    inPlaceOf: "代 {name}",
  },
  {
    title: "My tasks",
    none: "Nothing to do now",
    noneHint: "Work assigned to you and approvals that wait for you will be here.",
    since: "since {time}",
    inPlaceOf: "for {name}",
  },
);
