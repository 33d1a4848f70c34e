import { useFormats, useTexts } from "@bihuan/i18n";
import { Button } from "@bihuan/ui";
import type { ReactNode } from "react";
import type { Around } from "./TaskCard.tsx";
import styles from "./Trial.module.css";
import { texts } from "./texts.ts";
import type { Move, TrialToken } from "./useTrial.ts";

interface Props {
  token: TrialToken;
  around: Around;
}

/** What the run waits for that is nobody's task, and what may come about. */
export function WaitCard({ token, around }: Props) {
  const t = useTexts(texts);
  const format = useFormats();
  return (
    <li className={styles.card} data-wait={token.step}>
      <strong>{around.stepName(token.step)}</strong>
      <span className={styles.quiet}>
        {token.until ? t("until", { at: format.instant(token.until) }) : t("waiting")}
      </span>
      <div className={styles.row}>{choicesOf(token, around, t)}</div>
    </li>
  );
}

type Say = ReturnType<typeof useTexts<(typeof texts)["zh"]>>;

function choicesOf(token: TrialToken, { isBusy, onSend, personName }: Around, t: Say): ReactNode {
  const { instance } = token;
  const by = token.ends[0] ?? "";
  const choice = (key: string, label: string, move: Move) => (
    <Button key={key} disabled={isBusy} onClick={() => onSend(move)}>
      {label}
    </Button>
  );
  const settle = (how: string, label: string) =>
    choice(how, label, { do: "settle", instance, how, by, comment: t("tried") });
  if (token.wait === "incident") {
    return [settle("retry", t("retry")), settle("skip", t("skip")), settle("fill", t("doneByHand"))];
  }
  if (token.wait === "action") {
    return [
      choice("works", t("works"), { do: "answer", instance, how: "finish" }),
      choice("fails", t("fails"), { do: "answer", instance, how: "fail" }),
    ];
  }
  const event = token.event as "message" | "child_closed" | "signal";
  const children = token.parts.filter((part) => part.state === "open");
  return [
    token.event && choice("event", t(event, { key: token.key }), { do: "signal", event: token.event, key: token.key }),
    ...token.people.map((one) =>
      choice(one, t("hasRead", { name: personName(one) }), { do: "read", instance, by: one }),
    ),
    ...children.flatMap(({ child }) => [
      choice(`${child} done`, t("childDone", { child: child ?? "" }), { do: "child", key: child ?? "", how: "done" }),
      choice(`${child} cancelled`, t("childCancelled", { child: child ?? "" }), {
        do: "child",
        key: child ?? "",
        how: "cancelled",
      }),
    ]),
    by && choice("early", t("endWait"), { do: "end_wait", instance, by, comment: t("tried") }),
  ];
}
