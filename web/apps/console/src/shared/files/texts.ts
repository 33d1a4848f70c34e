import { defineTexts } from "@bihuan/i18n";

export const texts = defineTexts(
  {
    files: "附件",
    close: "关闭",
    before: "上一个",
    next: "下一个",
    of: "{at} / {count}",
    download: "下载原文件",
    cannot: "无法在此预览这种文件。",
  },
  {
    files: "Files",
    close: "Close",
    before: "Previous",
    next: "Next",
    of: "{at} of {count}",
    download: "Download the original",
    cannot: "This kind of file cannot be shown here.",
  },
);
