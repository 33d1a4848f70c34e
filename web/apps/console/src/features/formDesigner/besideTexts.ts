import type { Label } from "./draft/body.ts";

/** What stands beside and behind the fields of a form is called (modules/forms/interface/definitions.py). */
export const besideTexts: Readonly<Record<string, Label>> = {
  "customer.name": { zh: "客户 · 名称", en: "Customer · Name" },
  "customer.level": { zh: "客户 · 级别", en: "Customer · Level" },
  "contract.number": { zh: "合同 · 合同号", en: "Contract · Number" },
  "contract.amount": { zh: "合同 · 金额", en: "Contract · Amount" },
  "submitter.department": { zh: "提交人 · 部门", en: "Submitter · Department" },
  priority: { zh: "紧急等级", en: "Priority" },
  source_channel: { zh: "来源渠道", en: "Source channel" },
  "device.sn": { zh: "SN", en: "Serial number" },
  "device.name": { zh: "名称", en: "Name" },
  "device.model": { zh: "型号", en: "Model" },
  "device.in_warranty": { zh: "在保", en: "In warranty" },
};
