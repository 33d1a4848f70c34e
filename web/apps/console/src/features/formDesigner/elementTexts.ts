import { defineTexts } from "@bihuan/i18n";

export const elementTexts = defineTexts(
  {
    noValue: "只用来排版和说明，不需要填写。",
    plain: "只画线，不写标题",
    text: "文字内容",
    tone: "样式",
    info: "普通说明",
    warn: "警告",
    picture: "图片",
    pictureHint: "图片会自动缩小到 {kb} KB 以内，随表单一起保存，没有信号时也看得到。",
    choosePicture: "选择图片",
    otherPicture: "换一张",
    badPicture: "这个文件不能显示，请选 PNG、JPEG 或 WebP 图片。",
    tabs: "分组显示为标签页",
    tabsHint: "一次只看一组；有问题的标签页会标红，提交时自动翻到那里。",
  },
  {
    noValue: "For layout and explanation only: nothing is filled in here.",
    plain: "Only the line, no words",
    text: "Words",
    tone: "Look",
    info: "Explanation",
    warn: "Warning",
    picture: "Picture",
    pictureHint: "It is made smaller than {kb} KB and kept with the form, so it is there without a line, too.",
    choosePicture: "Choose a picture",
    otherPicture: "Another one",
    badPicture: "This file cannot be shown. Choose a PNG, JPEG or WebP picture.",
    tabs: "Sections as tabs",
    tabsHint: "One section at a time. A tab with a fault is marked, and comes forward when the form is sent.",
  },
);

/** With what a help text begins, until it is written. */
export const HELP_BEGUN = { zh: "请在这里写明填写要求", en: "Say here what is to be filled in" };
