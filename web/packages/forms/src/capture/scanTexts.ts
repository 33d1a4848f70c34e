import { defineTexts } from "@bihuan/i18n";

export const texts = defineTexts(
  {
    scan: "扫描二维码",
    fromPhoto: "拍照识别",
    photo: "二维码照片",
    hold: "把二维码放进画面里。",
    missed: "照片里没有认出二维码，请靠近一点再拍，或直接输入编号。",
    noCamera: "没有摄像头权限，请在手机设置里允许，或改用拍照识别。",
  },
  {
    scan: "Scan a QR code",
    fromPhoto: "Read from a photo",
    photo: "Photo of a QR code",
    hold: "Hold the code into the picture.",
    missed: "No code was found in the photo. Go closer and try again, or type the number.",
    noCamera: "The camera is not allowed. Allow it in the phone's settings, or read the code from a photo.",
  },
);
