import { defineTexts } from "@bihuan/i18n";

export const texts = defineTexts(
  {
    camera: "拍照",
    take: "拍下",
    close: "关闭",
    noCamera: "没有摄像头权限。这里只能现场拍照，请在设置里允许使用摄像头。",
    unknownPlace: "位置未知",
    stamped: "照片会印上时间、位置和拍摄人。",
    cameraOnly: "只能现场拍照，不能从相册选。",
  },
  {
    camera: "Take a photo",
    take: "Take it",
    close: "Close",
    noCamera: "The camera is not allowed. Only photos taken now count here: allow the camera in the settings.",
    unknownPlace: "Place unknown",
    stamped: "Time, place and your name are printed into the photo.",
    cameraOnly: "Only a photo taken now, none from the album.",
  },
);
