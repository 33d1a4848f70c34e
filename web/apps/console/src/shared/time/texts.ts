import { defineTexts } from "@bihuan/i18n";

export const texts = defineTexts(
  {
    days: "{days} 天",
    daysHours: "{days} 天 {hours} 小时",
    hours: "{hours} 小时",
    hoursMinutes: "{hours} 小时 {minutes} 分",
    minutes: "{minutes} 分钟",
    moment: "不到 1 分钟",
    left: "剩 {length}",
    marked: "告急 · 剩 {length}",
    over: "已超时 {length}",
    breached: "已超时",
    paused: "已暂停",
    dueAt: "应在 {time} 前完成",
  },
  {
    days: "{days} d",
    daysHours: "{days} d {hours} h",
    hours: "{hours} h",
    hoursMinutes: "{hours} h {minutes} min",
    minutes: "{minutes} min",
    moment: "less than 1 min",
    left: "{length} left",
    marked: "Urgent · {length} left",
    over: "Overdue by {length}",
    breached: "Overdue",
    paused: "Paused",
    dueAt: "Due {time}",
  },
);
