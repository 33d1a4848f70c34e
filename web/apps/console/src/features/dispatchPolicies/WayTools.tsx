import { useTexts } from "@bihuan/i18n";
import { Chip, Control, Select } from "@bihuan/ui";
import { ACCEPT_MINUTES, POOL_SIZE, type Policy, PRIORITIES, ROUNDS } from "./body.ts";
import { Count } from "./Count.tsx";
import styles from "./DispatchPolicies.module.css";
import { texts } from "./texts.ts";

interface Props {
  policy: Policy;
  onChange: (policy: Policy) => void;
}

/** Recommended or given, how long an offer stands, what follows when nobody takes it, bounds on claiming. */
export function WayTools({ policy, onChange }: Props) {
  const t = useTexts(texts);
  const set = (patch: Partial<Policy>) => onChange({ ...policy, ...patch });
  return (
    <fieldset className={styles.group}>
      <legend>{t("how")}</legend>
      <div className={styles.fields}>
        <Control label={t("how")}>
          {({ id }) => (
            <Select
              id={id}
              value={policy.decide ?? "recommend"}
              onChange={(event) => set({ decide: event.target.value })}
            >
              <option value="recommend">{t("recommend")}</option>
              <option value="automatic">{t("automatic")}</option>
            </Select>
          )}
        </Control>
        <Count
          label={t("minutes")}
          least={1}
          value={policy.accept?.minutes ?? ACCEPT_MINUTES}
          onChange={(minutes) => set({ accept: { ...policy.accept, minutes } })}
        />
        <Count label={t("rounds")} least={1} value={policy.rounds ?? ROUNDS} onChange={(rounds) => set({ rounds })} />
        <Count
          label={t("poolSize")}
          least={1}
          value={policy.pool_size ?? POOL_SIZE}
          onChange={(pool_size) => set({ pool_size })}
        />
      </div>
      <WallFor policy={policy} onChange={onChange} />
      <ClaimBounds policy={policy} onChange={onChange} />
    </fieldset>
  );
}

function WallFor({ policy, onChange }: Props) {
  const t = useTexts(texts);
  const wall = policy.accept?.wall_for ?? ["P0"];
  const toggle = (one: string) => {
    const wall_for = wall.includes(one) ? wall.filter((other) => other !== one) : [...wall, one];
    onChange({ ...policy, accept: { ...policy.accept, wall_for } });
  };
  return (
    <div className={styles.head}>
      <span className={styles.quiet}>{t("wall")}</span>
      {PRIORITIES.map((one) => (
        <Chip key={one} on={wall.includes(one)} onToggle={() => toggle(one)}>
          {one}
        </Chip>
      ))}
    </div>
  );
}

const BOUNDS = [
  ["most_open", "claimOpen"],
  ["most_a_day", "claimDay"],
  ["cool_down", "claimPause"],
] as const;

function ClaimBounds({ policy, onChange }: Props) {
  const t = useTexts(texts);
  const set = (name: string, value: number) => {
    const { [name]: _, ...rest } = policy.claim ?? {};
    onChange({ ...policy, claim: value ? { ...rest, [name]: value } : rest });
  };
  return (
    <div className={styles.fields}>
      {BOUNDS.map(([name, label]) => (
        <Count key={name} label={t(label)} value={policy.claim?.[name] ?? 0} onChange={(value) => set(name, value)} />
      ))}
    </div>
  );
}
