import { defineTexts } from "@bihuan/i18n";

/** Who was told of a ticket and who has read it, in words. */
export const texts = defineTexts(
  {
    told: "知会与抄送",
    notified: "知会：{label}",
    copied: "抄送：{label}已完成",
    readers: "已阅情况",
    read: "{name} 已阅 {at}",
    unread: "{name} 未读",
  },
  {
    told: "Told and in copy",
    notified: "Told: {label}",
    copied: "In copy: {label} is done",
    readers: "Who has read it",
    read: "{name} read it {at}",
    unread: "{name} has not read it",
  },
);
