import { defineTexts } from "@bihuan/i18n";

export const texts = defineTexts(
  {
    close: "关闭",
    title: "标题",
    description: "描述",
    priority: "紧急等级",
    tags: "标签",
    clashTitle: "两个人改了同一内容",
    clashAbout: "您编辑期间，他人也改了下面的内容。请逐项选择保留哪一个；您填写的其他内容不受影响。",
    mine: "我填写的",
    theirs: "{who} 于 {at} 改为",
    base: "原来的内容",
    empty: "（空）",
    keep: "按选择保存",
    back: "返回继续编辑",
  },
  {
    close: "Close",
    title: "Title",
    description: "Description",
    priority: "Priority",
    tags: "Tags",
    clashTitle: "Two people changed the same thing",
    clashAbout:
      "While you were typing, somebody else changed what stands below, too. Choose what to keep for each; whatever else you typed stays as it is.",
    mine: "What I typed",
    theirs: "{who} changed it {at} to",
    base: "What stood there before",
    empty: "(empty)",
    keep: "Save as chosen",
    back: "Go on editing",
  },
);
