import { defineTexts } from "@bihuan/i18n";

export const texts = defineTexts(
  {
    save: "保存",
    cancel: "取消",
    close: "关闭",
    search: "搜索",
    more: "显示更多",
    nothing: "没有找到",
    nothingHint: "换一个词，或放宽条件。",
    count: "共 {count} 条",
    atLeast: "超过 {count} 条",
    choose: "请选择",
  },
  {
    save: "Save",
    cancel: "Cancel",
    close: "Close",
    search: "Search",
    more: "Show more",
    nothing: "Nothing was found",
    nothingHint: "Try another word, or ask for less.",
    count: "{count} in all",
    atLeast: "More than {count}",
    choose: "Choose",
  },
);
