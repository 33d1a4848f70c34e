import { defineTexts } from "@bihuan/i18n";

export const texts = defineTexts(
  {
    province: "省",
    city: "市",
    district: "区县",
    street: "街道、门牌",
    paste: "可以直接粘贴整行地址",
    measure: "获取当前位置",
    again: "重新获取",
    measuring: "正在定位…",
    exact: "精度约 {n} 米",
    at: "{at} 测得",
    denied: "没有定位权限。请在手机设置或浏览器地址栏左侧允许“位置”，再点一次。",
    unavailable: "现在定不到位置。请到窗边或室外再试，并打开手机的定位服务。",
    none: "这台设备不能定位，请换手机填写。",
    typed: "纬度, 经度，例如 31.2989, 120.5853",
    clear: "清除",
  },
  {
    province: "Province",
    city: "City",
    district: "District",
    street: "Street and number",
    paste: "A whole line may be pasted",
    measure: "Take my position",
    again: "Take it again",
    measuring: "Looking for your position…",
    exact: "within about {n} m",
    at: "measured {at}",
    denied:
      "There is no permission. Allow the position in the phone's settings or beside the address of the page, then try again.",
    unavailable: "No position just now. Try at a window or outside, with the phone's location switched on.",
    none: "This device cannot tell its position; use a phone.",
    typed: "Latitude, longitude: 31.2989, 120.5853",
    clear: "Clear",
  },
);
