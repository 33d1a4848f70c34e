import { defineTexts } from "@bihuan/i18n";

export const texts = defineTexts(
  {
    title: "部门看板",
    none: "没有未关闭的工单",
    noneHint: "本部门的工单都处理完了。",
    count: "{count} 张",
    red: "告急 {count} 张",
    nobody: "未指派",
  },
  {
    title: "Department board",
    none: "No open tickets",
    noneHint: "Your department has finished all of its work.",
    count: "{count}",
    red: "{count} urgent",
    nobody: "Nobody",
  },
);
