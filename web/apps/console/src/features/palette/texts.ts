import { defineTexts } from "@bihuan/i18n";

export const texts = defineTexts(
  {
    title: "快速前往",
    ask: "输入工单编号、标题或页面名称",
    close: "关闭",
    nothing: "没有找到，换个词试试。",
    results: "结果",
  },
  {
    title: "Go to",
    ask: "A ticket's number or title, or the name of a page",
    close: "Close",
    nothing: "Nothing found. Try another word.",
    results: "Results",
  },
);
