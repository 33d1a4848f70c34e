// What the ways are called by which tickets come in, until somebody renames them.
export const CHANNELS = [
  ["phone", { zh: "电话", en: "Phone" }],
  ["web", { zh: "网页", en: "Web" }],
  ["portal", { zh: "客户自助", en: "Portal" }],
] as const;
