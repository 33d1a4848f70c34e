import { defineTexts } from "@bihuan/i18n";

export const texts = defineTexts({ agree: "我已阅读并同意" }, { agree: "I have read this and agree" });
