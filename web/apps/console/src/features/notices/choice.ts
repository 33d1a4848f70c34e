// A person's choice as the form shows it, and as it is sent (docs/notices.md, One's own).
import type { NoticeChoice } from "@bihuan/api";

const ALL = "*";

export interface Choice {
  /** By what one is told outside the product; `nothing`: not at all. */
  way: string;
  /** Kinds that are told in the product only. */
  onlyHere: string[];
  gather: string;
  dailyAt: string;
  from: string;
  until: string;
  order: string[] | null;
  /** What was chosen for single kinds elsewhere, and stays. */
  channels: Record<string, string[]>;
  digest: Record<string, string>;
}

export function choiceOf(known: NoticeChoice): Choice {
  const channels = known.channels ?? {};
  const usual = channels[ALL];
  return {
    way: usual ? (usual.find((word) => word !== "app") ?? "nothing") : "best",
    onlyHere: Object.keys(channels).filter((kind) => kind !== ALL && !channels[kind]?.length),
    gather: known.digest?.[ALL] ?? "none",
    dailyAt: known.daily_at ?? "18:00",
    from: known.quiet?.from ?? "",
    until: known.quiet?.until ?? "",
    order: known.order ?? null,
    channels,
    digest: known.digest ?? {},
  };
}

export function choiceSent(choice: Choice) {
  const single = Object.entries(choice.channels).filter(([kind, ways]) => kind !== ALL && ways.length);
  const silent = choice.onlyHere.map((kind) => [kind, []] as const);
  // The usual way is that of each kind: to name it would put it above what a kind asks for by itself.
  const usual = choice.way === "best" ? [] : [[ALL, choice.way === "nothing" ? [] : [choice.way]] as const];
  return {
    channels: Object.fromEntries([...single, ...silent, ...usual]),
    order: choice.order,
    digest: { ...choice.digest, [ALL]: choice.gather },
    daily_at: choice.gather === "daily" ? choice.dailyAt : null,
    quiet: choice.from && choice.until ? { from: choice.from, until: choice.until } : null,
  };
}
