import { defineTexts } from "@bihuan/i18n";

export const texts = defineTexts(
  {
    title: "无人处理",
    hint: "没有人会主动想起的工单：没有处理人、已超时、没有约定时间。",
    overdue: "已超时且没有处理人",
    nobody: "没有处理人",
    promise: "没有约定的完成时间",
    incidents: "流程异常",
    fine: "没有这样的工单",
    all: "在工单池中打开",
    count: "{count} 张",
    atLeast: "超过 {count} 张",
  },
  {
    title: "Unattended",
    hint: "Tickets that nobody would think of: without an owner, overdue, without a promise.",
    overdue: "Overdue and nobody's",
    nobody: "Nobody's",
    promise: "Without a promised time",
    incidents: "Incidents of flows",
    fine: "There is none",
    all: "Open in the list",
    count: { one: "{count} ticket", other: "{count} tickets" },
    atLeast: "More than {count} tickets",
  },
);
