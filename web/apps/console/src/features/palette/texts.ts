import { defineTexts } from "@bihuan/i18n";

export const texts = defineTexts(
  {
    title: "快速前往",
    ask: "张工 昨天 XX-8892，或编号、标题、页面名称",
    close: "关闭",
    nothing: "没有找到，换个词试试。",
    results: "结果",
    trace: "在溯源中打开",
  },
  {
    title: "Go to",
    ask: "Who, when, which device; a number, a title, a page",
    close: "Close",
    nothing: "Nothing found. Try another word.",
    results: "Results",
    trace: "Open in the trace",
  },
);
