import { defineTexts } from "@bihuan/i18n";

export const texts = defineTexts(
  {
    servicePhone: "服务电话",
    service: "服务",
    language: "English",
    retry: "重试",
    offline: "网络不通，内容没有丢失，请稍后重试。",
    fault: "出了点问题，请稍后重试。",
  },
  {
    servicePhone: "Service phone",
    service: "Service",
    language: "中文",
    retry: "Try again",
    offline: "No connection. Nothing is lost; please try again.",
    fault: "Something went wrong. Please try again.",
  },
);
