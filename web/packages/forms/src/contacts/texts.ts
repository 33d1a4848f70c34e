import { defineTexts } from "@bihuan/i18n";

export const texts = defineTexts(
  {
    phoneHint: "手机，或带区号的座机",
    emailHint: "name@example.com",
    urlHint: "https://",
    id_cardHint: "18 位",
    phoneGo: "拨打",
    emailGo: "写邮件",
    urlGo: "打开网页",
    male: "男",
    female: "女",
    show: "显示",
    hide: "隐藏",
  },
  {
    phoneHint: "Mobile, or landline with its area code",
    emailHint: "name@example.com",
    urlHint: "https://",
    id_cardHint: "18 places",
    phoneGo: "Call",
    emailGo: "Write",
    urlGo: "Open",
    male: "male",
    female: "female",
    show: "Show",
    hide: "Hide",
  },
);
