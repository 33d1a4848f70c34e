import { defineTexts } from "@bihuan/i18n";

export const texts = defineTexts(
  {
    title: "闭环 · 现场",
    hello: "{name}，你的待办",
    none: "现在没有待办",
    noneHint: "派给你的工单会出现在这里。",
    signOut: "退出登录",
  },
  {
    title: "Bihuan · Work",
    hello: "{name}, your tasks",
    none: "Nothing to do now",
    noneHint: "What is assigned to you will be here.",
    signOut: "Sign out",
  },
);
