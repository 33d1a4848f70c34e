// How far somebody has come: kept on this device, so that one can leave and go on.
import { tenantBase } from "@bihuan/api";
import { keepDraft, readDraft } from "../../shared/drafts.ts";

/** By trade: its ready ways of working, the type that it begins with, and the modules that it seldom needs. */
export const INDUSTRIES = {
  factory: { bundles: ["repair_service"], type: "equipment_repair", off: ["tables", "reviews"] },
  property: { bundles: ["home_service"], type: "home_visit", off: ["tables", "reviews"] },
  school: {
    bundles: ["school"],
    type: "tuition_refund",
    off: ["dispatch", "engineers", "roster", "labels", "devices", "prints"],
  },
  it: { bundles: ["repair_service"], type: "equipment_repair", off: ["tables", "prints"] },
  law: {
    bundles: ["law_firm"],
    type: "case_task",
    off: ["dispatch", "engineers", "roster", "labels", "devices", "prints"],
  },
} as const;
export type Industry = keyof typeof INDUSTRIES;

export const STEPS = ["industry", "kinds", "accounts", "code", "ticket"] as const;
export type Step = (typeof STEPS)[number];

export interface Progress {
  step: Step;
  /** The ticket type that the trade begins with. */
  type: string;
  /** The first password of the accounts that were made, shown as long as one is here. */
  password: string;
}

const NONE: Progress = { step: "industry", type: "", password: "" };

function place(person: string): string {
  return `bihuan.firstRun.${tenantBase()}.${person}`;
}

export function readProgress(person: string): Progress {
  return { ...NONE, ...readDraft<Progress>(place(person)) };
}

/** Passwords are not kept on the device. */
export function keepProgress(person: string, progress: Progress): void {
  keepDraft(place(person), { ...progress, password: "" });
}

/** Easy to say on the phone, and long enough. */
export function newPassword(): string {
  const numbers = crypto.getRandomValues(new Uint32Array(3));
  return `bihuan-${[...numbers].map((one) => String(one % 10_000).padStart(4, "0")).join("-")}`;
}

/** What each step of the guide is given. */
export interface StepProps {
  progress: Progress;
  onNext: (more?: Partial<Progress>) => void;
}
