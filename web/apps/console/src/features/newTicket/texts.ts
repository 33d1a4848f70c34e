import { defineTexts } from "@bihuan/i18n";

export const texts = defineTexts(
  {
    heading: "新建工单",
    chooseType: "是什么事情？",
    noTypes: "还没有可用的工单类型",
    noTypesHint: "请管理员先启用一种工单类型。",
    subject: "标题",
    subjectHint: "一句话说清问题，例如“3 号液压站漏油”",
    description: "详细描述",
    priority: "紧急等级",
    channel: "来源",
    submit: "提交工单",
    made: "工单 {number} 已创建",
    needed: "请填写",
    check: "请改正下面标红的内容。",
  },
  {
    heading: "New ticket",
    chooseType: "What is it about?",
    noTypes: "There is no ticket type yet",
    noTypesHint: "An administrator has to enable one first.",
    subject: "Title",
    subjectHint: "The problem in one sentence, such as “Hydraulic station 3 leaks”",
    description: "Description",
    priority: "Priority",
    channel: "Source",
    submit: "Create the ticket",
    made: "Ticket {number} was created",
    needed: "Please fill this in",
    check: "Please correct what is marked below.",
  },
);
