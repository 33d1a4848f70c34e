import { defineTexts } from "@bihuan/i18n";

export const texts = defineTexts(
  {
    add: "添加附件",
    sign: "选择签名图片",
    remove: "移除",
    mark: "圈出问题",
    kept: "已上传的附件",
    failed: "上传失败，请检查网络后重新选择。",
  },
  {
    add: "Attach files",
    sign: "Choose a picture of the signature",
    remove: "Remove",
    mark: "Mark the fault",
    kept: "Uploaded file",
    failed: "The upload failed. Check the network and choose again.",
  },
);
