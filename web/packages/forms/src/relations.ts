import type { Field } from "@bihuan/core";

const text = (key: string): Field => ({ key, type: "text" });

/** What the server's rules may read beyond a form (modules/forms/interface/definitions.py). */
export const RELATIONS = {
  beside: [
    { key: "customer", type: "record", fields: [text("name"), text("level")] },
    { key: "contract", type: "record", fields: [text("number"), { key: "amount", type: "number" }] },
    { key: "submitter", type: "record", fields: [{ key: "department", type: "department" }] },
    text("priority"),
    text("source_channel"),
  ],
  behind: {
    device: [text("sn"), text("name"), text("model"), { key: "in_warranty", type: "boolean" }],
    role: [text("name")],
    customer: ["name", "code", "level", "contact_name", "phone", "address"].map(text),
    contact: ["name", "phone", "email", "position"].map(text),
    site: ["name", "address"].map(text),
    contract: [
      text("number"),
      text("name"),
      { key: "amount", type: "number" },
      { key: "valid_from", type: "date" },
      { key: "valid_to", type: "date" },
      text("sla"),
    ],
    ticket: ["number", "title", "priority", "category"].map(text),
  },
} as const;
