import { defineTexts } from "@bihuan/i18n";

export const texts = defineTexts(
  {
    record: "录音",
    stopRecording: "停止录音",
    running: "已录时长",
    noMicrophone: "没有麦克风权限，请在手机设置里允许录音。",
  },
  {
    record: "Record",
    stopRecording: "Stop recording",
    running: "Recorded so far",
    noMicrophone: "The microphone is not allowed. Allow it in the phone's settings.",
  },
);
