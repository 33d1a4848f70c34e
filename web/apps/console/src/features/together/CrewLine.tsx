import type { Crew } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { useUses } from "@bihuan/session";
import { Button, Dialog, showToast } from "@bihuan/ui";
import { type FormEvent, useState } from "react";
import { ActionFault } from "../../shared/ActionFault.tsx";
import { usePersonName } from "../../shared/lookups.ts";
import { People } from "./People.tsx";
import styles from "./Together.module.css";
import { texts } from "./texts.ts";
import { useSetHelpers } from "./useTogether.ts";

/** Who works on one task: its owner, and who helps. */
export function CrewLine({ crew }: { crew: Crew }) {
  const t = useTexts(texts);
  const name = usePersonName();
  const [open, setOpen] = useState(false);
  const used = useUses("joint");
  const helpers = crew.visits
    .map(({ person, state }) => (name(person) ?? t("someone")) + (state ? t(`is_${state}`) : ""))
    .join("、");
  return (
    <div className={styles.crew}>
      <div>
        <p>{helpers || <span className={styles.quiet}>{t("noHelpers")}</span>}</p>
        <p className={styles.quiet}>{t("crewOf", { name: name(crew.owner) ?? t("nobody") })}</p>
      </div>
      {used && crew.may_set && <Button onClick={() => setOpen(true)}>{t("setCrew")}</Button>}
      {open && <Choosing crew={crew} onClose={() => setOpen(false)} />}
    </div>
  );
}

function Choosing({ crew, onClose }: { crew: Crew; onClose: () => void }) {
  const t = useTexts(texts);
  const [people, setPeople] = useState(crew.people);
  const set = useSetHelpers(crew.task);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const done = () => {
      showToast(t("saved"));
      onClose();
    };
    set.mutate(
      people.filter((one) => one !== crew.owner),
      { onSuccess: done },
    );
  };
  return (
    <Dialog title={t("setCrew")} closeLabel={t("close")} onClose={onClose}>
      <form className={styles.form} onSubmit={submit}>
        <People label={t("crew")} help={t("crewHint")} people={people} but={crew.owner} onChange={setPeople} />
        <ActionFault error={set.error} />
        <div className={styles.formEnd}>
          <Button look="quiet" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button type="submit" look="primary" busy={set.isPending}>
            {t("save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
