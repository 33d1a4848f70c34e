import { defineTexts } from "@bihuan/i18n";

export const texts = defineTexts(
  {
    title: "闭环 · 服务",
    heading: "需要服务？",
    how: "请用手机扫描设备上的二维码，或打开服务方发给你的链接；也可以直接拨打服务热线。",
    mine: "用手机号查询我的工单",
    language: "English",
    photo: "拍设备二维码",
    missed: "照片里没有读到二维码，请靠近再拍一张。",
  },
  {
    title: "Bihuan · Service",
    heading: "Do you need service?",
    how: "Scan the QR code on your device, or open the link that your service company sent you. You can also call its hotline.",
    mine: "Look up my tickets by phone",
    language: "中文",
    photo: "Photograph a device's code",
    missed: "No code could be read; take another photo from closer.",
  },
);
