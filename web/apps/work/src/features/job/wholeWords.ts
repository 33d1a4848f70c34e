import { defineTexts } from "@bihuan/i18n";

/** What is done with a job as a whole, in words. */
export const wholeWords = defineTexts(
  { waits: "等待与异常", whole: "整单操作", reason: "原因", kept: "已保存在手机：{label}" },
  { waits: "Waits and incidents", whole: "The whole ticket", reason: "Reason", kept: "Saved on this phone: {label}" },
);
