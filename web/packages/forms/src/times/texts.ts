import { defineTexts } from "@bihuan/i18n";

export const texts = defineTexts(
  {
    today: "今天",
    now: "现在",
    from: "开始日期",
    to: "结束日期",
    until: "至",
    days: "共 {n} 天",
    lengthHint: "如 1.5h、90分钟、1小时30分",
  },
  {
    today: "Today",
    now: "Now",
    from: "First day",
    to: "Last day",
    until: "to",
    days: "{n} days",
    lengthHint: "1.5h, 90min, 1:30",
  },
);
