// Which settings only one kind of field has, and with what each is chosen.
export type Editor =
  | "whole"
  | "decimal"
  | "flag"
  | "label"
  | "media"
  | "evidence"
  | "field"
  | "table"
  | "taken"
  | "customer"
  | "currency"
  | "display"
  | "words";
export interface Setting {
  name: string;
  as: Editor;
  /** A flag that holds unless it is said otherwise. */
  holds?: true;
  /** What it is called here, where its name means something else elsewhere. */
  say?: string;
}

const s = (name: string, as: Editor): Setting => ({ name, as });
const WINDOW = [s("earliest_days", "whole"), s("latest_days", "whole")];
const BOUNDS = [s("min", "decimal"), s("max", "decimal")];

/** The settings that only this kind has, in the order in which one thinks of them. */
export const SETTINGS: Readonly<Record<string, readonly Setting[]>> = {
  text: [s("min_length", "whole"), s("max_length", "whole"), s("code", "flag")],
  long_text: [s("min_length", "whole"), s("max_length", "whole")],
  number: [s("unit", "label"), s("decimals", "whole"), ...BOUNDS],
  amount: [s("currency", "currency"), s("capitals", "flag"), ...BOUNDS],
  reading: [
    s("unit", "label"),
    s("decimals", "whole"),
    s("normal_min", "decimal"),
    s("normal_max", "decimal"),
    s("limit_min", "decimal"),
    s("limit_max", "decimal"),
    s("explained_by", "field"),
    ...BOUNDS,
  ],
  percent: [
    s("decimals", "whole"),
    { name: "min", as: "decimal", say: "set_least_percent" },
    { name: "max", as: "decimal", say: "set_most_percent" },
  ],
  switch: [s("on", "label"), s("off", "label")],
  consent: [s("text", "words")],
  rating: [s("stars", "whole")],
  slider: [s("unit", "label"), ...BOUNDS, { name: "step", as: "decimal", say: "set_slide_step" }],
  date: WINDOW,
  time: [
    { name: "min", as: "decimal", say: "set_time_from" },
    { name: "max", as: "decimal", say: "set_time_to" },
    s("step", "whole"),
  ],
  date_range: [s("min_days", "whole"), s("max_days", "whole"), ...WINDOW],
  duration: [
    { name: "min", as: "whole", say: "set_least_minutes" },
    { name: "max", as: "whole", say: "set_most_minutes" },
  ],
  scan: [{ name: "typed", as: "flag", holds: true }, s("gtin", "flag"), s("max_length", "whole")],
  phone: [s("mobile_only", "flag")],
  url: [s("allow_http", "flag")],
  choice: [s("display", "display")],
  multi_choice: [s("display", "display"), s("min_items", "whole"), s("max_items", "whole")],
  address: [s("whole", "flag")],
  gps_point: [s("allow_typed", "flag"), s("max_accuracy", "whole")],
  contact: [s("of", "customer")],
  site: [s("of", "customer")],
  contract: [s("of", "customer")],
  record: [s("table", "table"), s("takes", "taken")],
  files: [
    s("accept", "media"),
    s("evidence", "evidence"),
    s("camera", "flag"),
    s("watermark", "flag"),
    s("max_items", "whole"),
  ],
  sub_table: [s("min_rows", "whole"), s("max_rows", "whole")],
  checklist: [
    s("all_ok", "flag"),
    { name: "allow_na", as: "flag", holds: true },
    { name: "remark_not_ok", as: "flag", holds: true },
    s("photo_not_ok", "flag"),
  ],
};

/** Settings that only photos have. */
export const OF_PHOTOS = new Set(["camera", "watermark"]);
